"""While many rows are written, a second process of the database moves what gathers ahead of their
GIN indexes into them.

Writes to these indexes gather in a list (``fastupdate``), which every search reads too, and which
the writer empties whenever it is as long as ``gin_pending_list_limit`` says: 128 kB, by the
settings. Who writes many rows leaves that to the second process.
"""

import logging
import threading
from contextlib import contextmanager

from django.db import DatabaseError, connection

# seconds in which about 2 MB gather; without a pause the two processes wait for one another
PAUSE = 0.05
LONGEST = "16MB"  # where the second process does not keep up
INDEXES = (
    "select indexrelid::regclass::text from pg_index join pg_class on pg_class.oid = "
    "indexrelid join pg_am on pg_am.oid = relam where indrelid = %s::regclass and amname = "
    "'gin'"
)
log = logging.getLogger(__name__)


@contextmanager
def emptied_meanwhile(table: str):
    """For the time of the block, which is in a transaction. Where the second process can not do it,
    the writer does, in larger pieces.
    """
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [connection.ops.quote_name(table)])
        indexes = [name for (name,) in cursor.fetchall()]
    if not indexes:
        yield
        return
    is_over = threading.Event()
    helper = threading.Thread(target=_empty, args=(indexes, is_over), daemon=True)
    helper.start()
    try:
        with _gathering(LONGEST):
            yield
    finally:
        is_over.set()
        helper.join()


@contextmanager
def _gathering(most: str):
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('gin_pending_list_limit'), "
            "set_config('gin_pending_list_limit', %s, true)",
            [most],
        )
        before = cursor.fetchone()[0]
        yield
        cursor.execute("select set_config('gin_pending_list_limit', %s, true)", [before])


def _empty(indexes: list[str], is_over):
    """In a thread, which has a connection of its own; once more at the end."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '1s'")  # the block may hold the table to itself
            done = False
            while not done:
                done = is_over.wait(PAUSE)
                for index in indexes:
                    cursor.execute("select gin_clean_pending_list(%s::regclass)", [index])
    except DatabaseError as error:
        log.warning("what gathered was not moved: %s", str(error).split("\n")[0])
    finally:
        connection.close()
