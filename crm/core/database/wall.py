"""Puts a request of somebody from outside behind the wall: its transaction takes on a role for
which the database shows only what that person may see (``policies.py``).

A use case is the bureau's work, whoever asked for it: it looks at what others registered, tells
people, keeps counts. It runs with the wall lifted (``crm.core.writes.as_one``). What is shown, and
which record a use case is given, is read behind it.

Both the role and who asks are set for the transaction alone, so that a pooler of transactions may
stand before the database, and the next request finds nothing of the last one.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from crm.launch.database_roles import APP, PORTAL

SETTING = "deshang."


@dataclass
class Wall:
    is_lifted: bool = field(default=False)


_WALL: ContextVar[Wall | None] = ContextVar("wall", default=None)


def is_built() -> bool:
    """Whether the application is one account, and who owns the tables another."""
    return settings.DATABASE_OWNER is not None


@contextmanager
def behind_the_wall(**who: int | None):
    """One transaction in which ``who`` asks: conditions read it by ``outside_asking('<name>')``."""
    if not is_built() or _WALL.get() is not None:
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        _take_on(PORTAL, **who)
        token = _WALL.set(Wall())
        try:
            yield
        finally:
            _WALL.reset(token)
            # What the database asks when the transaction ends (whether each row has its history)
            # it asks before version 18 as who ends it, and of histories the portal reads nothing.
            _take_on(APP, **dict.fromkeys(who))


@contextmanager
def lifted():
    """The block works for the bureau, with the application's own role."""
    wall = _WALL.get()
    if wall is None or wall.is_lifted:
        yield
        return
    _take_on(APP)
    wall.is_lifted = True
    try:
        yield
    finally:
        wall.is_lifted = False
        _take_on(PORTAL)


def _take_on(use: str, **who: int | None) -> None:
    if connection.needs_rollback or _is_broken():
        return  # it is undone with all the rest
    values = {"role": settings.DATABASE_ROLES[use]}
    values |= {SETTING + name: "" if key is None else str(key) for name, key in who.items()}
    calls = ", ".join(["set_config(%s, %s, true)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"select {calls}", [text for pair in values.items() for text in pair])


def _is_broken() -> bool:
    raw = connection.connection
    return raw is not None and raw.info.transaction_status == TransactionStatus.INERROR
