"""Opening a spreadsheet that a stranger may have made: XLSX, and CSV in the encodings of Chinese
offices.
"""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from python_calamine import CalamineWorkbook

from ..incoming.archive import TOO_LARGE, measure
from ..incoming.bad_file import BadFile
from ..incoming.kinds import AS_WORKBOOK, HEAD, REMEDIES, ending_of, kind_of
from ..incoming.text import text_of
from .structure import struck_out, structure

MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_SHEETS = 20
# cells in memory, empty ones between them too; of two sheets while the second is parsed
MOST_AT_ONCE = 5_000_000
MOST_CELLS = 10_000_000  # of one sheet, empty ones that the file names too
TOP = 25  # rows among which a heading is looked for
LAST_ROW = MOST_ROWS + TOP + 1
DAMAGED = gettext_noop(
    "The workbook is damaged. Open it, save it again as an Excel workbook (.xlsx) and choose "
    "that file."
)
DELIMITERS = ",\t;|"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", b"\x00")  # zeros: UTF-16 without its mark


@dataclass
class Sheet:
    """One sheet; ``rows()`` streams (row number, cells). ``merges`` are (first column, first row,
    last column, last row), from 1.
    """

    name: str
    rows: object
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    lost_formulas: set[tuple[int, int]] = field(default_factory=set)
    epoch_1904: bool = False
    expected: int = 0  # rows that the file says it has; 0 where it does not
    hidden: set[int] = field(default_factory=set)  # rows that a filter or a person hides
    struck: set[int] = field(default_factory=set)  # rows with text struck out

    def top(self) -> list[tuple[int, tuple]]:
        first = []
        for number, cells in self.rows():
            if number > TOP:
                break
            first.append((number, cells))
        return first


def open_sheets(name: str, content: bytes) -> list[Sheet]:
    """The visible sheets of the file. Raises BadFile."""
    if not content:
        raise BadFile(_("The file is empty."))
    kind = kind_of(content[:HEAD], lambda: content)
    if kind == "xlsx":
        return _workbook(content)
    if kind == "damaged":
        raise BadFile(_(DAMAGED))
    if kind in REMEDIES:
        raise BadFile(f"{REMEDIES[kind]} {AS_WORKBOOK}")
    if kind != "text":
        raise BadFile(_("The file holds no table. Choose an Excel workbook (.xlsx) or a CSV file."))
    if ending_of(name) in (".xlsx", ".xlsm"):
        raise BadFile(
            _(
                "The file is not a workbook, although its name ends like one. Save it again "
                "as an Excel workbook (.xlsx)."
            )
        )
    return [_csv(text_of(content))]


def _workbook(content: bytes) -> list[Sheet]:
    with _no_damage():
        measure(content, streamed="xl/worksheets/")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_declarations(archive)
        sheets = list(_sheets(content))
    if not sheets:
        raise BadFile(_("The workbook has no visible sheet."))
    return sheets


def _check_declarations(archive):
    """Raise BadFile for XML that declares entities: it can grow without bound when read, and no
    spreadsheet program writes it.
    """
    for part in archive.infolist():
        if not part.filename.endswith((".xml", ".rels")):
            continue
        with archive.open(part) as file:
            start = file.read(4096)
        if start.startswith(UTF_16) or any(sign in start for sign in DECLARATIONS):
            raise BadFile(
                _(
                    "The workbook holds XML of a kind that is not accepted. Save it again as an "
                    "Excel workbook (.xlsx)."
                )
            )


def _sheets(content: bytes) -> Iterator[Sheet]:
    from openpyxl.reader.excel import ExcelReader  # on first use, as all of openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    reader = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_workbook()  # where the sheets are; nothing of their cells
    sheets = [
        (sheet.name, rel.target)
        for sheet, rel in reader.parser.find_sheets()
        if sheet.state == "visible" and rel.Type.endswith("/worksheet")
    ]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    parsed = lru_cache(maxsize=1)(book.get_sheet_by_name)  # its top is read, then all of it
    struck = struck_out(
        _part(reader.archive, "xl/styles.xml"), _part(reader.archive, "xl/sharedStrings.xml")
    )
    for title, part in sheets[:MOST_SHEETS]:
        with reader.archive.open(part.lstrip("/")) as file:
            form = structure(file, struck)
        if form.cells > MOST_CELLS:
            raise BadFile(_(TOO_LARGE))
        if form.is_usual and form.columns * form.rows <= MOST_AT_ONCE:
            rows = partial(_at_once, parsed, title, form.errors)
        else:
            rows = partial(_streamed, content, title)
        yield Sheet(
            name=title,
            rows=rows,
            merges=form.merges,
            lost_formulas=form.lost,
            epoch_1904=reader.wb.epoch == CALENDAR_MAC_1904,
            expected=min(form.rows, MOST_ROWS),
            hidden=form.hidden,
            struck=form.struck,
        )


def _part(archive, name: str) -> bytes:
    return archive.read(name) if name in archive.namelist() else b""


def _at_once(parsed, title: str, errors: dict) -> Iterator[tuple[int, tuple]]:
    """Read by calamine, in a tenth of openpyxl's time. It holds all cells up to the last filled one
    in memory, and leaves cells with an error empty.
    """
    with _no_damage():
        of_row = defaultdict(dict)
        for (row, column), text in errors.items():
            of_row[row][column - 1] = text
        for number, cells in enumerate(islice(parsed(title).iter_rows(), LAST_ROW), start=1):
            cells = [None if cell == "" else cell for cell in cells[:MOST_COLUMNS]]
            yield number, tuple(_with(cells, of_row[number]) if number in of_row else cells)


def _with(cells: list, errors: dict[int, str]) -> list:
    cells += [None] * (max(errors) + 1 - len(cells))
    for place, text in errors.items():
        cells[place] = text
    return cells


def _streamed(content: bytes, title: str) -> Iterator[tuple[int, tuple]]:
    """Read by openpyxl, row by row: for sheets in which a few cells lie very far out, or whose XML
    is unusual.
    """
    from openpyxl import load_workbook

    with _no_damage():
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield from enumerate(
            book[title].iter_rows(max_col=MOST_COLUMNS, max_row=LAST_ROW, values_only=True), start=1
        )


@contextmanager
def _no_damage():
    """A context that turns every failure of the libraries into BadFile. Calamine's Rust panics are
    not subclasses of Exception.
    """
    try:
        yield
    except BadFile:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise BadFile(_(DAMAGED)) from error
        raise


def _csv(text: str) -> Sheet:
    start = text[:5000]
    line = max(start.splitlines()[:TOP] or [""], key=lambda line: sum(map(line.count, DELIMITERS)))
    delimiter = max(DELIMITERS, key=line.count)

    def rows():
        try:
            for number, cells in enumerate(
                csv.reader(io.StringIO(text), delimiter=delimiter), start=1
            ):
                yield number, tuple(cells[:MOST_COLUMNS])
        except csv.Error:
            raise BadFile(
                _(
                    "The text has a quotation mark that is never closed, or a cell beyond "
                    "all measure. Save it again as CSV."
                )
            ) from None

    return Sheet("CSV", rows)
