"""Finding the heading of a ledger: under a title and a line “单位：万元”, one to three rows high,
with merged cells.
"""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from operator import itemgetter

from ..firsts import firsts
from .cells import readable
from .reader import Sheet
from .titles import name_key
from .unit_places import Line, behind, is_unit_line, units_of_columns
from .units import any_unit

DEEPEST = 3
IGNORED = {"序号", "行号", "no", "编序"}


@dataclass
class Heading:
    """Where the columns stand: {place of the cell: (column, what was said of its unit or None)}.

    ``unknown`` are titles that nothing is read from, ``levels`` the (row, text) that make up the
    title of a place,
    ``above`` the texts over the heading.
    """

    first_row: int
    last_row: int
    columns: dict = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    twice: list[tuple[int, str]] = field(default_factory=list)
    levels: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    above: set[str] = field(default_factory=set)

    @cached_property
    def required(self) -> list[int]:
        """The places of the columns that every row must fill."""
        return [place for place, (column, _unit) in self.columns.items() if column.required]

    @cached_property
    def keys(self) -> dict[int, set[str]]:
        """What the title of each place comes down to, level by level: by this a repeated heading is
        known.
        """
        return {
            place: {name_key(text) for _row, text in levels}
            for place, levels in self.levels.items()
        }


def find_heading(table, sheet: Sheet) -> Heading | None:
    """The place in the top of ``sheet`` where most columns of ``table`` are named; None where no
    required one is.
    """
    grid = _with_merged_filled(sheet.top(), sheet.merges)
    lines = _take_lines_out(grid)
    names = table.names()
    best = _best(grid, names)
    if best is None or len(best.columns) < min(2, len(names)):
        return None
    best = _with_rows_tied_above(best, grid, sheet.merges, names)
    _take_row_of_units_in(best, grid, lines)
    for number, cells in grid:
        if number < best.first_row:
            best.above.update(filter(None, cells))
    best.above |= {line.text for line in lines if line.row <= best.last_row}
    units_of_columns(best, grid, lines)
    return best


def _best(grid, names) -> Heading | None:
    """The heading with the most columns; of equal ones that with the fewest rows, then
    the topmost.
    """
    candidates = []
    for place in range(len(grid)):
        for depth in range(1, min(DEEPEST, len(grid) - place) + 1):
            heading = _read(grid[place : place + depth], names)
            if heading.columns:
                candidates.append((len(heading.columns), -depth, -place, heading))
    return max(candidates, key=lambda candidate: candidate[:3])[3] if candidates else None


def _with_merged_filled(top, merges):
    """[(row number, titles)], every cell of a merged range holding the text of its first one."""
    width = max((len(cells) for _number, cells in top), default=0)
    grid = {}
    for number, cells in top:
        grid[number] = [*map(readable, cells), *[""] * (width - len(cells))]
    for left, first, right, last in merges:
        if first not in grid or right - left >= width:
            continue
        rows = [number for number in grid if first <= number <= last]
        for number, place in product(rows, range(left - 1, min(right, width))):
            grid[number][place] = grid[first][left - 1]
    return list(grid.items())


def _take_lines_out(grid) -> list[Line]:
    """Take out cells that hold nothing but a unit: these are no titles."""
    lines = []
    for number, cells in grid:
        for place, text in enumerate(cells):
            if text and is_unit_line(text):
                lines.append(Line(number, place, text, any_unit(text) is not None))
                cells[place] = ""
    return lines


def _with_rows_tied_above(heading, grid, merges, names) -> Heading:
    """A cell merged from the row above into the heading makes that row a part of it."""
    rows = dict(grid)
    first = heading.first_row
    while heading.last_row - first + 1 < DEEPEST and first - 1 in rows:
        if not any(top < first <= bottom for _left, top, _right, bottom in merges):
            break
        first -= 1
    if first == heading.first_row:
        return heading
    deeper = _read(
        [(number, cells) for number, cells in grid if first <= number <= heading.last_row], names
    )
    return deeper if len(deeper.columns) >= len(heading.columns) else heading


def _take_row_of_units_in(heading, grid, lines):
    """A row below that holds nothing but units, or what is merged down from the heading, belongs to
    it.
    """
    rows = dict(grid)
    below = heading.last_row + 1
    if any(line.row == below for line in lines):
        titles = set(rows[heading.last_row])
        if all(not text or text in titles for text in rows[below]):
            heading.last_row = below


def _read(rows, names) -> Heading:
    heading = Heading(rows[0][0], rows[-1][0])
    column_names = set()
    for place in range(len(rows[0][1])):
        if not rows[-1][1][place]:
            continue
        levels = [(number, cells[place]) for number, cells in rows if cells[place]]
        heading.levels[place] = firsts(levels, itemgetter(1))
        texts = [text for _number, text in heading.levels[place]]
        heading.titles[place] = " ".join(texts)
        column = next((names[key] for key in _candidates(texts) if key in names), None)
        if column is None:
            if name_key(texts[-1]) not in IGNORED:
                heading.unknown.append(heading.titles[place])
        elif column.name in column_names:
            heading.twice.append((place, heading.titles[place]))
        else:
            column_names.add(column.name)
            heading.columns[place] = (column, None)
    return heading


def _candidates(levels):
    """“投资额 / 合同（万元）” answers to 投资额合同, 合同投资额 and 合同.

    “总投资万元” answers to 总投资.
    """
    keys = [name_key(level) for level in levels]
    yield "".join(keys)
    yield "".join(reversed(keys))
    yield keys[-1]
    if split := behind(levels[-1]):
        yield name_key(split[0])
