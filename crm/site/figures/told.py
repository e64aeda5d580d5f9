"""Every figure that the site tells: its value, its day, and how it is worked out. Worked out anew
at most every ten minutes; the moment stands beside it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.desk.figures.read import public_figures
from leads.models import Channel, Clock, Project

from ..kept import keep
from ..models import ParkPage
from .kept import clocks_kept, handed_over, messages_kept
from .space import FreeSpace, free_by_park
from .times import STEPS, WHOLE, Took, days_of_projects, first_year, took

KEPT_SECONDS = 600
KEY = "site-figures"


@dataclass(frozen=True)
class Measured:
    """The figures of one moment."""

    at: datetime
    whole: Took
    steps: tuple[Took, ...]
    settled: int
    of_lists: int
    free: FreeSpace
    free_by_park: dict[int, FreeSpace]
    answered: float | None
    judged: float | None
    handed_over: int
    requests: int | None


@dataclass(frozen=True)
class Figure:
    """One figure in words; ``value`` is None where nothing can be told yet."""

    code: str
    label: str
    value: object
    unit: str
    definition: str


def measured() -> Measured:
    return keep(KEY, measure, KEPT_SECONDS)


def measure() -> Measured:
    today, days = timezone.localdate(), days_of_projects()
    free = free_by_park()
    answered = clocks_kept(Clock.Kind.RESPOND, today) + messages_kept(today)
    return Measured(
        at=timezone.now(),
        whole=took(WHOLE, days),
        steps=tuple(took(step, days) for step in STEPS),
        settled=_settled_since(first_year(today)),
        of_lists=_of_lists(today.year),
        free=sum((free[park] for park in _parks_on_the_site() if park in free), FreeSpace()),
        free_by_park=dict(free),
        answered=answered.percent,
        judged=clocks_kept(Clock.Kind.JUDGE, today).percent,
        handed_over=handed_over(today),
        requests=public_figures(year=today.year).total.in_time_percent,
    )


def _settled_since(year: int) -> int:
    projects = Project.objects.counted().settled().filter(signed_on__year__gte=year)
    return projects.values("company").distinct().count()


def _of_lists(year: int) -> int:
    projects = Project.objects.counted().committed()
    return projects.filter(channel=Channel.LIST500, signed_on__year=year).count()


def _parks_on_the_site() -> set[int]:
    """Those that have a page; one that stands in another of them counts with that one."""
    parents = dict(ParkPage.objects.live().values_list("park", "park__parent"))
    return {park for park, parent in parents.items() if parent not in parents}


PERCENT, DAYS = _("%"), _("days")


def figures(found: Measured) -> list[Figure]:
    return [
        Figure(
            "whole",
            _("First talk to production"),
            found.whole.months,
            _("months"),
            _(
                "The median of the days from the moment at which the lead was received to the day "
                "on which production started, over the projects that have both. Only projects "
                "signed in this and the last three years count, and no capital increases."
            ),
        ),
        *(_of_step(each) for each in found.steps),
        Figure(
            "settled",
            _("Enterprises that settled in the last three years"),
            found.settled,
            _("enterprises"),
            _(
                "Companies with a project that was signed in this or the last three years and has "
                "entered a park; each counts once."
            ),
        ),
        Figure(
            "of_lists",
            _("Projects of the three 500 lists this year"),
            found.of_lists,
            pgettext_lazy("how many", "projects"),
            _("Projects signed this year that were won by the three 500 lists, and not given up."),
        ),
        Figure(
            "free_land",
            _("Industrial land that is free now"),
            found.free.land.mu,
            _("mu"),
            _(
                "The area of all plots of land in the parks of this site that no enterprise holds, "
                "nobody has reserved and nothing holds back at this moment. 15 mu are a hectare."
            ),
        ),
        Figure(
            "answered_in_time",
            _("Answered in time this year"),
            found.answered,
            PERCENT,
            _(
                "Of what agencies, referrers and this site brought this year and what is answered "
                "or overdue: the share that was answered by the day that was due when it came."
            ),
        ),
        Figure(
            "requests_in_time",
            _("Requests of enterprises answered in time"),
            found.requests,
            PERCENT,
            _(
                "Of the requests that reached the service desk this year and were answered: the "
                "share that was answered within the working days promised for their kind."
            ),
        ),
        Figure(
            "judged_in_time",
            _("Judged in time this year"),
            found.judged,
            PERCENT,
            _(
                "Of the registrations of this year that are judged or overdue: the share that was "
                "judged by the day that was due."
            ),
        ),
        Figure(
            "handed_over",
            _("Changes of the officer in charge this year"),
            found.handed_over,
            pgettext_lazy("how often", "times"),
            _(
                "How often a lead or a project was handed over to another department, always "
                "with a reason."
            ),
        ),
    ]


def _of_step(each: Took) -> Figure:
    return Figure(
        each.step.code,
        each.step.label,
        each.days,
        DAYS,
        _(
            "The median of the days between the two dated facts, over the projects that have both. "
            "Only projects signed in this and the last three years count, and no capital increases."
        ),
    )
