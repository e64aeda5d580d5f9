"""Encrypted fields of all tables, histories included, by the key of today."""

from collections import Counter
from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from simple_history.utils import get_history_model_for_model

from ..encryption import decrypted, encrypted, is_of_today

AT_ONCE = 500
ELSEWHERE: dict[str, Callable[[], int]] = {}


def rotate_too(column: str, work: Callable[[], int]) -> None:
    """Register ``work`` for a ``column`` that is no encrypted field: it encrypts anew what stands
    there, and returns how many texts it wrote.
    """
    ELSEWHERE[column] = work


def rotate() -> dict[str, int]:
    """{column: how many texts were encrypted anew}. Safe to run again and beside the application:
    what changed meanwhile was encrypted by the key of today.
    """
    counts: Counter[str] = Counter()
    for model, column in columns():
        counts[_name(model, column)] += 0
        _rotate(model, column, counts)
    return {**counts, **{column: work() for column, work in ELSEWHERE.items()}}


def columns() -> Iterator[tuple[type[Model], str]]:
    """Each encrypted field."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if getattr(field, "secret", False):
                yield model, field.column


def _name(model: type[Model], column: str) -> str:
    return f"{model._meta.db_table}.{column}"


def _rotate(model: type[Model], column: str, counts: Counter[str]) -> None:
    """A tracked row together with its history: the database refuses it without."""
    key = model._meta.pk.column
    is_tracked = hasattr(model._meta, "simple_history_manager_attribute")
    history = get_history_model_for_model(model) if is_tracked else None
    last_key = None
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            rows = _page(cursor, model, column, after=last_key)
            for pk, stored in rows:
                if is_of_today(stored) or not _write(cursor, model, column, pk, stored):
                    continue
                counts[_name(model, column)] += 1
                if history:
                    cursor.execute(*_history_of(history, key, column, pk))
                    for version, text in cursor.fetchall():
                        count = _write(cursor, history, column, version, text)
                        counts[_name(history, column)] += count
        if len(rows) < AT_ONCE:
            return
        last_key = rows[-1][0]


def _page(cursor, model: type[Model], column: str, after) -> list[tuple]:
    """The next rows by their key, whatever its type."""
    key = f'"{model._meta.pk.column}"'
    later = f"and {key} > %s" if after is not None else ""
    cursor.execute(
        f'select {key}, "{column}" from "{model._meta.db_table}" '
        f"where \"{column}\" <> '' {later} order by {key} limit {AT_ONCE}",
        [after] if later else [],
    )
    return cursor.fetchall()


def _history_of(history: type[Model], key: str, column: str, pk) -> tuple[str, list]:
    query = (
        f'select "{history._meta.pk.column}", "{column}" from "{history._meta.db_table}" '
        f'where "{key}" = %s and "{column}" <> \'\''
    )
    return query, [pk]


def _write(cursor, model: type[Model], column: str, pk, stored: str) -> int:
    """How many rows: none where it changed meanwhile."""
    cursor.execute(
        f'update "{model._meta.db_table}" set "{column}" = %s '
        f'where "{model._meta.pk.column}" = %s and "{column}" = %s',
        [encrypted(decrypted(stored)), pk, stored],
    )
    return cursor.rowcount
