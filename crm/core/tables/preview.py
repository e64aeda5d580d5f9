"""What the preview of an import shows, as JSON keeps it."""

from dataclasses import asdict

from .doubts import doubts_of
from .rows import LEFT_OUT

NEW_SHOWN, CHANGED_SHOWN = 20, 100


def preview_of(table, plan, comparison, *, user) -> dict:
    columns = [
        column for column in table.columns if column.name in plan.places and not column.read_only
    ]
    return {
        "titles": [column.label for column in columns],
        "new": _rows_in_words(columns, comparison.new[:NEW_SHOWN]),
        "changed": [
            [number, str(record), _in_words(table, record, changes)]
            for number, record, changes in comparison.changed[:CHANGED_SHOWN]
        ],
        "references": [
            [table.column(name).label, len(texts), list(texts.values())[:10]]
            for name, texts in comparison.new_references(table).items()
        ],
        "notes": plan.notes,
        "sheet": plan.sheet,
        "heading": plan.heading,
        "aside": len(plan.apart),
        "doubts": doubts_of(table, plan, comparison, user=user),
        **what_was_read(plan),
    }


def what_was_read(plan) -> dict:
    """In which units, and which rows were left out."""
    return {
        "units": [asdict(unit) for unit in plan.units],
        "left_out": [[row, str(LEFT_OUT[why]), text] for row, why, text in plan.left_out],
        "left_out_count": plan.left_out_count,
    }


def _rows_in_words(columns, rows) -> list:
    texts_by_column = [
        column.all_in_words([values.get(column.name) for _number, values in rows])
        for column in columns
    ]
    return [
        [number, [cells[place] for cells in texts_by_column]]
        for place, (number, _values) in enumerate(rows)
    ]


def _in_words(table, record, changes) -> list:
    lines = []
    for name, value in changes.items():
        column = table.column(name)
        old = column.in_words(getattr(record, column.attname))
        lines.append([column.label, old, column.in_words(value)])
    return lines
