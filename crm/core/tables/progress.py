"""How far a background job is, told while its transaction is still open."""

import time
from contextlib import contextmanager

from django.db import connection

EVERY_SECONDS = 0.7


class Progress:
    """``progress(done)`` writes it down now and then, on a connection of its own; the job's own
    transaction must leave the row alone.
    """

    def __init__(self, job, own_connection):
        self._job, self._connection, self._last = job, own_connection, 0.0

    def __call__(self, done: int, total: int | None = None):
        now = time.monotonic()
        if now - self._last < EVERY_SECONDS:
            return
        self._last = now
        table = self._connection.ops.quote_name(self._job._meta.db_table)
        with self._connection.cursor() as cursor:
            if total:
                cursor.execute(
                    f"update {table} set done = %s, total = %s where id = %s",
                    [done, total, self._job.pk],
                )
            else:
                cursor.execute(f"update {table} set done = %s where id = %s", [done, self._job.pk])


@contextmanager
def progress_of(job):
    own_connection = connection.copy()
    try:
        yield Progress(job, own_connection)
    finally:
        own_connection.close()
