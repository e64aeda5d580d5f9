"""A schematic map of a park: the boundaries of its plots, drawn to scale and coloured by status."""

from math import cos, radians

from django.db.models import Q
from django.urls import reverse

from ..models import Plot
from ..models.plot import PlotStatus
from .polygons import METRES_PER_DEGREE

WIDTH, MARGIN = 960, 12


def park_map(park) -> dict | None:
    """{width, height, shapes} of the plots of ``park`` and of the parks within it that have a
    boundary and stand; None where none has.

    Each shape: points (of an SVG polygon), the middle, the plot, its status and a link.
    """
    drawn = (
        Plot.objects.filter(Q(park=park) | Q(park__parent=park))
        .exclude(boundary=[])
        .with_status()
        .exclude(status=PlotStatus.CLOSED)
    )
    plots = list(drawn.select_related("park"))
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

    shapes = [_shape(plot, [place(corner) for corner in plot.boundary]) for plot in plots]
    return {
        "width": round((east - west) * squeeze * scale + 2 * MARGIN),
        "height": round((north - south) * scale + 2 * MARGIN),
        "shapes": shapes,
    }


def _shape(plot, points) -> dict:
    middle_x, middle_y = (
        round(sum(values) / len(points), 1) for values in zip(*points, strict=True)
    )
    text = " ".join(f"{x},{y}" for x, y in points)
    return {
        "plot": plot,
        "points": text,
        "x": middle_x,
        "y": middle_y,
        "status": plot.status,
        "link": reverse("plot:inspect", args=[plot.pk]),
    }


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
