"""A database of its own for a benchmark, on the same PostgreSQL as the tests."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
os.environ.setdefault("TEST_DATABASE", "bench_deshang")


@contextmanager
def empty_database():
    """Migrated and without records; dropped afterwards."""
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import setup_databases, teardown_databases

    from crm.launch import embedded

    embedded.ensure_for_settings()
    settings.DATABASES["default"].update(settings.DATABASE_OWNER or {})  # who may fill tables
    old = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    ask_for_no_history()
    raise_limits()
    try:
        yield
    finally:
        teardown_databases(old, verbosity=0)


def ask_for_no_history():
    """Millions of rows are written by SQL alone, without their rows of history."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass, tgname from pg_trigger t join pg_proc p on p.oid = tgfoid "
            "where proname like 'history\\_of\\_%'"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"alter table {table} disable trigger {name}")


def raise_limits():
    """Limits are counted as ever, and none is reached by a thousand requests of one person."""
    from crm.core.models import RateLimit

    RateLimit.objects.update(number=1_000_000)


def use_database(name: str):
    """Another process of a benchmark takes the database that the first one made."""
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = name
