"""Statistics that the planner goes by, gathered by who does not own the tables."""

from django.db import connection


def analyze(table: str) -> None:
    """Gather those of ``table`` now: what was written in masses would else be planned for as if it
    were not there.
    """
    with connection.cursor() as cursor:
        cursor.execute("select core_analyze(%s::regclass)", [table])
