"""A dashboard as a file: a workbook with a sheet for each card, or pages to be printed. Both say
what the tables of the cards say, and who took them.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from commissions.documents.facts import bureau_of
from commissions.documents.fonts import FANG_URL, SONG_URL
from commissions.documents.render import MissingGlyph, check_glyphs, drawn
from crm.core.spreadsheets import neutral
from crm.core.tables.exporting import cell
from crm.staff.tables.export_screen import Prepared, export_prepared

from .drawing import as_svg
from .selection import Selection
from .table import Table

FORMATS = ("xlsx", "pdf")
NOT_IN_A_NAME = re.compile(r"[\\/*?:\[\]\x00-\x1f']")
LONGEST_NAME = 31  # Excel's limit for the name of a sheet


@dataclass(frozen=True)
class Page:
    """A dashboard under its ``title``, as it was asked for on ``day``."""

    title: str
    selection: Selection
    tables: Sequence[Table]
    day: date

    @property
    def said(self) -> str:
        return f"{self.selection.scope.label} {self.selection.period.label}"

    @property
    def span(self) -> str:
        return "{} – {}".format(*self.selection.period.days)


def as_file(request, page: Page):
    """The form that asks what the file is for, or, once that is answered, the file."""
    kind = request.GET["export"]
    build = {"xlsx": as_workbook, "pdf": as_pages}[kind]
    file = Prepared(
        page.title,
        [table.title for table in page.tables],
        sum(len(table.rows) for table in page.tables),
        lambda mark: build(page, mark, request.user),
        f"{NOT_IN_A_NAME.sub(' ', page.title)}-{page.day}.{kind}",
        page.said,
        kind,
    )
    try:
        return export_prepared(request, file)
    except MissingGlyph as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)


def as_workbook(page: Page, mark: str, _user) -> bytes:
    """Amounts in yuan as they are, without rounding to a unit."""
    book, titles = Workbook(write_only=True), set()
    for table in (shown_table.as_numbers or shown_table for shown_table in page.tables):
        sheet = book.create_sheet(_free_name(table.title, titles))
        sheet.freeze_panes = "A3"
        subtitle = WriteOnlyCell(sheet, neutral(f"{page.title} {page.said} {page.span} · {mark}"))
        subtitle.font = Font(italic=True, color="888888")
        sheet.append([subtitle])
        sheet.append([neutral(heading) for heading in table.headings()])
        for row in table.rows:
            sheet.append([cell(value) for value in row])
    if not page.tables:
        book.create_sheet(_("nothing"))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _free_name(title: str, titles: set[str]) -> str:
    """As Excel allows it; two sheets never have one name, large and small letters being the same
    to it.
    """
    name = NOT_IN_A_NAME.sub(" ", title).strip() or "—"
    for number in range(1, 100):
        ending = f" {number}" if number > 1 else ""
        candidate = name[: LONGEST_NAME - len(ending)] + ending
        if candidate.casefold() not in titles:
            break
    titles.add(candidate.casefold())
    return candidate


def as_pages(page: Page, mark: str, user) -> bytes:
    """A PDF on A4, landscape."""
    context = {
        "page": page,
        "cards": [(table, as_svg(table.chart) if table.chart else "") for table in page.tables],
        "mark": mark,
        "by": user,
        "at": timezone.localtime(),
        "song": SONG_URL,
        "fang": FANG_URL,
        "bureau": bureau_of(user.department),
    }
    html = render_to_string("dispatch/print.html", context)
    check_glyphs(html)
    return drawn(html)
