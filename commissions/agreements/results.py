"""What an agent brought in a year, against the targets of its agreements."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from leads.models import Project, Registration
from parks.models import Contribution

from ..models import Agreement, Statement, YearTarget

WAN = Decimal(10_000)
Metric = YearTarget.Metric
COUNTED = {
    Registration.State.ACCEPTED,
    Registration.State.JOINT,
    Registration.State.REALISED,
    Registration.State.LAPSED,
    Registration.State.ENDED,
}


@dataclass(frozen=True)
class Result:
    metric: str
    label: str
    done: Decimal
    target: Decimal | None

    @property
    def percent(self) -> int | None:
        return None if not self.target else int(self.done * 100 / self.target)

    @property
    def shown_percent(self) -> int:
        """How much of a bar is filled."""
        return min(max(self.percent or 0, 0), 100)


@dataclass(frozen=True)
class Year:
    year: int
    results: list[Result]
    paid: Decimal


def this_year_of(agent, user) -> Year:
    this_year = timezone.localdate().year
    return next(each for each in years_of(agent, user, only=this_year) if each.year == this_year)


def years_of(agent, user, only: int | None = None) -> list[Year]:
    """Newest first; each year in which something was aimed at or brought. Of other years than
    ``only``, where it is given, the results are not counted.
    """
    done = {
        Metric.COMPANIES: _companies(agent, user, only),
        Metric.SIGNED: _signed(agent, user, only),
        Metric.INVESTED: _invested(agent, user, only),
    }
    targets, paid = _targets(agent, user), _paid(agent, user)
    years = (
        {timezone.localdate().year}
        | {year for counted in done.values() for year in counted}
        | {year for year, _metric in targets}
        | set(paid)
    )

    def results_in(year: int) -> list[Result]:
        return [
            Result(
                metric,
                str(metric.label),
                done[metric].get(year, Decimal(0)),
                targets.get((year, metric)),
            )
            for metric in Metric
        ]

    return [
        Year(year, results_in(year), paid.get(year, Decimal(0)))
        for year in sorted(years, reverse=True)
    ]


def _companies(agent, user, only) -> dict[int, Decimal]:
    """Registrations that were accepted once, by the year in which they were received."""
    rows = Registration.objects.visible_to(user).filter(
        agent=agent, state__in=COUNTED, protected_until__isnull=False
    )
    return _counted(rows, "received_at__year", only)


def _signed(agent, user, only) -> dict[int, Decimal]:
    rows = Project.objects.visible_to(user).filter(referrals__agent=agent, signed_on__isnull=False)
    return _counted(rows, "signed_on__year", only)


def _counted(rows, year: str, only) -> dict[int, Decimal]:
    counted = _by_year(rows, year, only).annotate(count=Count("*"))
    return {year: Decimal(count) for year, count in counted}


def _by_year(rows, year: str, only):
    rows = rows.order_by() if only is None else rows.order_by().filter(**{year: only})
    return rows.values_list(year)


def _invested(agent, user, only) -> dict[int, Decimal]:
    """Verified fixed investment in the agent's projects, in ten thousand yuan."""
    of_agent = (
        Contribution.objects.visible_to(user)
        .verified()
        .filter(
            enterprise__project__referrals__agent=agent, metric=Contribution.Metric.FIXED_ASSETS
        )
    )
    rows = _by_year(of_agent, "happened_on__year", only).annotate(total=Sum("amount"))
    return {year: (total / WAN).quantize(Decimal(1)) for year, total in rows}


def _paid(agent, user) -> dict[int, Decimal]:
    """In yuan; a foreign payment at the rate of its statement."""
    statements = Statement.objects.visible_to(user).filter(
        payee=agent, state=Statement.State.PAID, payments__reversed_at__isnull=True
    )
    rows = (
        statements.order_by()
        .values_list("payments__paid_on__year")
        .annotate(total=Sum(F("payments__amount") * Coalesce("yuan_rate", Decimal(1))))
    )
    return {year: total for year, total in rows if year}


def _targets(agent, user) -> dict[tuple, Decimal]:
    agreements = Agreement.objects.visible_to(user).filter(agent=agent)
    rows = (
        YearTarget.objects.visible_to(user)
        .filter(agreement__in=agreements)
        .order_by()
        .values_list("year", "metric")
        .annotate(total=Sum("value"))
    )
    return {(year, Metric(metric)): total for year, metric, total in rows}
