"""Plane geometry of boundaries. Corners are [longitude, latitude]."""

import re
from itertools import pairwise
from math import cos, hypot, radians

METRES_PER_DEGREE = 111_320
PLACE = re.compile(r"\[(\S+) (\S+)\]")


def ring_of(corners: list) -> list:
    """The corners without those that repeat the one before."""
    return (
        [corner for before, corner in pairwise([corners[-1], *corners]) if corner != before]
        if len(corners) > 1
        else corners
    )


def meets_itself_at(corners: list) -> tuple[float, float] | None:
    """A place where the ring crosses or touches itself; None where it is simple."""
    from shapely import Polygon  # on first use, as all of Shapely and NumPy
    from shapely.validation import explain_validity

    place = PLACE.search(explain_validity(Polygon(corners)))
    return place and (float(place[1]), float(place[2]))


def middle_of(corners: list) -> tuple[float, float]:
    return sum(x for x, _y in corners) / len(corners), sum(y for _x, y in corners) / len(corners)


def offset(here, there) -> tuple[float, float]:
    """Metres to the east and to the north from one point to another."""
    return (there[0] - here[0]) * METRES_PER_DEGREE * cos(radians((here[1] + there[1]) / 2)), (
        there[1] - here[1]
    ) * METRES_PER_DEGREE


def distance(here, there) -> float:
    return hypot(*offset(here, there))


def common_sqm(first: list, second: list) -> float:
    """The area in m² that two simple rings of some kilometres have in common."""
    origin = first[0]
    from shapely import Polygon

    return Polygon(_in_metres(first, origin)).intersection(Polygon(_in_metres(second, origin))).area


def _in_metres(corners: list, origin) -> list:
    return [
        (
            (x - origin[0]) * METRES_PER_DEGREE * cos(radians(origin[1])),
            (y - origin[1]) * METRES_PER_DEGREE,
        )
        for x, y in corners
    ]
