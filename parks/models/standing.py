"""What enterprises have reached of a list's thresholds, from verified facts, for all of them in two
queries.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from .contribution import Contribution
from .entry import Enterprise

Metric = Contribution.Metric


class Measure(models.TextChoices):
    TAX = "tax", _("tax of the year before (yuan)")
    TAX_GROWTH = "tax_growth", _("growth of the tax (%)")
    REVENUE = "revenue", _("revenue of the year before (yuan)")
    REVENUE_GROWTH = "revenue_growth", _("growth of the revenue (%)")
    PAID_IN = "paid_in", _("paid-in capital so far (yuan)")
    FIXED_ASSETS = "fixed_assets", _("fixed assets so far (yuan)")
    JOBS = "jobs", _("jobs as last reported")
    YEARS = "years", _("whole years since the registration")


# Measures that are sums: of which kind of fact, and by which of its days in the year before (None:
# of all years).
SUMMED = {
    Measure.TAX: (Metric.TAX, "period_to"),
    Measure.REVENUE: (Metric.REVENUE, "happened_on"),
    Measure.PAID_IN: (Metric.PAID_IN, None),
    Measure.FIXED_ASSETS: (Metric.FIXED_ASSETS, None),
}


@dataclass(frozen=True)
class Standing:
    """``checks`` are (threshold of the list, value or None where nothing is known, reached)."""

    enterprise: Enterprise
    checks: list[tuple[models.Model, Decimal | None, bool]]
    excluded: bool = False

    @property
    def fits(self) -> bool:
        return not self.excluded and all(reached for _threshold, _value, reached in self.checks)


def standings(cultivation_list, enterprises) -> list[Standing]:
    """How each of ``enterprises`` stands towards the thresholds of the list, in their order."""
    thresholds = list(cultivation_list.thresholds.all())
    enterprises = list(enterprises.select_related("project__industry", "park"))
    facts = values_of([enterprise.pk for enterprise in enterprises], cultivation_list.year)
    return [
        _standing(cultivation_list, thresholds, enterprise, facts.get(enterprise.pk, {}))
        for enterprise in enterprises
    ]


def may_fit(cultivation_list, enterprises):
    """Those of ``enterprises`` that reach each threshold which a sum or the registration decides;
    among them are all that fit.
    """
    for threshold in cultivation_list.thresholds.all():
        if threshold.measure in SUMMED:
            enterprises = enterprises.filter(pk__in=_reaching(threshold, cultivation_list.year))
        if threshold.measure == Measure.YEARS:
            latest = date(max(1, cultivation_list.year - int(threshold.least)), 1, 1)
            enterprises = enterprises.filter(registered_on__lte=latest)
    return enterprises


def _reaching(threshold, year: int):
    metric, day = SUMMED[threshold.measure]
    rows = Contribution.objects.verified().filter(metric=metric).order_by()
    if day:
        rows = rows.filter(**{f"{day}__year": year - 1})
    sums = rows.values("enterprise").annotate(reached=Sum("amount"))
    return sums.filter(reached__gte=threshold.least).values("enterprise")


def standing_of(member) -> Standing:
    return standings(member.cultivation_list, Enterprise.objects.filter(pk=member.enterprise_id))[0]


def _standing(cultivation_list, thresholds, enterprise, facts) -> Standing:
    values = {
        **facts,
        Measure.YEARS: years_between(enterprise.registered_on, date(cultivation_list.year, 1, 1)),
    }
    checks = [
        (
            threshold,
            values.get(threshold.measure),
            values.get(threshold.measure) is not None
            and values[threshold.measure] >= threshold.least,
        )
        for threshold in thresholds
    ]
    return Standing(
        enterprise,
        checks,
        cultivation_list.excludes_property and enterprise.is_building_or_property,
    )


def values_of(ids, year: int) -> dict[int, dict]:
    """{enterprise: {measure: value}} for the list of ``year``: what was verified of the year before
    and the one before that.
    """
    verified = Contribution.objects.verified().filter(enterprise__in=ids).order_by()

    def in_year(metric, which):
        day = "period_to" if metric == Metric.TAX else "happened_on"
        return Sum("amount", filter=Q(metric=metric, **{f"{day}__year": which}))

    sums = verified.values("enterprise").annotate(
        tax=in_year(Metric.TAX, year - 1),
        tax_before=in_year(Metric.TAX, year - 2),
        revenue=in_year(Metric.REVENUE, year - 1),
        revenue_before=in_year(Metric.REVENUE, year - 2),
        paid_in=Sum("amount", filter=Q(metric=Metric.PAID_IN)),
        fixed_assets=Sum("amount", filter=Q(metric=Metric.FIXED_ASSETS)),
    )
    jobs = dict(
        verified.filter(metric=Metric.JOBS)
        .order_by("enterprise", "-happened_on", "-pk")
        .distinct("enterprise")
        .values_list("enterprise", "amount")
    )
    return {row["enterprise"]: _values(row, jobs.get(row["enterprise"])) for row in sums}


def _values(row, jobs) -> dict:
    return {
        Measure.TAX: row["tax"],
        Measure.TAX_GROWTH: growth(row["tax_before"], row["tax"]),
        Measure.REVENUE: row["revenue"],
        Measure.REVENUE_GROWTH: growth(row["revenue_before"], row["revenue"]),
        Measure.PAID_IN: row["paid_in"],
        Measure.FIXED_ASSETS: row["fixed_assets"],
        Measure.JOBS: jobs,
    }


def growth(before: Decimal | None, now: Decimal | None) -> Decimal | None:
    """Per cent, to two places; None where there is nothing to compare with."""
    if not before or before < 0 or now is None:
        return None
    return ((now - before) * 100 / before).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def years_between(begins: date, ends: date) -> Decimal:
    """Whole years, never negative."""
    years = ends.year - begins.year - ((ends.month, ends.day) < (begins.month, begins.day))
    return Decimal(max(0, years))
