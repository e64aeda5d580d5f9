"""What a file says, once it has been read: rows of values, and the problems with their cells."""

import gzip
import json
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

MOST_PROBLEMS = 5000


@dataclass(frozen=True)
class Problem:
    """``place`` is the cell's place from 0, None where the whole row is meant."""

    row: int
    place: int | None
    title: str
    text: str
    message: str

    @property
    def letter(self) -> str:
        return "" if self.place is None else get_column_letter(self.place + 1)

    def as_list(self) -> list:
        return [self.row, self.place, self.title, self.text, self.message]


@dataclass
class Plan:
    """``rows`` are (row number, {column name: value}); blank cells are left out. ``places`` says where each column stands."""

    rows: list[tuple[int, dict]] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    notes: list[str] = field(default_factory=list)
    sheet: str = ""
    heading: tuple[int, int] = (0, 0)

    def add_problem(self, row: int, column, message: str, text: str = "", place: int | None = None):
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            name = getattr(column, "name", "")
            place = self.places.get(name) if place is None else place
            title = self.titles.get(name) or (column.label if column else "")
            self.problems.append(Problem(row, place, title, text[:200], str(message)))

    def dumped(self, table) -> bytes:
        dump = {column.name: column.dumped for column in table.columns}
        rows = [[number, {name: dump[name](value) for name, value in values.items()}] for number, values in self.rows]
        head = {"places": self.places, "titles": self.titles, "notes": self.notes, "sheet": self.sheet, "heading": self.heading}
        return gzip.compress(json.dumps([head, rows], ensure_ascii=False, separators=(",", ":")).encode(), compresslevel=1)


def load_plan(packed: bytes, table) -> Plan:
    head, rows = json.loads(gzip.decompress(packed))
    load = {column.name: column.loaded for column in table.columns}
    return Plan(rows=[(number, {name: load[name](value) for name, value in values.items()}) for number, values in rows], **{**head, "heading": tuple(head["heading"])})
