"""Triggers that note which records changed, whoever writes them: as operations of migrations, and
as what ``TRIGGERS`` beside a model says of them.
"""

from django.db.migrations import RunSQL

EVENTS = {"insert": "new", "update": "new", "delete": "old"}
NOTE = """
create trigger indicators_{event} after {event} on {table}
    referencing {rows} table as changed
    for each statement execute function core_note_indicators('{source}', '{record}');
"""
TAKE_AWAY = "drop trigger indicators_{event} on {table};"


def note_changes(table: str, source: str, record: str = "id") -> RunSQL:
    """Changed rows of ``table`` concern the records of ``source`` that the SQL expression
    ``record`` gives; ``null`` stands for all of them.
    """
    return RunSQL(
        [
            NOTE.format(event=event, rows=rows, table=table, source=source, record=record)
            for event, rows in EVENTS.items()
        ],
        [TAKE_AWAY.format(event=event, table=table) for event in EVENTS],
    )


def noted(table: str, what: str) -> dict[str, str]:
    return {f"{table}.indicators_{event}": f"notes {what} for the indicators" for event in EVENTS}


def make_all(source: str) -> RunSQL:
    """Have the facts made of what a database holds already."""
    note = f"insert into core_indicatorchange (source) values ('{source}')"
    return RunSQL(note, RunSQL.noop)
