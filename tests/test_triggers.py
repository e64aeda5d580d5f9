"""What the database does by itself is written beside the model: each trigger in ``TRIGGERS`` of
exactly one module of models.
"""

from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection

from leads.search.fill import SEARCHED_TABLES

ROOT = Path(__file__).parents[1]


def named() -> dict[str, list[str]]:
    """Module of models → "table.trigger" of each trigger that it names."""
    files = [file for app in ("crm", "leads", "parks", "commissions") for file in modules(app)]
    modules_of_models = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    return {name: list(getattr(import_module(name), "TRIGGERS", ())) for name in modules_of_models}


def modules(app):
    return (
        file for file in (ROOT / app).rglob("*.py") if "models" in (file.parent.name, file.stem)
    )


def in_the_database() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass || '.' || tgname from pg_trigger where not tgisinternal"
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_every_trigger_is_named_in_exactly_one_module_of_models():
    times = Counter(trigger for triggers in named().values() for trigger in triggers)
    assert times == Counter(in_the_database())


@pytest.mark.django_db
def test_every_table_with_columns_of_search_can_be_filled_anew():
    filled = {name.split(".")[0] for name in in_the_database() if name.endswith(".search_fill")}
    assert set(SEARCHED_TABLES) == filled


@pytest.mark.django_db
def test_every_trigger_holds_in_a_session_of_a_replica_too():
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass || '.' || tgname from pg_trigger "
            "where not tgisinternal and tgenabled <> 'A'"
        )
        assert cursor.fetchall() == []
