"""Where a table says in which unit its columns stand: behind a title, over a group of titles, in a
line above, in the table's title.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from ..punctuation import list_comma, listed
from .titles import BRACKETED, brackets_of, name_key, without_brackets
from .units import AREA, ENERGY, MASS, MONEY, PEOPLE, SHARE, Kind, Unit, any_unit, bare

BETWEEN = re.compile(r"[、,，;；\s]+")
CONDITION = re.compile(r"以上|以下|以内|不低于|不超过|不少于|超过|大于|小于|及以|≥|≤|>|<|＞|＜|起")
KEY_OF_LINE = re.compile(
    r"(?:单位|金额|币种|计量|\bunits?)(?:[:：为是]|\s)\s*|\bin\s+", re.IGNORECASE
)
COUNTED_IN = re.compile(r"以\s*(?P<units>\S{1,8}?)\s*(?:为单位|计)")
PREFIX = re.compile(
    r"^(?:计量|金额|货币|面积)?单位[:：为]?|^币种[:：]?|^金额[:：]|^units?:?|^in(?=\s)",
    re.IGNORECASE,
)
LIKE_A_UNIT = re.compile(
    r"[元币镑盾铢郎圆钱]|[万亿]|美金|^[十百千]+$|^[a-z$€£¥]{1,7}$|^[吨顷亩瓦焦度%‰]$|平方|公顷|标煤|标准煤"
)
SPOKEN_KINDS = (MONEY, AREA, ENERGY, PEOPLE, SHARE, MASS)
LONGEST_UNIT = 12
DEEPEST_GROUP = 2


@dataclass(frozen=True)
class UnitFinding:
    """What a place says of the unit: ``unit``, or None with the ``text`` that could not be taken
    for one and ``why``.

    ``row`` counts from 1, ``place`` from 0.
    """

    unit: Unit | None
    text: str
    row: int
    place: int
    why: str = ""

    @property
    def cell(self) -> str:
        from openpyxl.utils import get_column_letter  # on first use, as all of openpyxl

        return f"{get_column_letter(self.place + 1)}{self.row}" if self.row else ""


@dataclass(frozen=True)
class Words:
    """What a text says: its units by kind, and the words that look like a unit but are none that is
    known.
    """

    units: tuple[Unit, ...]
    strange: tuple[str, ...]

    def of(self, kind: Kind) -> list[Unit]:
        """The different ones of a kind: 亿 and 亿元 are one."""
        return list(
            {
                (unit.worth, unit.currency): unit for unit in self.units if unit.kind == kind.name
            }.values()
        )


def read_words(text: str) -> Words:
    """Every unit among the words of a bracket or of what follows “单位：”."""
    units, strange = [], []
    text = PREFIX.sub("", text.strip())
    unit = any_unit(text)
    for part in () if unit else BETWEEN.split(text):
        inner = BRACKETED.search(part)
        for word in (
            (part[: inner.start()], inner[1], part[inner.end() :])
            if inner and inner.start()
            else (part,)
        ):
            _sort(word, units, strange)
    return Words((unit,) if unit else tuple(units), tuple(strange))


def _sort(word, units, strange):
    text = bare(PREFIX.sub("", word.strip()))
    if unit := any_unit(text):
        units.append(unit)
    elif (
        text
        and text not in ("人民币", "rmb", "cny")
        and not CONDITION.search(text)
        and looks_like_unit(text)
    ):
        strange.append(word.strip())


def looks_like_unit(text: str) -> bool:
    return len(text) <= LONGEST_UNIT and bool(LIKE_A_UNIT.search(text))


@lru_cache(maxsize=4096)
def behind(text: str, kinds=SPOKEN_KINDS) -> tuple[str, Unit] | None:
    """(the title, its unit) of “总投资万元” and “总投资/亿元”; None where no unit of the kinds
    stands behind.
    """
    plain = without_brackets(text).strip()
    for cut in range(max(1, len(plain) - LONGEST_UNIT), len(plain)):
        for kind in kinds:
            if unit := kind.unit(plain[cut:]):
                return plain[:cut].rstrip("/／-—:： \t,，"), unit
    return None


def lines_of(text: str) -> list[str]:
    """What follows each “单位：” in a text; after “填报单位：” it is an office and no unit."""
    plain = re.sub(r"单\s+位", "单位", unicodedata.normalize("NFKC", text))
    keys = list(KEY_OF_LINE.finditer(plain))
    ends = [key.start() for key in keys[1:]] + [len(plain)]
    lines = [plain[key.end() : end].strip() for key, end in zip(keys, ends, strict=False)]
    counted_in = [match["units"] for match in COUNTED_IN.finditer(plain)]
    return [_balanced(text) for text in lines] + counted_in


def _balanced(text: str) -> str:
    """The text without a closing bracket of the line around it, as in “（单位：万元）”."""
    return text[:-1].rstrip() if text.endswith(")") and text.count(")") > text.count("(") else text


def units_of_line(text: str) -> Words:
    """The units that a line names; words after the first that is none belong to something else
    (填报日期).
    """
    units, strange = [], []
    for line in lines_of(text):
        unit = any_unit(line)
        for part in [line] if unit else BETWEEN.split(line):
            words = read_words(part)
            if not words.units:
                strange += words.strange
                break
            units += words.units
    return Words(tuple(units), tuple(strange))


def is_unit_line(text: str) -> bool:
    """The whole cell is “单位：万元”, “（金额单位：万元）”, “万元” or “（亿元）”: no title, nothing
    else.
    """
    plain = bare(text)
    if any(kind.unit(plain) for kind in SPOKEN_KINDS):
        return True
    words = units_of_line(text)
    return bool(words.units or words.strange) and bool(
        re.match(r"^(?:计量|金额|货币|面积)?单位[:：为]?|^units?:|^金额:|^币种:", plain)
    )


def why_not(kind: Kind, words: Words) -> str:
    """Why no unit could be taken from the words, as a sentence; "" where they name none at all."""
    candidates = words.of(kind)
    if len(candidates) > 1:
        return _("“%s” names more than one unit.") % listed(unit.word for unit in candidates)
    if words.strange:
        return _("“%s” is no unit that is known.") % listed(words.strange)
    others = [unit for unit in words.units if unit.kind in {spoken.name for spoken in SPOKEN_KINDS}]
    if others:
        names = {"word": others[0].word, "kind": kind.label}
        return _("“%(word)s” is no unit of this kind (%(kind)s).") % names
    return ""


@dataclass(frozen=True)
class Line:
    """A cell that says units and nothing else: “单位：万元”, or a bare “万元”."""

    row: int
    place: int
    text: str
    is_bare: bool


def units_of_columns(heading, grid, lines):
    """Put what is said of its unit beside each column that holds a quantity."""
    for place, (column, _none) in heading.columns.items():
        kind = getattr(column, "quantity", None)
        if kind:
            heading.columns[place] = (column, _said_of(heading, grid, lines, place, column, kind))


def _said_of(heading, grid, lines, place, column, kind) -> UnitFinding | None:
    return (
        _in_own_title(heading, lines, place, column, kind)
        or _over_a_group(heading, grid, place, kind)
        or _in_a_line(heading, lines, grid, kind)
        or _in_the_title(heading, grid, kind)
    )


def _in_own_title(heading, lines, place, column, kind) -> UnitFinding | None:
    """The lowest level goes before those above it; a word that is no unit is asked about, unless
    another level names one.
    """
    unclear = None
    below = [
        (line.row, line.text)
        for line in lines
        if line.place == place and _is_of_one_column(line, lines, heading)
    ]
    for row, text in [*below, *reversed(heading.levels[place])]:
        words = read_words(text) if (row, text) in below else _words_of_title(text, column)
        said = _said(kind, words, text, row, place)
        if said and said.unit:
            return said
        unclear = unclear or said
    return unclear


def _is_of_one_column(line, lines, heading) -> bool:
    """A bare unit among the rows of the heading stands under its title; “单位：万元” only where
    each column has its own.
    """
    if not heading.first_row <= line.row <= heading.last_row:
        return False
    return line.is_bare or len({other.text for other in lines if other.row == line.row}) > 1


def _words_of_title(text, column) -> Words:
    brackets = [read_words(bracket) for bracket in brackets_of(text)]
    split = behind(text, (column.quantity,))
    units = [unit for words in brackets for unit in words.units]
    if split and not units and _is_called(column, split[0], text):
        units = [split[1]]
    return Words(tuple(units), tuple(word for words in brackets for word in words.strange))


def _is_called(column, title, text) -> bool:
    names = column.names()
    return name_key(title) in names or name_key(text) in names


def _said(kind, words: Words, text, row, place) -> UnitFinding | None:
    candidates = words.of(kind)
    if len(candidates) == 1:
        return UnitFinding(candidates[0], text, row, place)
    why = why_not(kind, words)
    return UnitFinding(None, text, row, place, why) if why else None


def _over_a_group(heading, grid, place, kind) -> UnitFinding | None:
    """A title over some of the columns: “投资情况（万元）” over 总投资 and 合同额."""
    for row, cells in reversed(grid):
        if (
            not heading.first_row - DEEPEST_GROUP <= row < heading.first_row
            or place >= len(cells)
            or not cells[place]
        ):
            continue
        text = cells[place]
        if cells.count(text) >= len(heading.titles) or len({cell for cell in cells if cell}) < 2:
            continue
        words = [read_words(bracket) for bracket in brackets_of(text)]
        said = _said(
            kind, Words(tuple(unit for word in words for unit in word.units), ()), text, row, place
        )
        if said and said.unit:
            return said
    return None


def _in_a_line(heading, lines, grid, kind) -> UnitFinding | None:
    """“单位：万元” between title and heading; lines that contradict each other, or name no known
    unit, are asked about.
    """
    clear, unclear = [], None
    texts = [(line.row, line.place, line.text) for line in lines if line.row <= heading.last_row]
    texts += [
        (row, place, text)
        for row, cells in grid
        if row <= heading.last_row
        for place, text in enumerate(cells)
        if text
    ]
    for row, place, text in texts:
        if (
            row >= heading.first_row
            and place in heading.levels
            and (row, text) in heading.levels[place]
        ):
            continue
        words = read_words(text) if any_unit(text) else units_of_line(text)
        said = _said(kind, words, text, row, place) if words.of(kind) or words.strange else None
        if said and said.unit:
            clear.append(said)
        unclear = unclear or said
    worths = {(said.unit.worth, said.unit.currency) for said in clear}
    if len(worths) > 1:
        why = _("“%s” contradict each other.") % f"”{list_comma()}“".join(
            dict.fromkeys(said.text for said in clear)
        )
        return UnitFinding(None, clear[0].text, clear[0].row, clear[0].place, why)
    return clear[0] if clear else unclear


def _in_the_title(heading, grid, kind) -> UnitFinding | None:
    """“2026年台账（万元）”; “（亿元以上）” says which projects are in it."""
    for row, cells in grid:
        for place, text in enumerate(cells) if row < heading.first_row else ():
            for inner in brackets_of(text):
                if unit := kind.unit(PREFIX.sub("", inner)):
                    return UnitFinding(unit, text, row, place)
    return None
