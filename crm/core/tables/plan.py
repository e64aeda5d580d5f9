"""What a file says, once it has been read: rows of values, and the problems with their cells."""

import gzip
import json
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

from ..punctuation import aside, listed

MOST_PROBLEMS = 5000
MOST_LEFT_OUT = 1000


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
        from openpyxl.utils import get_column_letter  # on first use, as all of openpyxl

        return "" if self.place is None else get_column_letter(self.place + 1)

    def as_list(self) -> list:
        return [self.row, self.place, self.title, self.text, self.message]


@dataclass(frozen=True)
class Aside:
    """A row that is not brought in: its cells (title, text), those of known columns {column name:
    (title, text)}, what could be read of
    them, and its problems (column name, text, message)."""

    row: int
    cells: list[tuple[str, str]]
    named: dict[str, tuple[str, str]]
    values: dict
    problems: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Question:
    """A column of numbers of which nothing says the unit, or says one that is not known: the person
    chooses among ``offered``.
    """

    column: str
    title: str
    cell: str
    said: str
    why: str
    offered: list[str]
    largest: list[str]


@dataclass(frozen=True)
class ReadUnit:
    """In which unit a column was read, and which cell said so; ``largest`` are [row, value in
    words].
    """

    column: str
    title: str
    word: str
    cell: str
    said: str
    is_chosen: bool
    largest: list[list]


@dataclass
class Plan:
    """``rows`` are (row number, {column name: value}); blank cells are left out. ``places`` says
    where each column stands.

    Where faulty rows are set aside, ``raw`` holds the texts of all cells by row, ``headings`` their
    titles by place, and ``apart``
    the values of the rows that have been taken out of ``rows``.
    """

    rows: list[tuple[int, dict]] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    notes: list[str] = field(default_factory=list)
    sheet: str = ""
    heading: tuple[int, int] = (0, 0)
    faulty: dict[int, list] = field(default_factory=dict)
    raw: dict[int, list[str]] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    apart: dict[int, dict] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    units: list[ReadUnit] = field(default_factory=list)
    left_out: list[list] = field(default_factory=list)
    left_out_count: int = 0
    hidden: list[int] = field(default_factory=list)
    struck: list[int] = field(default_factory=list)

    def leave_out(self, row: int, why: int, text: str):
        """Remember that a row is no record, why (a key of rows.LEFT_OUT), and what it says."""
        self.left_out_count += 1
        if len(self.left_out) < MOST_LEFT_OUT:
            self.left_out.append([row, why, text[:200]])

    def refuse_questions(self):
        """Where nobody can be asked, a column without a known unit is a problem of its heading."""
        for question in self.questions:
            message = question.why or _("Nothing says in which unit this column stands.")
            remedy = _("Write one of these behind the title: %s.") % listed(
                aside(word).strip() for word in question.offered
            )
            place = self.places[question.column]
            self.add_problem(
                self.heading[1], None, f"{message}{remedy}", question.said or question.title, place
            )

    def add_problem(self, row: int, column, message: str, text: str = "", place: int | None = None):
        self.problem_count += 1
        name = getattr(column, "name", "")
        place = self.places.get(name) if place is None else place
        text = text or self._said(row, place)
        self.faulty.setdefault(row, []).append((name, text, str(message)))
        if len(self.problems) < MOST_PROBLEMS:
            title = self.titles.get(name) or (column.label if column else "")
            self.problems.append(Problem(row, place, title, text[:200], str(message)))

    def _said(self, row, place) -> str:
        texts = self.raw.get(row, [])
        return texts[place] if place is not None and place < len(texts) else ""

    @property
    def is_blocked(self) -> bool:
        """The heading itself is faulty, so that no row can be trusted."""
        return any(row <= self.heading[1] for row in self.faulty)

    def take_faulty_apart(self):
        """Leave only sound rows in ``rows``."""
        self.apart.update({number: values for number, values in self.rows if number in self.faulty})
        self.rows = [row for row in self.rows if row[0] not in self.faulty]

    def asides(self) -> list[Aside]:
        return [
            Aside(number, self._cells(number), self._named(number), values, self.faulty[number])
            for number, values in sorted(self.apart.items())
        ]

    def _cells(self, number) -> list[tuple[str, str]]:
        texts = self.raw.get(number, [])
        return [
            (title, texts[place])
            for place, title in self.headings.items()
            if place < len(texts) and texts[place]
        ]

    def _named(self, number) -> dict[str, tuple[str, str]]:
        return {
            name: (self.titles[name], text)
            for name, place in self.places.items()
            if (text := self._said(number, place))
        }

    def dumped(self, table) -> bytes:
        rows = [[number, table.dumped(values)] for number, values in self.rows]
        head = {
            "places": self.places,
            "titles": self.titles,
            "notes": self.notes,
            "sheet": self.sheet,
            "heading": self.heading,
        }
        head |= {
            "units": [asdict(unit) for unit in self.units],
            "left_out": self.left_out,
            "left_out_count": self.left_out_count,
        }
        head |= {"hidden": self.hidden, "struck": self.struck}
        if table.set_aside:
            apart = {number: table.dumped(values) for number, values in self.apart.items()}
            head |= {
                "apart": apart,
                "faulty": self.faulty,
                "raw": self.raw,
                "headings": self.headings,
            }
        return gzip.compress(
            json.dumps([head, rows], ensure_ascii=False, separators=(",", ":")).encode(),
            compresslevel=1,
        )


def load_plan(packed: bytes, table) -> Plan:
    head, rows = json.loads(gzip.decompress(packed))
    by_number = {
        name: {int(number): value for number, value in head.pop(name, {}).items()}
        for name in ("apart", "faulty", "raw", "headings")
    }
    by_number["apart"] = {
        number: table.loaded(values) for number, values in by_number["apart"].items()
    }
    head["units"] = [ReadUnit(**unit) for unit in head.get("units", [])]
    return Plan(
        rows=[(number, table.loaded(values)) for number, values in rows],
        **{**head, **by_number, "heading": tuple(head["heading"])},
    )
