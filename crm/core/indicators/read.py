"""Figures as they are asked for: over a span of days, divided by up to two dimensions.

Whole months come from the sums, the days at both ends from the facts; what is divided further
comes from the facts alone. A sum names nobody, so who reads the records of a kind reads the sums
of all of them; the lists behind a figure hold what the person sees.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import DateField, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, TruncMonth
from django.utils import timezone

from ..days import first_of_next_month
from ..models.indicator import DIMENSIONS, IndicatorFact, IndicatorSum
from .registry import INDICATORS, Live, Ratio, Span

Where = Mapping[str, Sequence]
ALL_BITS = (1 << len(DIMENSIONS)) - 1
NOTHING = Decimal(0)


def value_of(code: str, span: Span, where: Where | None = None, user=None) -> Decimal | None:
    """The indicator over both days of ``span`` and those between. None where nothing can be said: a
    ratio of nothing, a part of the city that its records do not know, a person who reads none.
    """
    return several([code], span, where, user)[code]


def several(
    codes: Iterable[str], span: Span, where: Where | None = None, user=None
) -> dict[str, Decimal | None]:
    """``value_of`` of each code, in one query for all that is summed."""
    return several_over(codes, [span], where, user)[0]


def several_over(
    codes: Iterable[str], spans: Sequence[Span], where: Where | None = None, user=None
) -> list[dict[str, Decimal | None]]:
    """``several`` over each of ``spans``, in one query."""
    indicators = [INDICATORS[code] for code in codes]
    where = dict(where or {})
    parts = {
        part for indicator in indicators for part in _parts(indicator) if is_told(part, where, user)
    }
    totals: list[dict] = [{} for _span in spans]
    if parts:
        reading = _Reading(tuple(sorted(parts)), ("indicator",), where)
        totals = [
            {key[0]: value for key, value in sums.items()} for sums in reading.over_each(spans)
        ]
    return [
        {indicator.code: _value(indicator, sums, span, where, user) for indicator in indicators}
        for span, sums in zip(spans, totals, strict=True)
    ]


def is_told(code: str, cut: Iterable[str], user=None) -> bool:
    """Whether the indicator can be divided by the dimensions ``cut``, and the person reads records
    of its kind.
    """
    indicator = INDICATORS[code]
    if isinstance(indicator, Live):
        return not cut
    if isinstance(indicator, Ratio):
        return all(is_told(part, cut, user) for part in _parts(indicator))
    source = indicator.source
    return source.knows.issuperset(cut) and (user is None or user.has_perm(source.reads))


def _parts(indicator) -> list[str]:
    """The codes of what is summed for it."""
    if isinstance(indicator, Ratio):
        return [indicator.part, indicator.whole]
    return [] if isinstance(indicator, Live) else [indicator.code]


def _value(indicator, sums: dict[str, Decimal], span, where, user) -> Decimal | None:
    if not is_told(indicator.code, where, user):
        return None
    if isinstance(indicator, Live):
        return indicator.read(user) if span[1] >= timezone.localdate() else None
    if isinstance(indicator, Ratio):
        return indicator.of(sums.get(indicator.part, NOTHING), sums.get(indicator.whole))
    return sums.get(indicator.code, NOTHING)


def values_of(
    code: str, span: Span, by: Sequence[str], where: Where | None = None, user=None
) -> dict[tuple, Decimal]:
    """{keys of the dimensions ``by``: value}; "month" among them is the first day of the month.
    ``user`` None is the system itself. Nothing where ``is_told`` says no.
    """
    indicator, where = INDICATORS[code], dict(where or {})
    if isinstance(indicator, Live) or not is_told(code, {*by, *where} - {"month"}, user):
        return {}
    if isinstance(indicator, Ratio):
        return _divided(indicator, span, by, where, user)
    return _Reading((code,), tuple(by), where).over(span)


def _divided(ratio: Ratio, span, by, where, user) -> dict[tuple, Decimal]:
    parts = values_of(ratio.part, span, by, where, user)
    wholes = values_of(ratio.whole, span, by, where, user)
    ratios = {key: ratio.of(parts.get(key, NOTHING), whole) for key, whole in wholes.items()}
    return {key: value for key, value in ratios.items() if value is not None}


def over_spans(
    codes: Iterable[str],
    spans: Sequence[Span],
    by: Sequence[str],
    where: Where | None = None,
    user=None,
) -> dict[str, list[dict[tuple, Decimal]]]:
    """{code: ``values_of`` in each of ``spans``}, in one query for all of them. No two spans may
    share a month.
    """
    where = dict(where or {})
    cut = {*by, *where} - {"month"}
    indicators = [INDICATORS[code] for code in codes if is_told(code, cut, user)]
    parts = {part for indicator in indicators for part in _parts(indicator)}
    sums: dict[str, list[dict]] = {
        part: [defaultdict(Decimal) for _span in spans] for part in parts
    }
    keys = ("indicator", "month", *(name for name in by if name != "month"))
    for row, value in _Reading(tuple(sorted(parts)), keys, where).over_all(spans).items():
        dimensions = dict(zip(keys, row, strict=True))
        place = next(
            place for place, span in enumerate(spans) if _is_within(dimensions["month"], span)
        )
        sums[dimensions["indicator"]][place][tuple(dimensions[name] for name in by)] += value
    return {
        indicator.code: [_made_of(indicator, sums, place) for place in range(len(spans))]
        for indicator in indicators
    }


def _is_within(month: date, span: Span) -> bool:
    return span[0].replace(day=1) <= month <= span[1]


def _made_of(indicator, sums: dict[str, list[dict]], place: int) -> dict[tuple, Decimal]:
    if isinstance(indicator, Live):
        return {}
    if not isinstance(indicator, Ratio):
        return {key: value for key, value in sums[indicator.code][place].items() if value}
    parts, wholes = sums[indicator.part][place], sums[indicator.whole][place]
    ratios = {key: indicator.of(parts.get(key, NOTHING), whole) for key, whole in wholes.items()}
    return {key: value for key, value in ratios.items() if value is not None}


@dataclass(frozen=True)
class _Reading:
    """Indicators by their ``codes``, read together."""

    codes: tuple[str, ...]
    by: tuple[str, ...]
    where: Where

    def over(self, span: Span) -> dict[tuple, Decimal]:
        return self.over_each([span])[0]

    def over_each(self, spans: Sequence[Span]) -> list[dict[tuple, Decimal]]:
        """Each of ``spans`` by itself, in one query."""
        totals: list[dict[tuple, Decimal]] = [defaultdict(Decimal) for _span in spans]
        queries = [
            rows.annotate(of=Value(place))
            for place, span in enumerate(spans)
            for rows in self._rows([span])
        ]
        for (place, *key), value in _added_up(queries, ("of", *self.by)):
            totals[place][tuple(key)] += value
        return [{key: value for key, value in sums.items() if value} for sums in totals]

    def over_all(self, spans: Sequence[Span]) -> dict[tuple, Decimal]:
        """Of all ``spans``, with "month" among ``by``."""
        totals: dict[tuple, Decimal] = defaultdict(Decimal)
        for key, value in _added_up(self._rows(spans), self.by) if self.codes else ():
            totals[key] += value
        return totals

    def _rows(self, spans: Sequence[Span]) -> list[QuerySet]:
        """What is to be added up for all of ``spans`` together: facts, and sums."""
        if len(self._cut()) > 2:
            return [self._facts(spans)]
        months, day_spans = zip(*(_months_within(span) for span in spans), strict=True)
        days = [span for beside in day_spans for span in beside]
        whole_months = [month for month in months if month]
        return [
            *([self._facts(days)] if days else []),
            *([self._sums(whole_months)] if whole_months else []),
        ]

    def _cut(self) -> set[str]:
        return ({*self.by} - {"month", "indicator"}) | self.where.keys()

    def _sums(self, spans: Sequence[Span]) -> QuerySet:
        bits = ALL_BITS - sum(1 << _bit(name) for name in self._cut())
        months = reduce(or_, (Q(month__range=span) for span in spans))
        return IndicatorSum.objects.filter(self._conditions(), months, by=bits)

    def _facts(self, spans: Sequence[Span]) -> QuerySet:
        days = reduce(or_, (Q(day__range=span) for span in spans))
        rows = IndicatorFact.objects.filter(self._conditions(), days)
        return _with_month(rows) if "month" in self.by else rows

    def _conditions(self) -> Q:
        cuts = {f"{name}__any_of": list(keys) for name, keys in self.where.items()}
        return Q(indicator__in=self.codes, **cuts)


def _added_up(parts: list[QuerySet], by: Sequence[str]) -> list[tuple[tuple, Decimal]]:
    """[(key, value)] of each of ``parts``, asked for at once; a key may come from several. ``by``
    names one column at least: without any, Django would take all.
    """
    queries = [part.order_by().values_list(*by).annotate(total=Sum("value")) for part in parts]
    if not queries:
        return []
    rows = queries[0].union(*queries[1:], all=True) if queries[1:] else queries[0]
    return [(tuple(row[:-1]), row[-1]) for row in rows if row[-1] is not None]


def _with_month(rows: QuerySet) -> QuerySet:
    return rows.annotate(month=Cast(TruncMonth("day"), DateField()))


def _bit(name: str) -> int:
    return len(DIMENSIONS) - 1 - DIMENSIONS.index(name)


def _months_within(span: Span) -> tuple[Span | None, list[Span]]:
    """(first days of the first and last whole month, or None; the spans of days beside them)."""
    first, last = span
    begin = first if first.day == 1 else first_of_next_month(first)
    end = last if (last + timedelta(days=1)).day == 1 else last.replace(day=1) - timedelta(days=1)
    if begin > end:
        return None, [span]
    day_spans = []
    if first < begin:
        day_spans.append((first, begin - timedelta(days=1)))
    if end < last:
        day_spans.append((end + timedelta(days=1), last))
    return (begin, end.replace(day=1)), day_spans
