"""Figures as they are asked for: over a span of days, divided by up to two dimensions, for the
whole city or for what one person sees.

Whole months come from the sums, the days at both ends from the facts. Who does not see everything
gets the plain sums of the facts of the records that are seen, which are few.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth

from ..days import first_of_next_month
from ..models.indicator import DIMENSIONS, IndicatorFact, IndicatorSum
from .registry import INDICATORS, Indicator, Live, Ratio, Span

Where = Mapping[str, Sequence]
BEGINNING = date(1900, 1, 1)
ALL_BITS = (1 << len(DIMENSIONS)) - 1
NOTHING = Decimal(0)


def value_of(code: str, span: Span, where: Where | None = None, user=None) -> Decimal | None:
    """The indicator over both days of ``span`` and those between; None for a ratio of nothing."""
    return several([code], span, where, user)[code]


def several(
    codes: Iterable[str], span: Span, where: Where | None = None, user=None
) -> dict[str, Decimal | None]:
    """``value_of`` of each code, with few queries for all of them."""
    asked = [INDICATORS[code] for code in codes]
    parts = {part for each in asked for part in _parts(each)}
    found: dict[str, Decimal] = {}
    for indicators, days, sees_all in _read_alike(parts, span, user):
        reading = _Reading(indicators, ("indicator",), dict(where or {}), user, sees_all)
        found |= {key[0]: value for key, value in reading.over(days).items()}
    return {each.code: _value(each, found, where, user) for each in asked}


def _parts(indicator) -> list[str]:
    """The codes of what is summed for it."""
    if isinstance(indicator, Ratio):
        return [indicator.part, indicator.whole]
    return [] if isinstance(indicator, Live) else [indicator.code]


def _read_alike(codes, span: Span, user):
    """(indicators, span, all is seen) of those that one reading can give."""
    alike = defaultdict(list)
    for code in sorted(codes):
        indicator = INDICATORS[code]
        sees_all = user is None or user.has_perms(indicator.source.sees_all)
        source = "" if sees_all else indicator.source.code
        alike[source, indicator.is_stock].append(indicator)
    for (source, is_stock), indicators in alike.items():
        yield tuple(indicators), (BEGINNING, span[1]) if is_stock else span, not source


def _value(indicator, found: dict[str, Decimal], where, user) -> Decimal | None:
    if isinstance(indicator, Live):
        return NOTHING if where else indicator.read(user)
    if isinstance(indicator, Ratio):
        return indicator.of(found.get(indicator.part, NOTHING), found.get(indicator.whole))
    return found.get(indicator.code, NOTHING)


def values_of(
    code: str, span: Span, by: Sequence[str], where: Where | None = None, user=None
) -> dict[tuple, Decimal]:
    """{keys of the dimensions ``by``: value}; "month" among them is the first day of the month.
    ``user`` None is the system itself, which sees all. What is known of today alone is not divided.
    """
    indicator = INDICATORS[code]
    if isinstance(indicator, Live):
        return {}
    if isinstance(indicator, Ratio):
        return _divided(indicator, span, by, where, user)
    [(indicators, days, sees_all)] = _read_alike([code], span, user)
    return _Reading(indicators, tuple(by), dict(where or {}), user, sees_all).over(days)


def _divided(ratio: Ratio, span, by, where, user) -> dict[tuple, Decimal]:
    parts = values_of(ratio.part, span, by, where, user)
    wholes = values_of(ratio.whole, span, by, where, user)
    found = {key: ratio.of(parts.get(key, NOTHING), whole) for key, whole in wholes.items()}
    return {key: value for key, value in found.items() if value is not None}


@dataclass(frozen=True)
class _Reading:
    """Indicators that are read together, all of one source unless everything is seen."""

    indicators: tuple[Indicator, ...]
    by: tuple[str, ...]
    where: dict[str, Sequence]
    user: object
    sees_all: bool

    def over(self, span: Span) -> dict[tuple, Decimal]:
        if not self.sees_all or len(self._cut()) > 2:
            return self._from_facts([span])
        months, rest = _months_within(span)
        found = defaultdict(Decimal, self._from_facts(rest) if rest else {})
        for key, value in self._from_sums(months).items() if months else ():
            found[key] += value
        return {key: value for key, value in found.items() if value}

    def _cut(self) -> set[str]:
        return ({*self.by} - {"month", "indicator"}) | self.where.keys()

    def _from_sums(self, months: Span) -> dict[tuple, Decimal]:
        left = ALL_BITS - sum(1 << _bit(name) for name in self._cut())
        rows = IndicatorSum.objects.filter(self._conditions(), by=left, month__range=months)
        return _added_up(rows, self.by)

    def _from_facts(self, spans: list[Span]) -> dict[tuple, Decimal]:
        days = Q()
        for span in spans:
            days |= Q(day__range=span)
        rows = IndicatorFact.objects.filter(self._conditions(), days)
        if not self.sees_all:
            seen = self.indicators[0].source.model.objects.visible_to(self.user)
            rows = rows.filter(record__in=seen.values("pk"))
        return _added_up(_with_month(rows) if "month" in self.by else rows, self.by)

    def _conditions(self) -> Q:
        codes = [each.code for each in self.indicators]
        cuts = {f"{name}__any_of": list(keys) for name, keys in self.where.items()}
        return Q(indicator__in=codes, **cuts)


def _added_up(rows, by) -> dict[tuple, Decimal]:
    if not by:
        total = rows.aggregate(total=Sum("value"))["total"]
        return {(): total} if total else {}
    found = rows.order_by().values_list(*by).annotate(total=Sum("value"))
    return {tuple(row[:-1]): row[-1] for row in found}


def _with_month(rows):
    return rows.annotate(month=TruncMonth("day"))


def _bit(name: str) -> int:
    return len(DIMENSIONS) - 1 - DIMENSIONS.index(name)


def _months_within(span: Span) -> tuple[Span | None, list[Span]]:
    """(first days of the first and last whole month, or None; the spans of days beside them)."""
    first, last = span
    begin = first if first.day == 1 else first_of_next_month(first)
    end = last if (last + timedelta(days=1)).day == 1 else last.replace(day=1) - timedelta(days=1)
    if begin > end:
        return None, [span]
    rest = []
    if first < begin:
        rest.append((first, begin - timedelta(days=1)))
    if end < last:
        rest.append((end + timedelta(days=1), last))
    return (begin, end.replace(day=1)), rest
