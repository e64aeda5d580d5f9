"""Which rows people from outside read at all (row-level security): a second wall, behind
``visible_to``, in the database itself.

What nobody opened is closed, tables of later models too. The bureau's own accounts pass.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db.models import Model

OPEN_TO_OUTSIDERS: set[type[Model]] = set()
OUTSIDE_ROWS: dict[type[Model], str] = {}
OUTSIDE_FUNCTIONS: list[str] = []
PROTECT = """
alter table "{table}" enable row level security;
alter table "{table}" force row level security;
drop policy if exists house on "{table}";
create policy house on "{table}" to current_user, {app}, {read}, {backup}
    using (true) with check (true);
drop policy if exists outside on "{table}";
"""
SHOW = """
create policy outside on "{table}" to {portal} using ({rows});
"""
OPEN = """
alter table "{table}" disable row level security;
alter table "{table}" no force row level security;
"""


def open_to_outsiders(*models: type[Model]) -> None:
    """Tables in which nothing is anybody's secret."""
    OPEN_TO_OUTSIDERS.update(models)


def show_outsiders(model: type[Model], rows: str) -> None:
    """Let outsiders read the rows of ``model`` for which the SQL condition ``rows`` holds; in it
    ``{this}`` is the row's own table.
    """
    OUTSIDE_ROWS[model] = rows


def ask_by(functions: str) -> None:
    """SQL of functions that conditions call; may be run again."""
    OUTSIDE_FUNCTIONS.append(functions)


def policy_sql(names: dict) -> Iterator[str]:
    yield from OUTSIDE_FUNCTIONS
    for model in _ours():
        table = model._meta.db_table
        if model in OPEN_TO_OUTSIDERS:
            yield OPEN.format(table=table)
        else:
            yield PROTECT.format(table=table, **names)
            if model in OUTSIDE_ROWS:
                rows = OUTSIDE_ROWS[model].strip().replace("{this}", table)
                yield SHOW.format(table=table, rows=rows, **names)


def closed_tables() -> list[str]:
    """Those of which they read nothing, or some rows."""
    return [model._meta.db_table for model in _ours() if model not in OPEN_TO_OUTSIDERS]


def _ours() -> Iterable[type[Model]]:
    models = (
        model
        for config in apps.get_app_configs()
        if "site-packages" not in config.path
        for model in config.get_models(include_auto_created=True)
    )
    owned = {model for model in models if model._meta.managed and not model._meta.proxy}
    return sorted(owned, key=lambda model: model._meta.db_table)
