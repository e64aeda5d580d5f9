"""What the reports of all channels share: a table with figures above it, shown on a screen and
exported whole, with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from crm.core.money import scaled
from crm.staff.tables.export_screen import Sheet

from ..models import Channel


@dataclass(frozen=True)
class Row:
    """The cells of one line, the first of which leads to ``link``. A Decimal is an amount in yuan.

    ``is_rest`` marks a line of what stands in no other, so that the lines add up to the figures
    above them.
    """

    cells: list
    link: str = ""
    is_rest: bool = False

    @property
    def shown(self) -> list[tuple[str, bool]]:
        """(text, is a number) of each cell."""
        return [
            (scaled(cell) if isinstance(cell, Decimal) else cell, isinstance(cell, Decimal | int))
            for cell in self.cells
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
    None where none do.
    """

    label: str
    value: int | str | Decimal
    column: int | None = None

    @property
    def text(self) -> str:
        return scaled(self.value) if isinstance(self.value, Decimal) else str(self.value)


@dataclass
class Report:
    columns: list[str]
    rows: list[Row]
    figures: list[Figure] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    empty: str = ""

    def as_sheet(self, title: str) -> Sheet:
        """``title`` becomes the name of a sheet: no colon, no brackets."""
        chosen = [
            (each.label, dict(each.options).get(each.chosen, each.chosen)) for each in self.choices
        ]
        return Sheet(
            title,
            [str(column) for column in self.columns],
            [row.cells for row in self.rows],
            "；".join(f"{label}：{value}" for label, value in chosen),
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
