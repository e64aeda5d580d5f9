"""A schematic map of a park: the boundaries of its plots, drawn to scale and coloured by status."""

from math import cos, radians

from django.utils import timezone

from crm.core.punctuation import phrases
from leads.naming.names import core_name

from ..models import Entry, Plot
from ..models.plot import PlotStatus
from .polygons import METRES_PER_DEGREE

WIDTH, MARGIN = 960, 12
# How much room the writing takes, in units of the drawing (see ``.park-map`` in parks.css).
LETTER, CHARACTER, TWO_LINES = 9, 15, 44
CHINESE = "\u2e80"  # the first of the characters that are as wide as they are high
SHORTEST = 3  # characters of a name that is cut


def standing_plots(park) -> list[Plot]:
    """Of the park and of the parks within it, each with its status; without what was split or
    merged.
    """
    plots = Plot.objects.of_park(park).with_status().exclude(status=PlotStatus.CLOSED)
    return list(plots.select_related("park"))


def park_map(park, plots=None, names: dict[int, str] | None = None) -> dict | None:
    """{width, height, shapes} of the ``plots`` that have a boundary, else of all that stand in the
    park; None where none has. ``names`` say who stands on which plot.

    Each shape: points (of an SVG polygon), the middle, the plot, what is told of it, its status and
    what is written on it, as far as there is room.
    """
    candidates = standing_plots(park) if plots is None else plots
    plots = [plot for plot in candidates if plot.boundary]
    if not plots:
        return None
    corners = [corner for plot in plots for corner in plot.boundary]
    west, east = min(x for x, _y in corners), max(x for x, _y in corners)
    south, north = min(y for _x, y in corners), max(y for _x, y in corners)
    squeeze = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * squeeze, north - south, 1e-9)

    def place(corner):
        x, y = corner
        return round(MARGIN + (x - west) * squeeze * scale, 1), round(
            MARGIN + (north - y) * scale, 1
        )

    names = names or {}
    shapes = [
        _shape(plot, [place(corner) for corner in plot.boundary], names.get(plot.pk, ""))
        for plot in plots
    ]
    return {
        "width": round((east - west) * squeeze * scale + 2 * MARGIN),
        "height": round((north - south) * scale + 2 * MARGIN),
        "shapes": shapes,
    }


def names_on(park, user) -> dict[int, str]:
    """{plot: the short name of the enterprise or project that stands there today}, where the person
    sees it.
    """
    entries = Entry.objects.visible_to(user).holding(timezone.localdate())
    rows = entries.filter(plot__in=Plot.objects.of_park(park)).values_list(
        "plot", "project__enterprise__name", "project__name"
    )
    return {plot: core_name(enterprise or project) for plot, enterprise, project in rows}


def _shape(plot, points, name: str) -> dict:
    middle_x, middle_y = (
        round(sum(values) / len(points), 1) for values in zip(*points, strict=True)
    )
    text = " ".join(f"{x},{y}" for x, y in points)
    standing = [plot.area_in_words(), plot.status_in_words(), name]
    width, height = (max(values) - min(values) for values in zip(*points, strict=True))
    note = _note(plot, name, width) if height >= TWO_LINES else ""
    return {
        "plot": plot,
        "title": " · ".join(filter(None, (str(plot), *standing))),
        "told": phrases((f"{plot.code} {note}".strip(), plot.get_kind_display(), *standing)),
        "points": text,
        "x": middle_x,
        "y": middle_y,
        "status": plot.status,
        "holder": name,
        "code": plot.code if width >= len(plot.code) * LETTER else "",
        "note": note,
    }


def _note(plot, name: str, width: float) -> str:
    """Who stands there; else how large it is, if it is free; else its status."""
    if plot.status == PlotStatus.FREE:
        note = plot.area_in_words()
    else:
        note = name or plot.status_in_words()
    if sum(_breadth(character) for character in note) <= width:
        return note
    room = int(width / _breadth(note[0]))
    can_be_cut = plot.status != PlotStatus.FREE and room >= SHORTEST  # never half a number
    return f"{note[: room - 1]}…" if can_be_cut else ""


def _breadth(character: str) -> int:
    """Letters and digits are narrower than what Chinese is written in."""
    return LETTER if character < CHINESE else CHARACTER


def area_of(boundary) -> float:
    """The area in m² that the corners [longitude, latitude] enclose; exact to some tenths of a per
    cent at the size of a park.
    """
    middle = sum(y for _x, y in boundary) / len(boundary)
    flat = [
        (x * METRES_PER_DEGREE * cos(radians(middle)), y * METRES_PER_DEGREE) for x, y in boundary
    ]
    return (
        abs(
            sum(
                x1 * y2 - x2 * y1
                for (x1, y1), (x2, y2) in zip(flat, [*flat[1:], flat[0]], strict=True)
            )
        )
        / 2
    )
