"""What the reports of all channels share: a table with figures above it, shown on a screen and exported whole."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import HttpResponse
from openpyxl import Workbook

from crm.core.money import scaled
from crm.core.spreadsheets import neutral
from leads.models import Channel

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Row:
    """The cells of one line, the first of which leads to ``link``. A Decimal is an amount in yuan."""

    cells: list
    link: str = ""

    @property
    def shown(self) -> list[tuple[str, bool]]:
        """(text, is a number) of each cell."""
        return [(scaled(cell) if isinstance(cell, Decimal) else cell, isinstance(cell, Decimal | int)) for cell in self.cells]


@dataclass(frozen=True)
class Choice:
    """A drop-down above the table."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


@dataclass
class Report:
    columns: list[str]
    rows: list[Row]
    figures: list[tuple[str, str]] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    empty: str = ""


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


def as_csv(report: Report, name: str) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows(_lines(report))
    return _download(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(report: Report, name: str) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in _lines(report):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return _download(out.getvalue(), XLSX, f"{name}.xlsx")


def _lines(report):
    yield [str(column) for column in report.columns]
    for row in report.rows:
        yield [neutral(cell if isinstance(cell, Decimal | int) else str(cell)) for cell in row.cells]


def _download(content, kind, name):
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
