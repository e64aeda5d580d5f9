"""Entries older than the rule number says are removed; the removal leaves an entry of its own."""

from django.db import connection

from .readings import forget_old


def forget() -> int:
    """Returns how many entries were removed. The database does it, and refuses anybody who would
    remove younger ones.
    """
    forget_old()
    with connection.cursor() as cursor:
        cursor.execute("select core_audit_forget()")
        return cursor.fetchone()[0]
