"""Reading what is covered out of the database: by COPY of plain columns, in one snapshot. Nothing
that was defined in the database is called.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from .registry import Covered
from .rows import NULL

# The form in which PostgreSQL shows values, whatever server, database or role are set to.
FORM = (
    "set local timezone to 'UTC'",
    "set local datestyle to 'ISO, YMD'",
    "set local intervalstyle to 'postgres'",
    "set local extra_float_digits to 1",
    "set local bytea_output to 'hex'",
    # a view or a function of the same name in another schema is not what is covered
    "set local search_path to public, pg_catalog",
    "set local statement_timeout to 0",
)


@contextmanager
def one_moment(using: str = "default"):
    """A cursor that sees the database as it is now and does not change it. Inside a transaction
    that has begun, it is of that.
    """
    connection = connections[using]
    is_inside = connection.in_atomic_block
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if not is_inside:
            cursor.execute("set transaction isolation level repeatable read, read only")
        for command in FORM:
            cursor.execute(command)
        yield cursor


def lines_of(cursor, covered: Covered, ranges: Iterable[tuple[int, int | None]] = ()):
    """The rows' lines in the order of their keys; of ``ranges`` (from, to) of the key alone, where
    any are given.
    """
    digests = _digests(covered)
    with cursor.copy(_copy_command(covered, list(ranges))) as copy:
        for line in _lines(copy):
            yield _without_secrets(line, digests) if digests else line


def has_table(cursor, covered: Covered) -> bool:
    """By the catalogue; ``to_regclass`` could be shadowed."""
    cursor.execute(
        "select 1 from pg_catalog.pg_class c"
        " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relname = %s and c.relkind in ('r', 'p')",
        [covered.table],
    )
    return cursor.fetchone() is not None


def _copy_command(covered: Covered, ranges: list[tuple[int, int | None]]) -> sql.Composed:
    key = sql.Identifier(covered.key)
    condition = sql.SQL(" or ").join(
        sql.SQL("{} >= {}").format(key, sql.Literal(first))
        if last is None
        else sql.SQL("{} between {} and {}").format(key, sql.Literal(first), sql.Literal(last))
        for first, last in ranges
    )
    return sql.SQL("copy (select {} from public.{} {} order by {}) to stdout").format(
        sql.SQL(", ").join(map(sql.Identifier, covered.columns)),
        sql.Identifier(covered.table),
        sql.SQL("where {}").format(condition) if ranges else sql.SQL(""),
        key,
    )


def _lines(copy) -> Iterator[bytes]:
    rest = b""
    for block in copy:
        *lines, rest = (rest + bytes(block)).split(b"\n")
        yield from lines


def _digests(covered: Covered) -> dict:
    """{place of the column: its field} of what leaves the database as a digest alone."""
    if not covered.secret:
        return {}
    fields = {field.column: field for field in covered.model._meta.concrete_fields}
    return {
        place: fields[column]
        for place, column in enumerate(covered.columns)
        if column in covered.secret
    }


def _without_secrets(line: bytes, digests: dict) -> bytes:
    values = line.split(b"\t")
    for place, field in digests.items():
        values[place] = _digest(values[place], field)
    return b"\t".join(values)


def _digest(value: bytes, field) -> bytes:
    """The same for the same text, however often it was encrypted anew."""
    if value in (NULL, b""):
        return value
    try:
        text = field.from_db_value(value.decode(), None, None)
    except ValueError:
        return b"unreadable:" + hashlib.sha256(value).hexdigest().encode()
    key = settings.PROOF_DIGEST_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest().encode()
