"""Opening a spreadsheet that a stranger may have made: XLSX in one streaming pass, CSV in the encodings of Chinese offices."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

LARGEST_UNPACKED = 500 * 1024 * 1024
LARGEST_PART_IN_MEMORY = 150 * 1024 * 1024  # the shared texts and styles are held whole
MOST_PARTS = 2000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_SHEETS = 20
TOP = 25  # rows among which a heading is looked for
OLE = b"\xd0\xcf\x11\xe0"
DELIMITERS = ",\t;|"
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"')
LOST_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*><f\b[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')


class BadFile(ValueError):
    """The file as a whole can not be read; the message says why and what to do."""


@dataclass
class Sheet:
    """One sheet; ``rows()`` streams (row number, cells). ``merges`` are (first column, first row, last column, last row), from 1."""

    name: str
    rows: object
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    lost_formulas: set[tuple[int, int]] = field(default_factory=set)
    epoch_1904: bool = False
    expected: int = 0  # rows that the file says it has; 0 where it does not

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
    if content.startswith(OLE):
        raise BadFile(_("This is an old Excel file (.xls), or one with a password. Open it and save it as an Excel workbook (.xlsx) without a password."))
    if content.startswith(b"PK"):
        return _workbook(content)
    if PurePath(name).suffix.lower() in (".xlsx", ".xlsm"):
        raise BadFile(_("The file is not a workbook, although its name ends like one. Save it again as an Excel workbook (.xlsx)."))
    return [_csv(content)]


def _workbook(content: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive)
            _check_declarations(archive)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [_sheet(sheet, archive, book.epoch == CALENDAR_MAC_1904) for sheet in visible]
    except BadFile:
        raise
    except Exception:  # a damaged or forged file fails in a dozen ways inside the libraries
        raise BadFile(_("The workbook is damaged. Open it, save it again as an Excel workbook (.xlsx) and choose that file.")) from None
    if not sheets:
        raise BadFile(_("The workbook has no visible sheet."))
    return sheets


def _check_size(archive):
    parts = archive.infolist()
    in_memory = [part for part in parts if not part.filename.startswith("xl/worksheets/")]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED or any(part.file_size > LARGEST_PART_IN_MEMORY for part in in_memory):
        raise BadFile(_("Unpacked, the workbook is larger than can be read. Delete empty rows, pictures and other sheets, or split it."))


def _check_declarations(archive):
    """XML that declares entities grows without bound when it is read; no spreadsheet program writes such."""
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                start = file.read(4096)
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start or start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in start:
                raise BadFile(_("The workbook holds XML of a kind that is not accepted. Save it again as an Excel workbook (.xlsx)."))


def _sheet(worksheet, archive, epoch_1904) -> Sheet:
    merges, lost = _structure(archive, worksheet._worksheet_path)
    return Sheet(worksheet.title, lambda: _numbered(worksheet), merges, lost, epoch_1904, min(worksheet.max_row or 0, MOST_ROWS))


def _numbered(worksheet) -> Iterator[tuple[int, tuple]]:
    try:
        yield from enumerate(worksheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + TOP + 1, values_only=True), start=1)
    except Exception as error:
        raise BadFile(_("The workbook is damaged. Open it, save it again as an Excel workbook (.xlsx) and choose that file.")) from error


def _structure(archive, path):
    """Merged ranges, and formulas that carry no result: what openpyxl leaves out when it streams. One pass over the bytes."""
    merges, lost, tail = [], set(), b""
    with archive.open(path.lstrip("/")) as file:
        while chunk := file.read(1 << 20):
            text = tail + chunk
            if b"<f" in text:
                lost.update((int(row), _column_number(letters)) for letters, row in LOST_FORMULA.findall(text))
            if b"mergeCell" in text:
                merges += [range_boundaries(ref.decode()) for ref in MERGE.findall(text)]
            tail = text[-2000:]
    return sorted(set(merges)), lost


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _csv(content: bytes) -> Sheet:
    text = _decoded(content)
    if "\x00" in text:
        raise BadFile(_("The file holds no text. Choose an Excel workbook (.xlsx) or a CSV file."))
    start = text[:5000]
    line = max(start.splitlines()[:TOP] or [""], key=lambda each: sum(map(each.count, DELIMITERS)))
    delimiter = max(DELIMITERS, key=line.count)

    def rows():
        try:
            for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
                yield number, tuple(cells[:MOST_COLUMNS])
        except csv.Error:
            raise BadFile(_("The text has a quotation mark that is never closed, or a cell beyond all measure. Save it again as CSV.")) from None

    return Sheet("CSV", rows)


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            at = error.start
    raise BadFile(_("Line %d is neither UTF-8 nor GB18030. Save the file again as “CSV UTF-8”.") % (content[:at].count(b"\n") + 1))
