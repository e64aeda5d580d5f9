"""What a quick look over the bytes of a sheet tells: what the libraries that read its cells leave
out, and how far it reaches.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

CHUNK = 1 << 20
OVERLAP = 2000  # longer than any tag that is looked for
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"')
LOST_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"[^>]*><f\b[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"[^>]*\bt="e"[^>]*>(?:<f\b[^>]*(?:/>|>[^<]*</f>))?<v>([^<]*)</v>'
)
HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d+)"')
STRUCK_FONT = re.compile(rb"<(?:\w+:)?strike\s*(?:/>|val=\"(?:1|true)\")")
FONT = re.compile(rb"<(?:\w+:)?font\s*/>|<(?:\w+:)?font>.*?</(?:\w+:)?font>", re.DOTALL)
FORMAT = re.compile(rb'<(?:\w+:)?xf\b[^>]*\bfontId="(\d+)"')
SHARED_TEXT = re.compile(rb"<(?:\w+:)?si\s*/>|<(?:\w+:)?si>.*?</(?:\w+:)?si>", re.DOTALL)
INLINE = re.compile(
    rb'<c r="[A-Z]{1,3}(\d{1,7})"(?=[^>]*\bt="inlineStr")[^>]*>(.*?)</c>', re.DOTALL
)
SHARED = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"(?=[^>]*\bt="s")[^>]*>\s*<v>(\d+)</v>')
CELL = rb' r="([A-Z]{1,3})(\d{1,7})"(?: (?:s|t|cm|vm|ph)="\w*")*\s*'
FILLED = re.compile(rb"<c" + CELL + rb">")
# Whatever is not written exactly as programs for offices write it, so that no cell lies where it is
# not counted.
UNUSUAL = re.compile(rb"<(?:[^\s<>/:]+:c[\s>/]|!|c(?!" + CELL + rb"/?>)[\s>/])")


@dataclass
class Structure:
    """``merges`` are (first column, first row, last column, last row), from 1; ``lost`` are the
    (row, column) of formulas that carry no result, ``errors`` the texts of cells that show an
    error; ``hidden`` and ``struck`` the rows that are hidden or hold text struck out. ``columns``
    and ``rows`` are how far filled cells reach, ``cells`` how many there are, empty ones too.
    """

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    lost: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    columns: int = 0
    rows: int = 0
    cells: int = 0
    is_usual: bool = True


@dataclass
class Struck:
    """What is struck out in a workbook: the numbers of cell formats, and of shared texts of which a
    part is.
    """

    formats: set[bytes] = field(default_factory=set)
    texts: set[bytes] = field(default_factory=set)

    @cached_property
    def cells(self):
        """A pattern of the rows of cells in such a format; None where there is none. A cell without
        content does not count.
        """
        if not self.formats:
            return None
        numbers = b"|".join(sorted(self.formats))
        return re.compile(
            rb'<c r="[A-Z]{1,3}(\d{1,7})"(?=[^>]*\bs="(?:' + numbers + rb')")[^>]*>\s*<(?:v|is|f)\b'
        )

    def rows(self, text: bytes) -> set[int]:
        rows = {int(row) for row in self.cells.findall(text)} if self.cells else set()
        if b"strike" in text:
            rows |= {int(row) for row, inside in INLINE.findall(text) if STRUCK_FONT.search(inside)}
        if self.texts:
            rows |= {int(row) for row, number in SHARED.findall(text) if number in self.texts}
        return rows


def struck_out(styles: bytes, texts: bytes) -> Struck:
    """From the bytes of a workbook's styles and shared texts."""
    fonts = [bool(STRUCK_FONT.search(font)) for font in FONT.findall(_part(styles, b"fonts"))]
    formats = enumerate(FORMAT.findall(_part(styles, b"cellXfs")))
    struck_formats = {
        str(number).encode()
        for number, font in formats
        if int(font) < len(fonts) and fonts[int(font)]
    }
    struck_texts = set()
    if b"strike" in texts:
        struck_texts = {
            str(number).encode()
            for number, text in enumerate(SHARED_TEXT.findall(texts))
            if STRUCK_FONT.search(text)
        }
    return Struck(struck_formats if any(fonts) else set(), struck_texts)


def _part(styles: bytes, name: bytes) -> bytes:
    match = re.search(
        rb"<(?:\w+:)?" + name + rb"\b.*?</(?:\w+:)?" + name + rb">", styles, re.DOTALL
    )
    return match[0] if match else b""


def structure(file, struck: Struck | None = None) -> Structure:
    """In one pass over the bytes of a sheet's XML."""
    from openpyxl.utils import range_boundaries  # on first use, as all of openpyxl

    form, letters, tail = Structure(), set(), b""
    while chunk := file.read(CHUNK):
        text, end, unfinished = (tail + chunk).rpartition(b">")  # whole tags only
        text += end
        if len(unfinished) > CHUNK:
            raise ValueError("a text of more than a megabyte, or no XML")
        form.is_usual = form.is_usual and not UNUSUAL.search(text)
        cells = FILLED.findall(text)
        letters.update(letter for letter, _row in cells)
        form.cells += text.count(b"<c")
        form.rows = max(form.rows, max((int(row) for _letter, row in cells), default=0))
        if b"<f" in text:
            form.lost.update(
                (int(row), column_number(letter)) for letter, row in LOST_FORMULA.findall(text)
            )
        if b't="e"' in text:
            form.errors.update(
                ((int(row), column_number(letter)), error.decode(errors="replace"))
                for letter, row, error in ERROR.findall(text)
            )
        if b"hidden=" in text:
            form.hidden.update(int(row) for row in HIDDEN.findall(text))
        if struck:
            form.struck |= struck.rows(text)
        if b"mergeCell" in text:
            form.merges += [range_boundaries(ref.decode()) for ref in MERGE.findall(text)]
        tail = text[-OVERLAP:] + unfinished
    form.columns = max(map(column_number, letters), default=0)
    form.merges = sorted(set(form.merges))
    return form


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
