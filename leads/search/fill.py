"""Filling the search columns of rows that were written without the triggers."""

from django.db import connection, transaction

# Companies, agents and parks before what holds their names.
SEARCHED_TABLES = [
    "leads_company",
    "leads_agent",
    "leads_lead",
    "leads_project",
    "parks_park",
    "parks_enterprise",
    "parks_plot",
    "parks_fund",
    "parks_alliance",
    "parks_entryapplication",
    "site_pagetext",
    "desk_servicerequest",
]
A_TIME = 2000


def fill(table: str, *, every: bool = False) -> int:
    """Have the trigger write the columns of rows that lack them, or of ``every`` row; a short
    transaction for A_TIME rows each.
    """
    filled, last = 0, 0
    while True:
        ids = _next(table, last, every)
        if not ids:
            return filled
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update {table} set search_text = null where id = any(%s)", [ids])
        filled, last = filled + len(ids), ids[-1]


def _next(table: str, last: int, every: bool) -> list[int]:
    missing = "" if every else "and search_text is null"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id from {table} where id > %s {missing} order by id limit %s", [last, A_TIME]
        )
        return [row[0] for row in cursor.fetchall()]
