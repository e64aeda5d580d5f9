"""What the cards of a dashboard say to the one who looks at it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from crm.core.charts import Chart, Role, Series, Shape
from crm.core.days import first_of_next_month
from crm.core.indicators.behind import address_behind
from crm.core.indicators.read import is_told, over_spans, several
from crm.core.indicators.registry import DIMENSION_NAMES, INDICATORS, Ratio
from crm.core.indicators.shown import Figure, year_earlier

from ..dashboards.pivot import Pivot, Question, answer_to, called
from ..dashboards.selection import Selection
from ..dashboards.table import Table, of_chart, of_figures, of_report
from ..plan.goals import with_goals
from .layout import Kind

BARS, ROWS = 10, 200
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Card:
    """Exactly one of ``figure``, ``chart``, ``pivot`` and ``said``, which says why there is
    nothing to show. ``heading`` is what the labels of the chart are.
    """

    kind: str
    width: int
    title: str
    formula: str = ""
    figure: Figure | None = None
    chart: Chart | None = None
    pivot: Pivot | None = None
    said: str = ""
    unit: str = ""
    heading: str = ""

    @property
    def lines(self):
        return self.pivot.lines(ROWS)

    @cached_property
    def table(self) -> Table | None:
        """What goes into the files; None where there is nothing to show."""
        if self.figure:
            return of_figures([self.figure], self.title)
        if self.chart:
            return of_chart(self.chart, self.heading)
        return of_report(self.pivot, self.title, self.unit) if self.pivot else None


def cards_of(specs: Sequence[dict], selection: Selection, today: date) -> list[Card]:
    return _Shown(specs, selection, today).cards()


class _Shown:
    """What is read once for all cards of a kind."""

    def __init__(self, specs: Sequence[dict], selection: Selection, today: date):
        self.specs, self.selection, self.today = specs, selection, today
        self.where, self.user = selection.scope.where, selection.user
        self.names: dict[str, dict] = {}

    def cards(self) -> list[Card]:
        self.figures = self._figures(self._codes(Kind.FIGURE))
        self.lines = self._lines(self._codes(Kind.LINE) | self._codes(Kind.UPON))
        self.bars = self._bars()
        return [self._card(spec) for spec in self.specs]

    def _codes(self, kind: str) -> set[str]:
        codes = {spec["what"] for spec in self.specs if spec["kind"] == kind}
        return {code for code in codes if code in INDICATORS}

    def _figures(self, codes: set[str]) -> dict[str, Figure]:
        period = self.selection.period
        now = several(codes, period.days, self.where, self.user) if codes else {}
        before = dict.fromkeys(codes)
        if period.before and codes:
            before = several(codes, period.before, self.where, self.user)
        figures = [
            Figure(
                INDICATORS[code],
                now[code],
                before[code],
                address_behind(code, period.days, self.where),
            )
            for code in sorted(codes)
        ]
        if self.selection.is_this_year_of_the_city and figures:
            figures = with_goals(figures, self.today, self.user)
        return {figure.indicator.code: figure for figure in figures}

    def _lines(self, codes: set[str]) -> dict[str, list[dict]]:
        """{code: values by month of this year and of last year}."""
        last = year_earlier(self.today)
        spans = [
            (self.today.replace(month=1, day=1), self.today),
            (last.replace(month=1, day=1), date(last.year, 12, 31)),
        ]
        return over_spans(codes, spans, ["month"], self.where, self.user) if codes else {}

    def _bars(self) -> dict[tuple[str, str], list[dict]]:
        """{(code, dimension): values now and the year before}."""
        codes_by_dimension = defaultdict(set)
        for spec in self.specs:
            if spec["kind"] == Kind.BARS and spec["what"] in INDICATORS:
                codes_by_dimension[spec.get("by")].add(spec["what"])
        period = self.selection.period
        spans = [period.days, *([period.before] if period.before else [])]
        bars = {}
        for dimension, codes in codes_by_dimension.items():
            values_of_codes = over_spans(codes, spans, [dimension], self.where, self.user)
            for code, values in values_of_codes.items():
                bars[code, dimension] = values
        return bars

    def _card(self, spec: dict) -> Card:
        code, kind = spec["what"], spec["kind"]
        indicator = INDICATORS.get(code)
        title = spec.get("title") or (str(indicator.label) if indicator else code)
        if indicator is None:
            message = _("The indicator “%s” does not exist any longer. Take the card away.") % code
            return Card(kind, spec["width"], title, said=message)
        content = {
            Kind.FIGURE: self._figure_card,
            Kind.LINE: self._line_card,
            Kind.UPON: self._line_card,
            Kind.BARS: self._bars_card,
            Kind.TABLE: self._table_card,
        }[kind](spec, title)
        unit = "" if indicator.is_money else str(indicator.unit)
        facts = {"formula": str(indicator.formula), "unit": unit, **content}
        return Card(kind, spec["width"], title, **facts)

    def _untold(self, code: str, *dimensions: str) -> str:
        """Why the figure is not told to this person or of this part of the city; "" where it is."""
        if not is_told(code, (), self.user):
            return _("You do not see the records that this figure is made of.")
        if not is_told(code, {*dimensions, *self.where}, self.user):
            return _("This figure is not known of this part of the city.")
        return ""

    def _figure_card(self, spec, title) -> dict:
        if message := self._untold(spec["what"]):
            return {"said": message}
        return {"figure": self.figures[spec["what"]]}

    def _line_card(self, spec, title) -> dict:
        code = spec["what"]
        if message := self._untold(code):
            return {"said": message}
        labels = [_("%(month)d.") % {"month": month} for month in range(1, 13)]
        years = (self.today.year, self.today.year - 1)
        series = [
            Series(
                str(year),
                self._by_month(code, amounts, year, adds_up=spec["kind"] == Kind.UPON),
                role,
                [] if spec["kind"] == Kind.UPON else self._links(code, year),
            )
            for year, amounts, role in zip(
                years, self.lines[code], (Role.NOW, Role.BEFORE), strict=True
            )
        ]
        chart = Chart(title, labels, series, Shape.LINE, self._unit(code))
        return self._drawn(chart, _("month"))

    def _by_month(self, code: str, amounts: dict, year: int, *, adds_up: bool) -> list:
        last_month = self.today.month if year == self.today.year else 12
        default = None if isinstance(INDICATORS[code], Ratio) else NOTHING
        total, values = NOTHING, []
        for month in range(1, 13):
            value = amounts.get((date(year, month, 1),), default)
            total += value or NOTHING
            values.append(None if month > last_month else total if adds_up else value)
        return values

    def _links(self, code: str, year: int) -> list[str]:
        firsts = [date(year, month, 1) for month in range(1, 13)]
        spans = [(first, first_of_next_month(first) - timedelta(1)) for first in firsts]
        return [address_behind(code, span, self.where) for span in spans]

    def _unit(self, code: str) -> str:
        return "" if INDICATORS[code].is_money else str(INDICATORS[code].unit)

    def _drawn(self, chart: Chart, heading: str) -> dict:
        if chart.is_empty:
            return {"said": _("Nothing in these days.")}
        return {"chart": chart, "heading": heading}

    def _bars_card(self, spec, title) -> dict:
        code, dimension = spec["what"], spec.get("by")
        if dimension not in DIMENSION_NAMES:
            return {"said": _("This indicator can not be divided like that.")}
        if message := self._untold(code, dimension):
            return {"said": message}
        names = self._names(dimension)
        now, *before = self.bars[code, dimension]
        all_keys = {key for amounts in (now, *before) for (key,) in amounts}
        keys = [key for key in all_keys if key in names]
        keys = sorted(keys, key=lambda key: (-now.get((key,), NOTHING), str(names[key])))[:BARS]
        values, links = self._of_keys(code, dimension, keys, now, self.selection.period.days)
        series = [Series(_("now"), values, Role.NOW, links)]
        for amounts in before:
            values, links = self._of_keys(
                code, dimension, keys, amounts, self.selection.period.before
            )
            series.append(Series(_("the year before"), values, Role.BEFORE, links))
        labels = [str(names[key]) for key in keys]
        chart = Chart(title, labels, series, Shape.BARS, self._unit(code))
        return self._drawn(chart, called(dimension))

    def _of_keys(self, code, dimension, keys, amounts, span):
        values = [amounts.get((key,), NOTHING) for key in keys]
        links = [address_behind(code, span, {**self.where, dimension: [key]}) for key in keys]
        return values, (links if dimension not in self.where else [])

    def _names(self, dimension: str) -> dict:
        if dimension not in self.names:
            self.names[dimension] = dict(DIMENSION_NAMES[dimension].names(self.user))
        return self.names[dimension]

    def _table_card(self, spec, title) -> dict:
        question = Question(spec["what"], spec.get("by", ""), spec.get("across", ""))
        try:
            called(question.lines)
        except KeyError:
            return {"said": _("This indicator can not be divided like that.")}
        pivot = answer_to(question, self.selection)
        return (
            {"pivot": pivot} if pivot.rows else {"said": self._untold(spec["what"]) or pivot.empty}
        )
