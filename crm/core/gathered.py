"""While many rows are written, a second process of the database moves what gathers ahead of their GIN indexes into them.

Writes to these indexes gather in a short list (``fastupdate``), which the writer itself would empty whenever it is full.
"""

import logging
import threading
from contextlib import contextmanager

from django.db import DatabaseError, connection

PAUSE = 0.02  # seconds, where nothing has gathered
INDEXES = "select indexrelid::regclass::text from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam where indrelid = %s::regclass and amname = 'gin'"
log = logging.getLogger(__name__)


@contextmanager
def emptied_meanwhile(table: str):
    """For the time of the block. Where the second process can not do it, the writer does, as always."""
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
        yield
    finally:
        is_over.set()
        helper.join()


def _empty(indexes: list[str], is_over):
    """In a thread, which has a connection of its own."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '1s'")  # the block may hold the table to itself
            while not is_over.is_set():
                if not sum([_pages(cursor, name) for name in indexes]):
                    is_over.wait(PAUSE)
    except DatabaseError as error:
        log.warning("what gathered was not moved: %s", str(error).split("\n")[0])
    finally:
        connection.close()


def _pages(cursor, index: str) -> int:
    cursor.execute("select gin_clean_pending_list(%s::regclass)", [index])
    return cursor.fetchone()[0]
