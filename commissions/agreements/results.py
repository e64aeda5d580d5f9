"""What an agent brought in a year, against the targets of its agreements."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from leads.models import Project, Registration
from parks.models import Contribution

from ..models import Agreement, Statement, YearTarget

WAN = Decimal(10_000)
KEPT_SECONDS = 60
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


def aims_of(agent, user, year: int) -> list[Result]:
    """What the agreements aim at in that year, with what was brought."""
    aims = {
        metric: aim
        for (aim_year, metric), aim in _targets(agent, user).items()
        if aim_year == year and aim
    }
    return [
        Result(
            metric,
            str(metric.label),
            _brought(metric, agent, user, year).get(year, Decimal(0)),
            aims[metric],
        )
        for metric in Metric
        if metric in aims
    ]


def years_of(agent, user) -> list[Year]:
    """Newest first; each year in which something was aimed at or brought."""
    sums = {metric: _brought(metric, agent, user) for metric in Metric}
    targets, payments = _targets(agent, user), _paid(agent, user)
    years = (
        {timezone.localdate().year}
        | {year for by_year in sums.values() for year in by_year}
        | {year for year, _metric in targets}
        | set(payments)
    )

    def results_in(year: int) -> list[Result]:
        return [
            Result(
                metric,
                str(metric.label),
                sums[metric].get(year, Decimal(0)),
                targets.get((year, metric)),
            )
            for metric in Metric
        ]

    return [
        Year(year, results_in(year), payments.get(year, Decimal(0)))
        for year in sorted(years, reverse=True)
    ]


def _companies(agent, user, only_year) -> dict[int, Decimal]:
    """Registrations that were accepted once, by the year in which they were received."""
    rows = Registration.objects.visible_to(user).filter(
        agent=agent, state__in=COUNTED, protected_until__isnull=False
    )
    return _counted(rows, "received_at__year", only_year)


def _signed(agent, user, only_year) -> dict[int, Decimal]:
    rows = Project.objects.visible_to(user).filter(referrals__agent=agent, signed_on__isnull=False)
    return _counted(rows, "signed_on__year", only_year)


def _counted(rows, year: str, only_year) -> dict[int, Decimal]:
    counts = _by_year(rows, year, only_year).annotate(count=Count("*"))
    return {year: Decimal(count) for year, count in counts}


def _by_year(rows, year: str, only_year):
    rows = rows.order_by() if only_year is None else rows.order_by().filter(**{year: only_year})
    return rows.values_list(year)


def _invested(agent, user, only_year) -> dict[int, Decimal]:
    """Verified fixed investment in the agent's projects, in ten thousand yuan."""
    contributions = (
        Contribution.objects.visible_to(user)
        .verified()
        .filter(
            enterprise__project__referrals__agent=agent, metric=Contribution.Metric.FIXED_ASSETS
        )
    )
    rows = _by_year(contributions, "happened_on__year", only_year).annotate(total=Sum("amount"))
    return {year: (total / WAN).quantize(Decimal(1)) for year, total in rows}


COUNTED_BY = {Metric.COMPANIES: _companies, Metric.SIGNED: _signed, Metric.INVESTED: _invested}


def _brought(metric, agent, user, only_year: int | None = None) -> dict[int, Decimal]:
    """By years. Kept for a minute: of an agent with a thousand projects these are the slowest
    figures of its pages.
    """
    key = f"brought:{metric}:{agent.pk}:{user.pk}:{only_year}"
    return cache.get_or_set(key, lambda: COUNTED_BY[metric](agent, user, only_year), KEPT_SECONDS)


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
