"""Panels of a record as tables, with what the person may read in their cells."""

from django.template.loader import render_to_string

from crm.core.sight import sight_of

from .facts import as_read
from .reachable import may_follow
from .record_parts import Table


def tables_of(panels, request) -> list[Table]:
    """The panels (title, column titles, rows of (link or "", cells)) that hold something."""
    panels = [(title, columns, list(rows)) for title, columns, rows in panels]
    rows_of_all = [row for _title, _columns, rows in panels for row in rows]
    sight_of(request).look(cell for _link, cells in rows_of_all for cell in cells)
    return [
        Table(columns, rows_as_read(rows, request), title=title)
        for title, columns, rows in panels
        if rows
    ]


def draw_tables(panels, request) -> str:
    """A tab of tables; "" where none of them holds anything."""
    tables = tables_of(panels, request)
    return render_to_string("core/_tables.html", {"tables": tables}, request) if tables else ""


def rows_as_read(rows, request):
    """The cells as the person may read them (nothing where there is none), and the links that lead
    them somewhere.
    """
    sight, user = sight_of(request), request.user
    return [
        (
            link if link and may_follow(link, user) else "",
            ["" if cell is None else as_read(sight.in_words(cell)) for cell in cells],
        )
        for link, cells in rows
    ]
