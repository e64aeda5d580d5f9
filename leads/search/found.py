"""The condition that a row is found by what was typed."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from django.db import connection, models, transaction
from django.db.models import F, FloatField, Func, Value
from django.db.models.expressions import Expression

from crm.staff.paging import ordering_of

from .days import days_between
from .spelling import keys, pattern, ways_to_read

MOST_TERMS = 6
SAMPLE = 1000  # the newest rows of the table, looked at before anything else
# of them, of which one looks how many are among those that somebody sees and has filtered
PART = 200
LEAST = 0.1  # rows of the sample, where none was among those looked for
MARGIN = 4  # times as far back as the sample makes one expect
TIMES = 2  # a look, and one further back
TIME = "updated_at"  # by whose days the large tables are indexed too
FARTHEST = 2000 * 86_400  # seconds, more than days_between() has numbers for
NORMAL = """
select line.plain, tsvector_to_array(search_grams(line.plain, ''))
from unnest(%s::text[]) with ordinality typed(value, place), search_line(typed.value) line
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
        """What the index is asked, as a tsquery; "" for what it does
        not hold: a single character.
        """
        sets = dict.fromkeys(
            " & ".join(parts)
            for parts in (list(map(quoted, self.grams)), *map(keys, self.ways))
            if parts
        )
        return "(" + " | ".join(f"({each})" for each in sets) + ")" if sets else ""

    def conditions(self) -> list[tuple[str, str]]:
        """[(SQL about the alias {row}, parameter)]: the row must meet one of them."""
        text = [("strpos({row}.search_text, %s) > 0", self.plain)] if self.is_in_text else []
        return text + [("{row}.search_pinyin ~ %s", pattern(way)) for way in self.ways]


def quoted(gram: str) -> str:
    return "'" + gram.replace("\\", "\\\\").replace("'", "''") + "'"


def terms_of(text: str) -> list[Term]:
    """The words of ``text``, written as the database writes them: width, case, traditional
    characters, punctuation.
    """
    words = text.replace("\0", "").split()[:MOST_TERMS]
    with connection.cursor() as cursor:
        cursor.execute(NORMAL, [words])
        return [Term(plain, tuple(grams)) for plain, grams in cursor.fetchall()]


class Fits(Expression):
    """True of a row that holds every one of ``terms``; for models whose table has the search
    columns. Looks at each row.
    """

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
            parts.append(
                "(" + (" or ".join(sql.format(row=row) for sql, _value in ways) or "false") + ")"
            )
            values += [value for _sql, value in ways]
        return "(" + " and ".join(parts) + ")", values


class Found(Fits):
    """The same by way of the index; of the rows of some ``days`` alone where they are given."""

    def __init__(self, terms, days=()):
        super().__init__(terms)
        self.days = days

    def as_sql(self, compiler, connection):
        sql, values = super().as_sql(compiler, connection)
        query = " & ".join(filter(None, (term.query() for term in self.terms)))
        if not query:
            return sql, values
        row = compiler.quote_name_unless_alias(self.row.alias)
        found = (
            f"(search_grams({row}.search_text, {row}.search_pinyin) @@ %s::tsquery and {sql})",
            [query, *values],
        )
        return (
            (
                f"(search_days({row}.{TIME}) && %s::integer[] and {found[0]})",
                [list(self.days), *found[1]],
            )
            if self.days
            else found
        )


class Seconds(Func):
    """Since 1970, which is read much quicker than a time."""

    template = "extract(epoch from %(expressions)s)::float8"
    output_field = FloatField()


def matching(rows, text: str):
    """The ``rows`` (a queryset) that are found by ``text``; none for punctuation alone."""
    terms = terms_of(text)
    return rows.filter(Found(terms)) if terms else rows.none()


def newest_keys(rows, terms, *, wanted: int, most: int) -> tuple[list, bool]:
    """The keys of the first of ``rows`` (ordered, newest first) that are found, at least ``wanted``
    of them and not more than ``most``; and whether these are all.

    The index does not hold the order, so all that it gives of a frequent word would be read and
    sorted. It is asked for no more days than are likely to hold enough. How many these are, the
    database can not know of several pairs at once: it takes them for independent.
    """
    with by_one_process():
        return first_keys(rows, terms, wanted, most)


@contextmanager
def by_one_process():
    """To start a second process of the database takes longer than to look up a rare word, and the
    database takes none for rare.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute("set local max_parallel_workers_per_gather = 0")
        yield


def first_keys(rows, terms, wanted: int, most: int) -> tuple[list, bool]:
    """``newest_keys`` for one of several lists that are searched ``by_one_process``."""
    if not terms:
        return [], True
    keys, is_all = _among_the_newest(rows, terms, wanted, most)
    if not is_all and len(keys) < wanted:
        keys = list(rows.filter(Found(terms)).values_list("pk", flat=True)[:most])
        is_all = len(keys) < most
    return keys, is_all


def _among_the_newest(rows, terms, wanted: int, most: int) -> tuple[list, bool]:
    """The first keys, and whether these are all; fewer than ``wanted`` where the word is rare or
    few of the table's rows are among ``rows``.
    """
    fields = ordering_of(rows)
    if not fields:
        return [], False
    newest = rows.model._base_manager.order_by(*(f"-{name}" for name in fields))
    is_dated = fields[0] == TIME
    sample = list(
        newest.annotate(
            fits=Fits(terms), at=Seconds(F(TIME)) if is_dated else Value(0.0)
        ).values_list("pk", "fits", "at")[:SAMPLE]
    )
    among = [pk for pk, _fits, _at in sample[:PART]]
    fitting = [pk for pk, fits, _at in sample if fits]
    within = _within(rows, [*among, *fitting])
    keys = [pk for pk in fitting if pk in within]
    if len(sample) < SAMPLE or len(keys) >= wanted or not is_dated:
        return keys[:most], len(sample) < SAMPLE and len(keys) < most
    last, first = sample[0][2], sample[-1][2]
    seen = max(sum(pk in within for pk in among), LEAST) / PART
    back = (last - first) * MARGIN * wanted / (max(len(fitting), LEAST) * seen)
    for _time in range(TIMES):
        since = last - min(back, FARTHEST)
        days = days_between(since, last)
        if not days:
            break
        near = rows.filter(
            Found(terms, days), **{f"{TIME}__gte": datetime.fromtimestamp(since, UTC)}
        )
        keys = list(near.values_list("pk", flat=True)[:most])
        if len(keys) >= wanted or not keys:
            break
        back *= MARGIN * wanted / len(keys)  # the word is rarer among these rows than in the table
    return keys, False


def _within(rows, keys: list) -> set:
    """Those of the ``keys`` that are among ``rows``."""
    return (
        set(keys)
        if not rows.query.where
        else set(rows.order_by().filter(pk__any_of=keys).values_list("pk", flat=True))
    )
