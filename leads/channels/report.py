"""What the reports of all channels share: a table with figures above it, shown on a screen and
exported whole, with a reason.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from crm.core.charts import Chart, Series, Shape
from crm.core.money import Unit, scaled, unit_for
from crm.core.punctuation import aside, clauses, labelled
from crm.staff.tables.export_screen import Sheet

from ..models import Channel

DRAWN = 10  # bars of a chart: more are not compared at a glance


@dataclass(frozen=True)
class Row:
    """The cells of one line; the first is a link to ``link``. A Decimal is an amount in yuan.

    ``is_rest`` marks a line of what stands in no other, so that the lines add up to the figures
    above them.
    """

    cells: list
    link: str = ""
    is_rest: bool = False

    def shown(self, units: list[Unit | None]) -> list[tuple[str, bool]]:
        """(text, is a number) of each cell, amounts in the unit of their column."""
        return [
            (unit.text(cell), True)
            if unit and isinstance(cell, Decimal)
            else (cell, isinstance(cell, int))
            for cell, unit in zip(self.cells, units, strict=True)
        ]


@dataclass(frozen=True)
class Choice:
    """A drop-down above the table."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


class Figure(NamedTuple):
    """A headline above the table. ``column`` is the place of the column whose cells add up to it;
    None where none do. ``note`` stands below it.
    """

    label: str
    value: int | str | Decimal
    column: int | None = None
    note: str = ""

    @property
    def text(self) -> str:
        return scaled(self.value) if isinstance(self.value, Decimal) else str(self.value)

    @property
    def is_in_words(self) -> bool:
        """“3 companies, 4 projects” is too long to stand as large as a number."""
        return isinstance(self.value, str) and any(letter.isalpha() for letter in self.value)


@dataclass
class Report:
    columns: list[str]
    rows: list[Row]
    figures: list[Figure] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    empty: str = ""

    @cached_property
    def units(self) -> list[Unit | None]:
        """The unit of each column of amounts; None where a column holds none."""
        columns = [
            [row.cells[place] for row in self.rows if isinstance(row.cells[place], Decimal)]
            for place in range(len(self.columns))
        ]
        return [unit_for(amounts) if amounts else None for amounts in columns]

    @property
    def headed(self) -> list[tuple[str, str, bool]]:
        """(name, unit or "", holds numbers) of each column."""
        return [
            (str(name), unit.name if unit else "", bool(unit) or self._counts(place))
            for place, (name, unit) in enumerate(zip(self.columns, self.units, strict=True))
        ]

    def _counts(self, place: int) -> bool:
        return any(isinstance(row.cells[place], int) for row in self.rows)

    def lines(self, most: int) -> list[tuple[Row, list[tuple[str, bool, str]]]]:
        """The first ``most`` rows, each with its cells as they are shown: (text, is a number, what
        it is, which the phone says beside it).
        """
        labels = [f"{name}{aside(unit)}" for name, unit, _numbers in self.headed]
        return [
            (
                row,
                [
                    (text, is_number, label)
                    for (text, is_number), label in zip(row.shown(self.units), labels, strict=True)
                ],
            )
            for row in self.rows[:most]
        ]

    def chart(self) -> Chart | None:
        """The largest rows by the first column of amounts, each leading where its row leads; None
        where a comparison would say nothing.
        """
        place = next((place for place, unit in enumerate(self.units) if unit), None)
        if place is None:
            return None
        ranked = [row for row in self.rows if not row.is_rest and row.cells[place]]
        largest = heapq.nlargest(DRAWN, ranked, key=lambda row: row.cells[place])
        if len(largest) < 2:
            return None
        series = Series(
            str(self.columns[place]),
            [row.cells[place] for row in largest],
            links=[row.link for row in largest],
        )
        labels = [str(row.cells[0]) for row in largest]
        return Chart(series.name, labels, [series], Shape.BARS)

    def as_sheet(self, title: str) -> Sheet:
        """``title`` becomes the name of a sheet: no colon, no brackets."""
        choices = [
            (choice.label, dict(choice.options).get(choice.chosen, choice.chosen))
            for choice in self.choices
        ]
        return Sheet(
            title,
            [str(column) for column in self.columns],
            [row.cells for row in self.rows],
            clauses(labelled(label, value) for label, value in choices),
        )


# Channel → function (user, the request's query) → Report. The parks add theirs.
REPORTS: dict[str, Callable] = {}


def report_of(channel: Channel):
    """Decorates the function that builds the report of ``channel``."""

    def register(build):
        REPORTS[channel] = build
        return build

    return register


def choice(asked, name: str, label: str, options: list[tuple[str, str]]) -> Choice:
    """The drop-down ``name`` with what was asked for, or its first option."""
    values = [value for value, _label in options]
    return Choice(name, label, options, asked[name] if asked.get(name) in values else values[0])
