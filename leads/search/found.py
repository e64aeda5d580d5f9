"""The condition that a row is found by what was typed."""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection, models
from django.db.models import F
from django.db.models.expressions import Expression

from .spelling import keys, pattern, ways_to_read

MOST_TERMS = 6
WALKS = (500, 2000)  # so many of the newest rows are looked at before the index is asked
RARE = 4  # with less than a quarter of what is wanted among the first of them, there is no walking on
NORMAL = """
select line.plain, tsvector_to_array(search_grams(line.plain, '')) from unnest(%s::text[]) with ordinality typed(value, place), search_line(typed.value) line
where line.plain <> '' order by typed.place
"""


@dataclass(frozen=True)
class Term:
    """One word of what was typed, as the rows hold it, with its pairs of characters."""

    plain: str
    grams: tuple[str, ...]

    @cached_property
    def ways(self) -> list[tuple[str, ...]]:
        return ways_to_read(self.plain)

    @property
    def is_in_text(self) -> bool:
        """Two Latin letters are looked for as initials alone: every second name would hold them."""
        return bool(self.grams) or not self.plain.isascii()

    def query(self) -> str:
        """What the index is asked, as a tsquery; "" for what it does not hold: a single character."""
        sets = [parts for parts in (list(map(quoted, self.grams)), *map(keys, self.ways)) if parts]
        return "(" + " | ".join(f"({' & '.join(parts)})" for parts in sets) + ")" if sets else ""

    def conditions(self) -> list[tuple[str, str]]:
        """[(SQL about the alias {row}, parameter)]: the row must meet one of them."""
        text = [("strpos({row}.search_text, %s) > 0", self.plain)] if self.is_in_text else []
        return text + [("{row}.search_pinyin ~ %s", pattern(way)) for way in self.ways]


def quoted(gram: str) -> str:
    return "'" + gram.replace("\\", "\\\\").replace("'", "''") + "'"


def terms_of(text: str) -> list[Term]:
    """The words of ``text``, written as the database writes them: width, case, traditional characters, punctuation."""
    words = text.replace("\0", "").split()[:MOST_TERMS]
    with connection.cursor() as cursor:
        cursor.execute(NORMAL, [words])
        return [Term(plain, tuple(grams)) for plain, grams in cursor.fetchall()]


class Fits(Expression):
    """True of a row that holds every one of ``terms``; for models whose table has the search columns. Looks at each row."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, terms):
        super().__init__()
        self.terms, self.row = tuple(terms), F("pk")

    def get_source_expressions(self):
        return [self.row]

    def set_source_expressions(self, expressions):
        (self.row,) = expressions

    def as_sql(self, compiler, connection):
        row = compiler.quote_name_unless_alias(self.row.alias)
        parts, values = ["true"], []
        for term in self.terms:
            ways = term.conditions()
            parts.append("(" + (" or ".join(sql.format(row=row) for sql, _value in ways) or "false") + ")")
            values += [value for _sql, value in ways]
        return "(" + " and ".join(parts) + ")", values


class Found(Fits):
    """The same by way of the index."""

    def as_sql(self, compiler, connection):
        sql, values = super().as_sql(compiler, connection)
        query = " & ".join(filter(None, (term.query() for term in self.terms)))
        if not query:
            return sql, values
        row = compiler.quote_name_unless_alias(self.row.alias)
        return f"(search_grams({row}.search_text, {row}.search_pinyin) @@ %s::tsquery and {sql})", [query, *values]


def matching(rows, text: str):
    """The ``rows`` (a queryset) that are found by ``text``; none for punctuation alone."""
    terms = terms_of(text)
    return rows.filter(Found(terms)) if terms else rows.none()


def newest_keys(rows, terms, *, wanted: int, most: int) -> tuple[list, bool]:
    """The keys of the first of ``rows`` (ordered, newest first) that are found, at least ``wanted`` of them and not more than ``most``; and
    whether these are all.

    Of a frequent word the newest rows hold enough, and walking them is quicker than to gather all its rows from the index and sort them;
    a rare word is looked up in the index. Which it is, the database can not know of several pairs at once: it takes them for independent.
    """
    if not terms:
        return [], True
    walked = 0
    keys: list = []
    for steps in WALKS:
        looked_at = list(rows.annotate(fits=Fits(terms)).values_list("pk", "fits")[walked:steps])
        keys += [key for key, fits in looked_at if fits]
        if len(looked_at) < steps - walked:
            return keys[:most], len(keys) < most
        if len(keys) >= wanted:
            return keys[:most], False
        if len(keys) * RARE < wanted:
            break
        walked = steps
    keys = list(rows.filter(Found(terms)).values_list("pk", flat=True)[:most])
    return keys, len(keys) < most
