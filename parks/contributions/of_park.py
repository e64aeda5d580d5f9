"""A park's money and tax as charts: what arrived month by month beside the year before, and who
paid how much tax. Only of enterprises that the person sees, because each mark leads to its records.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth, ExtractYear
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from crm.core.charts import Chart, Role, Series, Shape
from leads.naming.names import core_name

from ..models import Contribution, Enterprise, Park
from .measures import MONEY

DRAWN = 10  # enterprises
MONTHS = range(1, 13)
TAX = Contribution.Metric.TAX


def contributions_of(park: Park, user) -> QuerySet:
    settled = Enterprise.objects.visible_to(user).of_park(park)
    return Contribution.objects.filter(enterprise__in=settled)


def of_month(park: Park, user, text: str) -> QuerySet | None:
    """What arrived or was paid in the month ("2026-03"); None where that is no month."""
    try:
        month = parse_date(f"{text}-01")
    except ValueError:
        month = None
    return contributions_of(park, user).of_month(month) if month else None


def money_by_month(park: Park, user, today: date) -> Chart:
    """Verified money of this year up to this month, beside the same months of last year."""
    sums = _sums_by_month(park, user, today.year)
    this_year = [sums[today.year, month] if month <= today.month else None for month in MONTHS]
    last_year = [sums[today.year - 1, month] for month in MONTHS]
    series = [
        Series(str(today.year), this_year, Role.NOW, _links(today.year)),
        Series(str(today.year - 1), last_year, Role.BEFORE, _links(today.year - 1)),
    ]
    labels = [_("month %(number)d") % {"number": month} for month in MONTHS]
    return Chart(_("Money in place by month"), labels, series)


def _links(year: int) -> list[str]:
    return [f"?tab=money&month={year}-{month:02d}#tabs" for month in MONTHS]


def _sums_by_month(park: Park, user, year: int) -> dict[tuple[int, int], Decimal]:
    """{(year, month): yuan} of the year and the one before. The kinds of money of one enterprise
    are views of the same money: the one with the largest sum counts.
    """
    rows = (
        contributions_of(park, user)
        .verified()
        .filter(metric__in=MONEY, happened_on__year__range=(year - 1, year))
        .order_by("enterprise")
        .annotate(year=ExtractYear("happened_on"), month=ExtractMonth("happened_on"))
        .values_list("enterprise", "metric", "year", "month")
        .annotate(total=Sum("amount"))
    )
    sums: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for _enterprise, group in groupby(rows, key=itemgetter(0)):
        for month, total in _counted(group).items():
            sums[month] += total
    return sums


def _counted(rows) -> dict[tuple[int, int], Decimal]:
    """The months of the kind of money that has the largest sum."""
    by_metric: dict[str, dict] = defaultdict(dict)
    for _enterprise, metric, year, month, total in rows:
        by_metric[metric][year, month] = total
    return max(by_metric.values(), key=lambda months: sum(months.values()))


def tax_by_enterprise(park: Park, user, today: date) -> Chart:
    """The largest payers of this year's verified tax, each beside its own tax of last year."""
    year = today.year
    payers = (
        contributions_of(park, user)
        .verified()
        .filter(metric=TAX, period_to__year__range=(year - 1, year))
        .order_by()
        .values_list("enterprise", "enterprise__name")
        .annotate(
            now=Sum("amount", filter=Q(period_to__year=year)),
            before=Sum("amount", filter=Q(period_to__year=year - 1)),
        )
        .order_by(F("now").desc(nulls_last=True), F("before").desc(nulls_last=True))[:DRAWN]
    )
    rows = list(payers)
    links = [reverse("enterprise:inspect", args=[pk]) for pk, *_rest in rows]
    series = [
        Series(str(year), [tax for *_rest, tax, _before in rows], Role.NOW, links),
        Series(str(year - 1), [tax for *_rest, tax in rows], Role.BEFORE, links),
    ]
    labels = [core_name(name) for _pk, name, *_rest in rows]
    return Chart(_("Tax by enterprise"), labels, series, Shape.BARS)
