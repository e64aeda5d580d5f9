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
    from django.test.utils import setup_databases, teardown_databases

    from crm.launch import embedded

    embedded.ensure_for_settings()
    old = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        yield
    finally:
        teardown_databases(old, verbosity=0)


def use_database(name: str):
    """Another process of a benchmark takes the database that the first one made."""
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = name
