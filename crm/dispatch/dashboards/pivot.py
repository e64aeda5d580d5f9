"""Any indicator by any two dimensions: the report that nobody has to programme."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.indicators.read import is_told, values_of
from crm.core.indicators.registry import DIMENSION_NAMES, INDICATORS, Live, Ratio
from crm.core.money import Unit, plain, unit_for
from leads.channels.report import Report, Row, choice

from .selection import Selection

NONE, TOTAL = "", object()
FIRST = "signed_amount"  # what the table shows before one asks
# How the first day of a month is put together; the key sorts as time goes.
TIMES: dict[str, tuple[str, Callable]] = {
    "month": (gettext_lazy("month"), lambda day: f"{day:%Y-%m}"),
    "quarter": (gettext_lazy("quarter"), lambda day: f"{day.year} Q{(day.month + 2) // 3}"),
    "year": (gettext_lazy("year"), lambda day: f"{day.year}"),
}


@dataclass
class Pivot(Report):
    """A report whose amounts all stand in one unit, so that columns can be compared."""

    @cached_property
    def units(self) -> list[Unit | None]:
        amounts = [value for row in self.rows for value in row.cells if isinstance(value, Decimal)]
        unit = unit_for(amounts) if amounts else None
        return [None, *(unit for _column in self.columns[1:])]

    def chart(self):
        return None


@dataclass(frozen=True)
class Question:
    """An indicator's code, and the dimensions (or times) of lines and columns; "" for none."""

    code: str
    lines: str
    columns: str


def pivot(selection: Selection, query) -> Pivot:
    """The table of what ``query`` asks for: ``what``, ``lines``, ``columns``."""
    dimensions = [(code, str(dimension.label)) for code, dimension in DIMENSION_NAMES.items()]
    times = [(code, str(label)) for code, (label, _key) in TIMES.items()]
    indicators = [
        (code, str(INDICATORS[code].label))
        for code in dict.fromkeys((FIRST, *INDICATORS))
        if not isinstance(INDICATORS[code], Live)
    ]
    columns_of_choice = [*times, *dimensions, ("none", "—")]
    choices = [
        choice(query, "what", _("indicator"), indicators),
        choice(query, "lines", pgettext("of a table", "lines"), dimensions + times),
        choice(query, "columns", pgettext("of a table", "columns"), columns_of_choice),
        choice(
            query,
            "days",
            _("Period"),
            [(period.code, str(period.label)) for period in selection.periods],
        ),
        choice(query, "of", _("Part of the city"), _parts(selection)),
    ]
    what, lines, columns, _days, _of = (entry.chosen for entry in choices)
    columns = NONE if columns in (lines, "none") else columns
    return answer_to(Question(what, lines, columns), selection, choices)


def _parts(selection: Selection) -> list[tuple[str, str]]:
    parts = [scope for _heading, group in selection.scopes for scope in group]
    return [("city", _("the whole city")), *((part.code, str(part.label)) for part in parts)]


def answer_to(question: Question, selection: Selection, choices=()) -> Pivot:
    """The table with its totals; no rows where the indicator can not be divided like that."""
    cells = _cells(question, selection)
    lines, columns = (
        _known(dimension, selection.user) for dimension in (question.lines, question.columns)
    )
    line_keys = _sorted({line for line, _column in cells} - {TOTAL}, lines)
    column_keys = [*_sorted({column for _line, column in cells} - {TOTAL}, columns), TOTAL]
    head = [called(question.lines), *_names(column_keys, columns)]
    rows = [
        Row([name, *(_shown(question, cells.get((key, column_key))) for column_key in column_keys)])
        for key, name in zip(line_keys, _names(line_keys, lines), strict=True)
    ]
    if rows:
        total = [_shown(question, cells.get((TOTAL, column_key))) for column_key in column_keys]
        rows.append(Row([_("total"), *total], is_rest=True))
    return Pivot(head, rows, choices=list(choices), empty=_said_of_nothing(question, selection))


def called(dimension: str) -> str:
    """A dimension or a time in words."""
    return str(TIMES[dimension][0] if dimension in TIMES else DIMENSION_NAMES[dimension].label)


def _said_of_nothing(question: Question, selection: Selection) -> str:
    dimensions = {*selection.scope.where, question.lines, question.columns} - TIMES.keys() - {""}
    if is_told(question.code, dimensions, selection.user):
        return _("Nothing in these days.")
    return _("This indicator can not be divided like that.")


def _cells(question: Question, selection: Selection) -> dict[tuple, Decimal]:
    """{(line, column): value}, with the totals of lines, columns and all."""
    indicator = INDICATORS[question.code]
    if not isinstance(indicator, Ratio):
        return _summed(question.code, question, selection)
    parts = _summed(indicator.part, question, selection)
    wholes = _summed(indicator.whole, question, selection)
    values = {key: indicator.of(parts.get(key, Decimal(0)), whole) for key, whole in wholes.items()}
    return {key: value for key, value in values.items() if value is not None}


def _summed(code: str, question: Question, selection: Selection) -> dict[tuple, Decimal]:
    names = {
        dimension: _known(dimension, selection.user)
        for dimension in (question.lines, question.columns)
    }
    divided = [dimension for dimension in (question.lines, question.columns) if dimension]
    dimensions = list(
        dict.fromkeys("month" if dimension in TIMES else dimension for dimension in divided)
    )
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    values = values_of(
        code, selection.period.days, dimensions, selection.scope.where, selection.user
    )
    for keys, value in values.items():
        key_by_dimension = dict(zip(dimensions, keys, strict=True))
        line, column = (
            _key(dimension, key_by_dimension, names[dimension])
            for dimension in (question.lines, question.columns)
        )
        for place in {(line, column), (line, TOTAL), (TOTAL, column), (TOTAL, TOTAL)}:
            sums[place] += value
    return sums


def _key(dimension: str, keys: dict, names: dict):
    """The key of a line or column; None where the person reads no name for it."""
    if not dimension:
        return TOTAL
    if dimension in TIMES:
        return TIMES[dimension][1](keys["month"])
    return keys[dimension] if keys[dimension] in names else None


def _known(dimension: str, user) -> dict:
    is_time = not dimension or dimension in TIMES
    return {} if is_time else dict(DIMENSION_NAMES[dimension].names(user))


def _sorted(keys: set, names: dict) -> list:
    if not names:
        return sorted(keys, key=str)
    order = {key: place for place, key in enumerate(names)}
    return sorted(keys, key=lambda key: order.get(key, len(order)))


def _names(keys, names: dict) -> list[str]:
    unknown = {None: _("not known"), TOTAL: _("total")}
    return [str(names.get(key) or unknown.get(key, key)) for key in keys]


def _shown(question: Question, value: Decimal | None):
    """As the report wants it: amounts as they are, counts as whole numbers, shares as text."""
    indicator = INDICATORS[question.code]
    if indicator.is_money:
        return value or Decimal(0)
    if isinstance(indicator, Ratio):
        return "" if value is None else f"{plain(value)}{'%' if indicator.unit == '%' else ''}"
    return int(value or 0)
