"""The table that stands behind every card: the screen, the spreadsheet and the PDF say what it
says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.charts import Chart
from crm.core.indicators.shown import Figure
from crm.core.money import Unit, plain, unit_for
from crm.core.punctuation import aside
from leads.channels.report import Report

Cell = str | int | Decimal | None
YUAN = "yuan"  # of a column that holds amounts


@dataclass(frozen=True)
class Table:
    """``kinds`` says of each column YUAN, or the unit in which its numbers are, "" for words. A
    ``chart`` draws what stands in it; ``as_numbers`` is what a spreadsheet gets instead of words.
    """

    title: str
    columns: Sequence[str]
    kinds: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    chart: Chart | None = None
    note: str = ""
    unit: Unit | None = None
    as_numbers: "Table | None" = None

    @cached_property
    def measure(self) -> Unit:
        """One unit for all amounts, so that columns can be compared."""
        if self.unit:
            return self.unit
        return unit_for(
            cell
            for row in self.rows
            for cell, kind in zip(row, self.kinds, strict=True)
            if kind == YUAN and isinstance(cell, Decimal)
        )

    def headed(self) -> list[tuple[str, bool]]:
        """(name with its unit, holds numbers) of each column, as people read it."""
        return [
            (f"{name}{aside(self._unit(kind))}" if kind else str(name), bool(kind))
            for name, kind in zip(self.columns, self.kinds, strict=True)
        ]

    def _unit(self, kind: str) -> str:
        return self.measure.name if kind == YUAN else str(kind)

    def shown(self) -> list[list[str]]:
        return [
            [self._text(cell, kind) for cell, kind in zip(row, self.kinds, strict=True)]
            for row in self.rows
        ]

    def lines(self) -> list[list[tuple[str, bool]]]:
        """(text, is a number) of each cell."""
        numbers = [bool(kind) for kind in self.kinds]
        return [list(zip(row, numbers, strict=True)) for row in self.shown()]

    def _text(self, cell: Cell, kind: str) -> str:
        if cell is None:
            return ""
        if kind == YUAN and not isinstance(cell, str):
            return self.measure.text(Decimal(cell))
        return cell if isinstance(cell, str) else plain(Decimal(cell))

    def headings(self) -> list[str]:
        """Those of the spreadsheet, which has every amount in yuan."""
        units = [pgettext("unit", "yuan") if kind == YUAN else str(kind) for kind in self.kinds]
        return [
            f"{name}{aside(unit)}" if unit else str(name)
            for name, unit in zip(self.columns, units, strict=True)
        ]


def of_chart(chart: Chart, heading: str) -> Table:
    kind = chart.unit or YUAN
    return Table(
        str(chart.title),
        [heading, *chart.columns],
        ["", *(kind for _column in chart.columns)],
        chart.numbers(),
        chart,
    )


def of_report(report: Report, title: str, unit: str) -> Table:
    """A pivot: amounts in yuan, counts in ``unit``."""
    has_money = any(isinstance(cell, Decimal) for row in report.rows for cell in row.cells)
    kind = YUAN if has_money else unit
    kinds = ["", *(kind for _column in report.columns[1:])]
    return Table(title, report.columns, kinds, [row.cells for row in report.rows])


def of_figures(figures: Sequence[Figure], title: str) -> Table:
    """Each in its own unit, which the spreadsheet has beside its numbers."""
    columns = [_("indicator"), _("now"), _("the year before"), pgettext("of a target", "goal")]
    words = [
        [
            figure.label,
            figure.in_words,
            figure.before_in_words if figure.before is not None else "",
            str(figure.goal.goal) if figure.goal else "",
        ]
        for figure in figures
    ]
    numbers = [
        [
            figure.label,
            figure.amount,
            figure.before,
            figure.goal.standing.goal if figure.goal else None,
            str(figure.indicator.unit),
        ]
        for figure in figures
    ]
    plain_table = Table(title, [*columns, _("unit")], [""] * 5, numbers)
    return Table(title, columns, [""] * 4, words, as_numbers=plain_table)
