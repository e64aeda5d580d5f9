"""The problems of an import as a workbook: the user's own rows with the bad cells marked, and a
list of them.
"""

import io
from collections import defaultdict

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from ..spreadsheets import neutral
from .plan import Problem
from .reader import open_sheets

BAD = PatternFill("solid", fgColor="F4B6A6")


def marked_workbook(job, content: bytes) -> bytes:
    problems = [Problem(*problem) for problem in job.problems]
    book = Workbook(write_only=True)
    _copy_rows(book.create_sheet(_("Ledger")), job, content, problems)
    _list_problems(book.create_sheet(_("Problems")), problems)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _copy_rows(sheet, job, content, problems):
    """Every row stands where it stood, so that the marked file can
    be corrected and chosen again.
    """
    messages = defaultdict(lambda: defaultdict(list))
    for problem in problems:
        messages[problem.row][problem.place or 0].append(problem.message)
    sheets = open_sheets(job.file_name, content)
    source = next((sheet for sheet in sheets if sheet.name == job.preview.get("sheet")), sheets[0])
    for number, cells in source.rows():
        of_row = messages.get(number, {})
        width = max([len(cells), *(place + 1 for place in of_row)])
        sheet.append(
            [
                _cell(sheet, cells[place] if place < len(cells) else None, of_row.get(place))
                for place in range(width)
            ]
        )


def _cell(sheet, value, messages):
    cell = WriteOnlyCell(sheet, neutral(value))
    if messages:
        cell.fill, cell.comment = BAD, Comment("\n".join(messages), "")
    return cell


def _list_problems(sheet, problems):
    sheet.append(
        [
            _("row"),
            _("column"),
            _("title"),
            _("what the cell says"),
            _("what is wrong and what to do"),
        ]
    )
    for problem in problems:
        sheet.append(
            [
                problem.row,
                problem.letter,
                neutral(problem.title),
                neutral(problem.text),
                neutral(problem.message),
            ]
        )
