"""Finding the heading of a ledger: under a title and a line “单位：万元”, one to three rows high, with merged cells."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from .cells import UNITS, plain
from .reader import Sheet

DEEPEST = 3
IN_BRACKETS = re.compile(r"[(\[【（][^()\[\]【】（）]*[)\]】）]")
PUNCTUATION = re.compile(r"[\s*＊:：、，,。.·/\\_\-—\"'“”]+")
UNIT_LINE = re.compile(r"单位[::](亿元|百万元|万元|千元|元)")
UNIT_IN_HEADING = re.compile(r"(亿|百万|万|千)?(?:美元|欧元|港元|港币|日元|元)")
IGNORED = {"序号", "行号", "no", "编序"}


@dataclass
class Heading:
    """Where the columns stand: {place of the cell: (column, unit or None)}; ``unknown`` are titles that nothing is read from."""

    first_row: int
    last_row: int
    columns: dict = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    twice: list[tuple[int, str]] = field(default_factory=list)

    @cached_property
    def required(self) -> list[int]:
        """The places of the columns that every row must fill."""
        return [place for place, (column, _unit) in self.columns.items() if column.required]


def name_key(text: str) -> str:
    """What a title comes down to: no brackets, blanks, stars, width or case."""
    text = unicodedata.normalize("NFKC", text)
    return PUNCTUATION.sub("", IN_BRACKETS.sub("", text) or text).lower()


def find_heading(table, sheet: Sheet) -> Heading | None:
    """The place in the top of ``sheet`` where most columns of ``table`` are named; None where no required one is."""
    top = sheet.top()
    filled = _with_merged_filled(top, sheet.merges)
    names = table.names()
    best = None
    for place in range(len(filled)):
        for depth in range(1, DEEPEST + 1):
            rows = filled[place : place + depth]
            if len(rows) < depth:
                break
            found = _read(rows, names)
            if found.columns and (best is None or len(found.columns) > len(best.columns)):
                best = found
    if best is None or len(best.columns) < min(2, len(names)):
        return None
    _set_units(best, _unit_of_sheet(filled[: best.first_row - 1]))
    return best


def _with_merged_filled(top, merges):
    """[(row number, titles)], every cell of a merged range holding the text of its first one."""
    width = max((len(cells) for _number, cells in top), default=0)
    grid = {number: [plain(cell) for cell in cells] + [""] * (width - len(cells)) for number, cells in top}
    for left, first, right, last in merges:
        if first in grid and right - left < width:
            for number in range(first, min(last, max(grid)) + 1):
                for column in range(left, min(right, width) + 1):
                    grid[number][column - 1] = grid[first][left - 1]
    return list(grid.items())


def _read(rows, names) -> Heading:
    heading = Heading(rows[0][0], rows[-1][0])
    taken = set()
    for place in range(len(rows[0][1])):
        levels = list(dict.fromkeys(cells[place] for _number, cells in rows if cells[place]))
        if not levels or not rows[-1][1][place]:
            continue
        heading.titles[place] = "".join(levels) if len(levels) == 1 else " ".join(levels)
        column = next((names[key] for key in _candidates(levels) if key in names), None)
        if column is None:
            if name_key(levels[-1]) not in IGNORED:
                heading.unknown.append(heading.titles[place])
        elif column.name in taken:
            heading.twice.append((place, heading.titles[place]))
        else:
            taken.add(column.name)
            heading.columns[place] = (column, None)
    return heading


def _candidates(levels):
    """“投资额 / 合同（万元）” answers to 投资额合同, 合同投资额 and 合同."""
    keys = [name_key(level) for level in levels]
    yield "".join(keys)
    yield "".join(reversed(keys))
    yield keys[-1]


def _unit_of_sheet(above) -> Decimal | None:
    for _number, cells in above:
        for text in cells:
            if found := UNIT_LINE.search(unicodedata.normalize("NFKC", text).replace(" ", "")):
                return UNITS[found[1]]
    return None


def _set_units(heading, of_sheet):
    for place, (column, _unit) in heading.columns.items():
        brackets = "".join(IN_BRACKETS.findall(heading.titles[place]))
        found = UNIT_IN_HEADING.search(brackets)
        heading.columns[place] = (column, UNITS[f"{found[1] or ''}元"] if found else of_sheet)
