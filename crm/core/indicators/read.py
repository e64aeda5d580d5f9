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
    asked = [INDICATORS[code] for code in codes]
    where = dict(where or {})
    parts = {part for each in asked for part in _parts(each) if is_told(part, where, user)}
    read: list[dict] = [{} for _span in spans]
    if parts:
        read = _Reading(tuple(sorted(parts)), ("indicator",), where).over_each(spans)
    return [
        {
            each.code: _value(
                each, {key[0]: value for key, value in found.items()}, span, where, user
            )
            for each in asked
        }
        for span, found in zip(spans, read, strict=True)
    ]


def is_told(code: str, cut: Iterable[str], user=None) -> bool:
    """Whether the indicator can be divided by the dimensions ``cut``, and its records are of those
    that the person reads.
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


def _value(indicator, found: dict[str, Decimal], span, where, user) -> Decimal | None:
    if not is_told(indicator.code, where, user):
        return None
    if isinstance(indicator, Live):
        return indicator.read(user) if span[1] >= timezone.localdate() else None
    if isinstance(indicator, Ratio):
        return indicator.of(found.get(indicator.part, NOTHING), found.get(indicator.whole))
    return found.get(indicator.code, NOTHING)


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
    found = {key: ratio.of(parts.get(key, NOTHING), whole) for key, whole in wholes.items()}
    return {key: value for key, value in found.items() if value is not None}


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
    told = [INDICATORS[code] for code in codes if is_told(code, cut, user)]
    parts = {part for each in told for part in _parts(each)}
    found: dict[str, list[dict]] = {
        part: [defaultdict(Decimal) for _span in spans] for part in parts
    }
    keys = ("indicator", "month", *(each for each in by if each != "month"))
    for row, value in _Reading(tuple(sorted(parts)), keys, where).over_all(spans).items():
        of = dict(zip(keys, row, strict=True))
        place = next(at for at, span in enumerate(spans) if _is_within(of["month"], span))
        found[of["indicator"]][place][tuple(of[each] for each in by)] += value
    return {each.code: [_made_of(each, found, at) for at in range(len(spans))] for each in told}


def _is_within(month: date, span: Span) -> bool:
    return span[0].replace(day=1) <= month <= span[1]


def _made_of(indicator, found: dict[str, list[dict]], at: int) -> dict[tuple, Decimal]:
    if isinstance(indicator, Live):
        return {}
    if not isinstance(indicator, Ratio):
        return {key: value for key, value in found[indicator.code][at].items() if value}
    parts, wholes = found[indicator.part][at], found[indicator.whole][at]
    made = {key: indicator.of(parts.get(key, NOTHING), whole) for key, whole in wholes.items()}
    return {key: value for key, value in made.items() if value is not None}


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
        found: list[dict[tuple, Decimal]] = [defaultdict(Decimal) for _span in spans]
        numbered = [
            rows.annotate(of=Value(at))
            for at, span in enumerate(spans)
            for rows in self._rows([span])
        ]
        for (at, *key), value in _added_up(numbered, ("of", *self.by)):
            found[at][tuple(key)] += value
        return [{key: value for key, value in each.items() if value} for each in found]

    def over_all(self, spans: Sequence[Span]) -> dict[tuple, Decimal]:
        """Of all ``spans``, with "month" among ``by``."""
        found: dict[tuple, Decimal] = defaultdict(Decimal)
        for key, value in _added_up(self._rows(spans), self.by) if self.codes else ():
            found[key] += value
        return found

    def _rows(self, spans: Sequence[Span]) -> list[QuerySet]:
        """What is to be added up for all of ``spans`` together: facts, and sums."""
        if len(self._cut()) > 2:
            return [self._facts(spans)]
        months, rest = zip(*(_months_within(span) for span in spans), strict=True)
        days, whole = (
            [each for found in rest for each in found],
            [month for month in months if month],
        )
        return [
            *([self._facts(days)] if days else []),
            *([self._sums(whole)] if whole else []),
        ]

    def _cut(self) -> set[str]:
        return ({*self.by} - {"month", "indicator"}) | self.where.keys()

    def _sums(self, spans: Sequence[Span]) -> QuerySet:
        left = ALL_BITS - sum(1 << _bit(name) for name in self._cut())
        months = reduce(or_, (Q(month__range=span) for span in spans))
        return IndicatorSum.objects.filter(self._conditions(), months, by=left)

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
    asked = [part.order_by().values_list(*by).annotate(total=Sum("value")) for part in parts]
    if not asked:
        return []
    rows = asked[0].union(*asked[1:], all=True) if asked[1:] else asked[0]
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
    rest = []
    if first < begin:
        rest.append((first, begin - timedelta(days=1)))
    if end < last:
        rest.append((end + timedelta(days=1), last))
    return (begin, end.replace(day=1)), rest
