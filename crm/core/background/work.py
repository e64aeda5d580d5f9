"""The worker's part: an errand is done by one worker at a time; its row goes when it is done."""

import logging
from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models import F
from django.utils import timezone

from crm.celery import app

from ..models import Errand
from ..request_ids import working_for
from .watched import watching

log = logging.getLogger(__name__)
MOST_BEGUN = 5  # whoever has killed its worker as often is given up
LONGEST_PAUSE = timedelta(minutes=30)
LEASE = 0x6572  # the first key of the advisory locks that mean “is being worked on”
KEYS = 2**31
# What is not the work's own fault, and better later: a database that ended, a full disk.
PASSING = (OperationalError, InterfaceError, OSError)

GIVEN_UP: dict[str, Callable[..., None]] = {}


def when_given_up(task, tell: Callable[..., None]) -> None:
    """Let ``tell(*arguments)`` end the row that an errand of ``task`` stands for, when it is given
    up.
    """
    GIVEN_UP[task.name] = tell


def pause_after(times: int) -> timedelta:
    """How long an errand is left alone after it was sent or begun ``times`` times."""
    return min(timedelta(minutes=2 ** min(max(times - 1, 0), 10)), LONGEST_PAUSE)


def do_errand(pk: int) -> None:
    """Do it, unless another worker is at it or it is done. A failure leaves the row, for later."""
    with lease(pk) as is_mine:
        errand = Errand.objects.filter(pk=pk).first() if is_mine else None
        if errand is None:
            return
        if errand.begun >= MOST_BEGUN:
            give_up(errand)
            return
        Errand.objects.filter(pk=pk).update(begun=F("begun") + 1)
        try:
            with working_for(errand.request_id), watching(errand.task):
                app.tasks[errand.task](*errand.arguments)
        except Exception as error:
            _put_off(errand, error)
            raise
        errand.delete()


def _put_off(errand, error):
    Errand.objects.filter(pk=errand.pk).update(
        problem=f"{type(error).__name__}: {error}"[:300],
        next_at=timezone.now() + pause_after(errand.begun + 1),
    )


def give_up(errand) -> None:
    """Nobody tries it again; who asked for it reads so, and may begin anew."""
    log.error("given up after %s attempts: %s %s", errand.begun, errand, errand.problem)
    if tell := GIVEN_UP.get(errand.task):
        tell(*errand.arguments)
    errand.delete()


@contextmanager
def lease(pk: int):
    """Whether this process alone works on it now. The lock lies on a connection of its own, in a
    transaction of its own, so that it goes with the process, also behind a pooler.
    """
    own_connection = connection.copy()
    try:
        own_connection.set_autocommit(False)
        with own_connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [LEASE, pk % KEYS])
            (is_mine,) = cursor.fetchone()
        yield is_mine
    finally:
        with suppress(DatabaseError, InterfaceError):  # it ended, and the lock with it
            own_connection.rollback()
        own_connection.close()


def being_worked_on() -> set[int]:
    """The keys of the errands that some worker is at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select objid from pg_locks where locktype = 'advisory' and classid = %s and "
            "database = (select oid from pg_database where datname = current_database())",
            [LEASE],
        )
        return {key for (key,) in cursor.fetchall()}
