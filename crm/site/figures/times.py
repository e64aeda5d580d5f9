"""How long the steps of a project take here, from the records of the projects themselves."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.core.days import day_of
from leads.models import Milestone, Project

YEARS = 3
FEWEST = 3  # projects from which a median is told
DAYS_A_MONTH = 30.44
Kind = Milestone.Kind
FIRST_TALK, SIGNED = "first_talk", "signed"


@dataclass(frozen=True)
class Step:
    """Two dated points of a project's way; ``stage`` is its place on the ramp of colours."""

    code: str
    label: str
    begins: str
    ends: str
    stage: int


STEPS = (
    Step("to_signing", _("first talk to signing"), FIRST_TALK, SIGNED, 1),
    Step("to_land", _("signing to land"), SIGNED, Kind.LAND_ACQUIRED, 2),
    Step("to_construction", _("signing to start of construction"), SIGNED, Kind.STARTED, 3),
    Step("to_start", _("land to start of construction"), Kind.LAND_ACQUIRED, Kind.STARTED, 3),
    Step("to_production", _("construction to production"), Kind.STARTED, Kind.PRODUCING, 4),
)
WHOLE = Step("whole", _("first talk to production"), FIRST_TALK, Kind.PRODUCING, 0)


@dataclass(frozen=True)
class Took:
    """The median in days of a step over ``count`` projects; None where they are too few."""

    step: Step
    days: int | None
    count: int

    @property
    def months(self) -> int | None:
        return None if self.days is None else round(self.days / DAYS_A_MONTH)


def first_year(today: date) -> int:
    return today.year - YEARS


def days_of_projects(today: date | None = None) -> dict[int, dict[str, date]]:
    """{project: {point: day}} of projects signed in this and the last three years; a capital
    increase is no project of its own.
    """
    since = date(first_year(today or timezone.localdate()), 1, 1)
    projects = Project.objects.counted().filter(signed_on__gte=since)
    days: dict[int, dict[str, date]] = defaultdict(dict)
    for pk, received_at, signed_on in projects.values_list("pk", "lead__received_at", "signed_on"):
        days[pk] |= {FIRST_TALK: day_of(received_at), SIGNED: signed_on}
    milestones = Milestone.objects.filter(
        project__in=projects, kind__in={step.ends for step in STEPS[1:]}
    )
    for pk, kind, day in milestones.values_list("project", "kind", "happened_on"):
        days[pk][kind] = day
    return days


def took(step: Step, days: dict[int, dict[str, date]]) -> Took:
    differences = [
        (points[step.ends] - points[step.begins]).days
        for points in days.values()
        if step.begins in points and step.ends in points
    ]
    spans = [span for span in differences if span >= 0]
    return Took(step, round(median(spans)) if len(spans) >= FEWEST else None, len(spans))
