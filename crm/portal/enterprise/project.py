"""What an enterprise reads of its project: the stage, its promises and what is kept of them, the
milestones. Nothing of how the project was won, by whom, or what it costs the city.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils import timezone

from leads.models import Milestone, Project
from parks.contributions.measures import MONEY
from parks.entries.promises import (
    BEHIND,
    KEPT,
    Line,
    in_force,
    promises_against_facts,
    promises_of_contract,
)
from parks.entries.supplement import terms_on
from parks.models import Breach, Contribution, EntryApplication, MilestoneReport

TONES = {KEPT: "done", BEHIND: "bad"}
BARS = {"done": "green", "bad": "red"}
OF_DAYS = (Breach.Promise.START, Breach.Promise.PRODUCTION)
TAX = Contribution.Metric.TAX


@dataclass(frozen=True)
class Promise:
    """A line of the promises, and how it is coloured. ``percent`` is how much of it is reached,
    None for a day.
    """

    line: Line
    tone: str
    percent: int | None = None

    @property
    def bar(self) -> str:
        """The colour of its bar."""
        return BARS.get(self.tone, "now")


def promises_of(person) -> list[Promise]:
    """By the entry agreement with its supplements; without one, by the investment contract. Those
    of money for who handles it.
    """
    may_read_money = person.may("handles_money")
    return [
        Promise(line, TONES.get(line.verdict, ""), line.percent)
        for line in _lines(person.enterprise)
        if may_read_money or line.code in OF_DAYS
    ]


def application_of(enterprise) -> EntryApplication | None:
    """The application whose promises are held against the facts; read once for each object."""
    if not hasattr(enterprise, "application_in_force"):
        application = in_force(enterprise.project.applications.all())
        if application:
            application.project = enterprise.project
        enterprise.application_in_force = application
    return enterprise.application_in_force


def promised_day(enterprise, kind: str) -> date | None:
    """The day on which construction or production (``kind`` of milestone) is to start: by the entry
    agreement with its supplements; without one, by the investment contract.
    """
    project, application = enterprise.project, application_of(enterprise)
    is_start = kind == Milestone.Kind.STARTED
    if application:
        terms = terms_on(application, timezone.localdate())
        return terms.promised_start_on if is_start else terms.promised_production_on
    return project.planned_start_on if is_start else project.planned_production_on


def _lines(enterprise) -> list[Line]:
    project, today = enterprise.project, timezone.localdate()
    application = application_of(enterprise)
    if application:
        return promises_against_facts(application, application.left_on or today)
    return promises_of_contract(project, today)


def breaches_of(enterprise):
    """The promises of which the park demands that they be kept by a day."""
    breaches = Breach.objects.filter(
        application__project=enterprise.project_id, state=Breach.State.OPEN
    )
    return breaches.order_by("cure_by")


def increases_of(enterprise) -> list[Project]:
    """Later projects by which the same investor adds to this one, once they are signed."""
    signed = enterprise.project.increases.committed()
    return list(signed.filter(company=enterprise.project.company_id))


@dataclass(frozen=True)
class Sums:
    """Verified yuan; ``waiting`` is how many reports the park has not judged yet."""

    in_place: Decimal
    tax: Decimal
    tax_before: Decimal
    year: int
    waiting: int


def sums_of(enterprise, user) -> Sums:
    """Of the kinds of the same money (paid-in, fixed assets, foreign capital) the largest counts;
    tax is that of this year and of the last.
    """
    year = timezone.localdate().year
    contributions = Contribution.objects.visible_to(user).filter(enterprise=enterprise).order_by()
    verified = Q(state=Contribution.State.VERIFIED)
    sums = contributions.aggregate(
        **{metric.value: Sum("amount", filter=verified & Q(metric=metric)) for metric in MONEY},
        tax_now=Sum("amount", filter=verified & Q(metric=TAX, period_to__year=year)),
        tax_before=Sum("amount", filter=verified & Q(metric=TAX, period_to__year=year - 1)),
        waiting=Count("pk", filter=Q(state=Contribution.State.DECLARED)),
    )
    none = Decimal(0)
    return Sums(
        max(sums[metric.value] or none for metric in MONEY),
        sums["tax_now"] or none,
        sums["tax_before"] or none,
        year,
        sums["waiting"],
    )


def reports_of(enterprise, user):
    """Milestones that it reported and that are not the project's: waiting, or sent back."""
    reports = MilestoneReport.objects.visible_to(user).filter(enterprise=enterprise)
    open_ones = (MilestoneReport.State.REPORTED, MilestoneReport.State.REFUSED)
    recorded = enterprise.project.milestones.values("kind")
    return reports.filter(state__in=open_ones).exclude(kind__in=recorded)
