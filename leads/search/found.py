"""The condition that a row is found by what was typed."""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.expressions import Expression

from crm.staff.paging import ordering_of

from .days import latest_stretches
from .spelling import keys, pattern, ways_to_read

MOST_TERMS = 6
NEWEST = 1000  # rows of the table that are looked at before the index is asked
LENGTHS_ASKED = (4, 64)  # days of a stretch: so many times more rows each time, of a rarer word
TIME = "updated_at"  # by whose days the large tables are indexed too
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
        """What the index is asked, as a tsquery: all pieces of one way to read the word; "" for
        what it does not hold, a single character.
        """
        readings = [[quoted(gram) for gram in self.grams], *(keys(way) for way in self.ways)]
        alternatives = dict.fromkeys(f"({' & '.join(pieces)})" for pieces in readings if pieces)
        return f"({' | '.join(alternatives)})" if alternatives else ""

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
        clauses, values = ["true"], []
        for term in self.terms:
            conditions = term.conditions()
            clause = " or ".join(sql.format(row=row) for sql, _value in conditions)
            clauses.append(f"({clause or 'false'})")
            values += [value for _sql, value in conditions]
        return "(" + " and ".join(clauses) + ")", values


class Found(Fits):
    """The same by way of the index; only of the stretches ``days`` where they are given."""

    def __init__(self, terms, days=()):
        super().__init__(terms)
        self.days = days

    def as_sql(self, compiler, connection):
        fits, values = super().as_sql(compiler, connection)
        row = compiler.quote_name_unless_alias(self.row.alias)
        conditions, params = [], []
        if self.days:
            conditions.append(f"search_days({row}.{TIME}) && %s::integer[]")
            params.append(list(self.days))
        if query := " & ".join(filter(None, (term.query() for term in self.terms))):
            conditions.append(
                f"search_grams({row}.search_text, {row}.search_pinyin) @@ %s::tsquery"
            )
            params.append(query)
        return "(" + " and ".join([*conditions, fits]) + ")", [*params, *values]


def matching(rows, text: str):
    """The ``rows`` (a queryset) that are found by ``text``; none for punctuation alone."""
    terms = terms_of(text)
    return rows.filter(Found(terms)) if terms else rows.none()


def newest_keys(rows, terms, *, wanted: int, most: int) -> tuple[list, bool]:
    """The keys of the first of ``rows`` (ordered, newest first) that are found, at least ``wanted``
    of them and not more than ``most``; and whether these are all.
    """
    with by_one_process():
        return first_keys(rows, terms, wanted, most)


@contextmanager
def by_one_process():
    """Starting a second process of the database takes longer than looking up a rare word, and the
    database expects no word to be rare.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute("set local max_parallel_workers_per_gather = 0")
        yield


def first_keys(rows, terms, wanted: int, most: int) -> tuple[list, bool]:
    """``newest_keys`` for one of several lists that are searched ``by_one_process``.

    The index does not hold the order: all that it has of a frequent word would be read and sorted.
    So the newest rows are searched first, then the latest days, and the whole for a rare word.
    """
    if not terms:
        return [], True
    for newest in _newest_first(rows, terms):
        keys = list(newest.values_list("pk", flat=True)[:most])
        if len(keys) >= wanted:
            return keys, False
    keys = list(rows.filter(Found(terms)).values_list("pk", flat=True)[:most])
    return keys, len(keys) < most


def _newest_first(rows, terms):
    """What is found among the table's newest rows, each time further back; nothing for a short
    table, or another order.
    """
    fields = ordering_of(rows)
    if not fields:
        return
    table = rows.model._base_manager.order_by(*(f"-{name}" for name in fields))
    newest = list(table.values_list("pk", flat=True)[:NEWEST])
    if len(newest) < NEWEST:
        return
    yield rows.filter(Fits(terms), pk__any_of=newest)
    if fields[0] != TIME:
        return
    last = table.values_list(TIME, flat=True)[0]
    for length in LENGTHS_ASKED:
        yield rows.filter(Found(terms, latest_stretches(last, length)))
