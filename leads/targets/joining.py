"""Which stored company a row of a list means: over the years, in Chinese and English, and after it
was renamed.

A name is joined where it surely means the company. Within lists of one kind more is sure: there a
name stands for one body alone, so that 中国移动通信集团 and 中国移动通信, or L’Oréal and L'OREAL,
are one, unless two stored companies could be meant.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path

from ..companies.identify import companies_named
from ..models import CompanyAlias, TargetEntry
from ..naming.names import core_name, written_plainly

NAMES = Path(__file__).parents[1] / "data" / "company_names.csv"
SMALL_WORDS = re.compile(r"\b(the|and|of|de|du|des|und)\b|&")
BRACKETS = re.compile(r"\([^)]*\)?")
LEGAL_WORDS = re.compile(
    r"\b(holdings?|group|groupe|grupo|company|companies|corporation|corp|incorporated|inc|limited|"
    r"ltd|co|cos|plc|llc|ag|sa|nv|se|spa|gmbh|international|intl)\b"
)


@cache
def list_key(name: str) -> str:
    """What of a name counts among lists of one kind: no accents, small words and legal forms."""
    plain = written_plainly(name)
    if not any(char.isascii() and char.isalpha() for char in plain):
        return core_name(name)
    decomposed = unicodedata.normalize("NFKD", plain)
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    outside = BRACKETS.sub(" ", letters).replace(".com", "") or letters
    words = SMALL_WORDS.sub(" ", outside.replace(".", "").replace("’", "").replace("'", ""))
    short = LEGAL_WORDS.sub(" ", words)
    return re.sub(r"[\W_]+", "", short) or re.sub(r"[\W_]+", "", words)


@cache
def other_names() -> dict[str, frozenset[str]]:
    """{key of a name: all names that the same body bears or bore}, from what is known of them."""
    groups: dict[str, set[str]] = defaultdict(set)
    with NAMES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["how"] in ("renamed", "same"):
                keys = [list_key(row["old"]), list_key(row["new"])]
                all_names = groups[keys[0]] | groups[keys[1]] | {row["old"], row["new"]}
                for key in {*keys, *map(list_key, all_names)}:
                    groups[key] = all_names
    return {key: frozenset(names) for key, names in groups.items()}


def successors() -> list[tuple[str, str]]:
    """[(key of the company that ended, key of the one that took it over)]."""
    with NAMES.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["how"] in ("merged", "split")]
    return [(list_key(row["old"]), list_key(row["new"])) for row in rows]


def names_of(row) -> list[str]:
    return [name for name in (row.name, row.name_en, row.short) if name]


def known_names_of(row) -> list[str]:
    """The names of the row, and after them the others that its company is known by."""
    names = names_of(row)
    others = {other for name in names for other in other_names().get(list_key(name), ())}
    return [*names, *sorted(others - set(names))]


class OfKind:
    """The companies that stand on lists of one kind, by the keys of all their names."""

    def __init__(self, kind: str):
        self.by_key: dict[str, set[int]] = defaultdict(set)
        entries = TargetEntry.objects.filter(target_list__kind=kind).values_list(
            "company", "name_as_listed", "company__name", "company__name_en"
        )
        companies = set()
        for pk, *names in entries:
            companies.add(pk)
            self.add(pk, names)
        aliases = CompanyAlias.objects.filter(company__in=companies)
        for pk, name in aliases.values_list("company", "name"):
            self.add(pk, [name])

    def add(self, pk: int, names) -> None:
        for name in filter(None, names):
            self.by_key[list_key(name)].add(pk)

    def meant_by(self, row) -> list[int]:
        """The one company that the row's names mean; none where they may mean two."""
        for names in (names_of(row), known_names_of(row)):
            keys = filter(None, map(list_key, names))
            companies = {pk for key in keys for pk in self.by_key.get(key, ())}
            if companies:
                return list(companies) if len(companies) == 1 else []
        return []


def stored_companies(rows, kind: str) -> tuple[dict[int, int], list]:
    """({number of a row: key of its stored company}, rows whose company is not stored). Of two rows
    of one year that may mean one company the first has it.
    """
    sure = companies_named({name for row in rows for name in known_names_of(row)})
    of_kind = OfKind(kind)
    stored, new_rows, taken = {}, [], set()
    for row in rows:
        pks = [pk for name in names_of(row) for pk in sure[name]]
        pks += of_kind.meant_by(row)
        pks += [pk for name in known_names_of(row) for pk in sure[name]]
        pk = next((pk for pk in pks if (row.year, pk) not in taken), None)
        if pk is None:
            new_rows.append(row)
            continue
        stored[row.number] = pk
        taken.add((row.year, pk))
    return stored, new_rows
