"""Who the tests are for the database: they connect as the owner of the tables, who makes test
databases, and put on the application's role, which owns nothing. So every test shows that the
application may do what it does, and ``crm.core.database.owner.as_owner`` takes the role off for
what is the owner's.
"""

from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from crm.core.database.owner import as_owner
from crm.launch.database_roles import APP


def begin():
    """Before anything connects."""
    if settings.DATABASE_OWNER is not None:
        settings.DATABASES["default"].update(settings.DATABASE_OWNER)


def be_the_application():
    _assume(settings.DATABASE_ROLES[APP])


def be_the_owner():
    _assume(None)


def _assume(role: str | None):
    if settings.DATABASE_OWNER is None:
        return
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    options.pop("assume_role", None)
    if role:
        options["assume_role"] = role


@contextmanager
def tampering(*models):
    """The owner, who has lifted the guards of the models' tables: what only somebody at the
    database itself can do.
    """
    tables = sorted({model._meta.db_table for model in models})
    with as_owner(), connection.cursor() as cursor:
        _lift(cursor, tables)
        yield
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "select tgrelid::regclass, tgname from pg_trigger "
            "where tgrelid = any(%s::regclass[]) and not tgisinternal",
            [tables],
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"alter table {table} enable always trigger {name}")
        cursor.execute("set constraints all deferred")


@contextmanager
def at_the_database():
    """The owner, whom the database asks for no row of history; the ledger's own triggers and all
    others hold until they are lifted, too.
    """
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "select tgrelid::regclass, tgname from pg_trigger t join pg_proc p on p.oid = tgfoid "
            "where proname like 'history\\_of\\_%'"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"alter table {table} disable trigger {name}")
        cursor.execute("set constraints all deferred")
        yield


def without_any_guard(cursor):
    """Neither foreign keys nor triggers hold until the test's transaction is undone."""
    cursor.execute("set local session_replication_role = replica")
    cursor.execute("select distinct tgrelid::regclass::text from pg_trigger where not tgisinternal")
    _lift(cursor, [table for (table,) in cursor.fetchall()])


def _lift(cursor, tables: list[str]):
    cursor.execute("set constraints all immediate")  # else the tables can not be altered
    for table in tables:
        cursor.execute(f"alter table {table} disable trigger user")
    cursor.execute("set constraints all deferred")
