"""The condition that a row is found by what was typed."""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.expressions import Expression

from crm.core.paging import ordering_of

from .spelling import keys, pattern, ways_to_read

MOST_TERMS = 6
SAMPLE = 1000  # the newest rows of the table, looked at before anything else
INDEX_COSTS = 2000  # rows that are walked in the time that the index takes, in a large table, for each row of the sample that fits
LONGEST_WALK = 20_000
FARTHEST = 100_000  # rows of the table, of which somebody sees a few
MARGIN = 2  # times as far as the sample makes one expect
TIMES = 2  # a walk, and a longer one
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
        sets = dict.fromkeys(" & ".join(parts) for parts in (list(map(quoted, self.grams)), *map(keys, self.ways)) if parts)
        return "(" + " | ".join(f"({each})" for each in sets) + ")" if sets else ""

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
    keys, is_all = _among_the_newest(rows, terms, wanted, most)
    if not is_all and len(keys) < wanted:
        with _alone():
            keys = list(rows.filter(Found(terms)).values_list("pk", flat=True)[:most])
        is_all = len(keys) < most
    return keys, is_all


@contextmanager
def _alone():
    """No second process of the database: to start one takes longer than to look up a rare word, and the database takes none for rare."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute("set local max_parallel_workers_per_gather = 0")
        yield


def _among_the_newest(rows, terms, wanted: int, most: int) -> tuple[list, bool]:
    """The first keys, ``wanted`` or more, by walking; and whether these are all. Fewer where a look at the newest of the table says that
    the walk would be a long one: because the word is rare, or because few of the table's rows are among ``rows``."""
    fields = ordering_of(rows)
    if not fields:
        return [], False
    newest = rows.model._base_manager.order_by(*(f"-{name}" for name in fields))
    sample = list(newest.annotate(fits=Fits(terms)).values_list("pk", "fits")[:SAMPLE])
    within = _within(rows, [pk for pk, _fits in sample])
    keys = [pk for pk, fits in sample if fits and pk in within]
    if len(sample) < SAMPLE or len(keys) >= wanted:
        return keys[:most], len(sample) < SAMPLE and len(keys) < most
    fitting = sum(fits for _pk, fits in sample)
    steps = MARGIN * wanted * SAMPLE**2 // (fitting * len(within) or 1)
    for _time in range(TIMES):
        seen = steps * len(within) // SAMPLE
        if steps > FARTHEST or seen > min(INDEX_COSTS * fitting, LONGEST_WALK):
            break
        edge = newest.values_list(fields[0], flat=True)[steps : steps + 1]
        near = rows.filter(Fits(terms), **({f"{fields[0]}__gte": edge[0]} if edge else {}))
        keys = list(near.values_list("pk", flat=True)[: most if rows.query.where else wanted])
        if len(keys) >= wanted or not keys:
            break
        steps = MARGIN * steps * wanted // len(keys)  # the word is rarer among these rows than in the table
    return keys, False


def _within(rows, keys: list) -> set:
    """Those of the ``keys`` that are among ``rows``."""
    return set(keys) if not rows.query.where else set(rows.order_by().filter(pk__any_of=keys).values_list("pk", flat=True))
