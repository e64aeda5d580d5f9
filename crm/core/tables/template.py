"""The workbook to fill in: headings with units, drop-down lists, and a sheet that explains each
column.
"""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from ..punctuation import listed
from .columns import SMALL, Code

FILLED_IN = 5000  # rows that the drop-down lists reach
HEADING = PatternFill("solid", fgColor="DCE6F2")
REQUIRED = PatternFill("solid", fgColor="F8D9CE")


def template_of(table) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = table.title[:31]
    columns = [column for column in table.columns if not column.read_only]
    lists = book.create_sheet(_("Lists"))
    for place, column in enumerate(columns, start=1):
        _head(sheet, place, column)
        _offer_choices(sheet, lists, place, column)
    sheet.freeze_panes = "A2"
    lists.sheet_state = "hidden"
    _explain(book.create_sheet(_("Explanation")), table, columns)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _head(sheet, place, column):
    cell = sheet.cell(1, place, f"{column.heading}{' *' if column.required else ''}")
    cell.font, cell.fill, cell.alignment = (
        Font(bold=True),
        REQUIRED if column.required else HEADING,
        Alignment(wrap_text=True, vertical="center"),
    )
    letter = get_column_letter(place)
    sheet.column_dimensions[letter].width = max(14, len(column.heading) * 2 + 4)
    if isinstance(column, Code):  # long codes would lose their digits as numbers
        for row in range(2, 202):
            sheet.cell(row, place).number_format = "@"


def _offer_choices(sheet, lists, place, column):
    choices = column.choices()[:SMALL]
    if not choices:
        return
    for row, choice in enumerate(choices, start=1):
        lists.cell(row, place, choice)
    letter = get_column_letter(place)
    rule = DataValidation(
        "list",
        formula1=f"{quote_sheetname(lists.title)}!${letter}$1:${letter}${len(choices)}",
        allow_blank=True,
        showErrorMessage=True,
    )
    rule.error = _("Choose from the list.")
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{FILLED_IN}")


def _explain(sheet, table, columns):
    sheet.append([_("How to fill in: %s") % table.title])
    sheet["A1"].font = Font(bold=True, size=14)
    for note in (
        *map(str, table.notes),
        _(
            "Columns with * are needed for new records. An empty cell leaves what is stored "
            "as it is."
        ),
        _("Nothing is written before you have seen a preview and confirmed it."),
    ):
        sheet.append([note])
    sheet.append([])
    sheet.append(
        [
            _("column"),
            _("needed"),
            _("unit"),
            _("what it takes"),
            _("example"),
            _("remark"),
            _("also read as"),
        ]
    )
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = Font(bold=True), HEADING
    for column in columns:
        sheet.append(
            [
                column.label,
                _("yes") if column.required else "",
                str(column.unit),
                column.kind_in_words(),
                column.example,
                str(column.note),
                listed(column.synonyms),
            ]
        )
    for letter, width in zip("ABCDEFG", (22, 8, 10, 46, 26, 40, 60), strict=True):
        sheet.column_dimensions[letter].width = width
