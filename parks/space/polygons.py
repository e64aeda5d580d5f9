"""Plane geometry of boundaries: whether a ring is simple, and how much two of them have in common. Corners are [longitude, latitude]."""

from itertools import pairwise
from math import cos, hypot, radians

METRES_PER_DEGREE = 111_320
UNITS = 10**9  # of a degree, a tenth of a millimetre: whole numbers, so that crossing is decided exactly


def ring_of(corners: list) -> list:
    """The corners without those that repeat the one before."""
    return [corner for before, corner in pairwise([corners[-1], *corners]) if corner != before] if len(corners) > 1 else corners


def first_crossing(corners: list) -> tuple[int, int] | None:
    """Two sides, numbered from 1, that meet elsewhere than in a common corner; None where the ring is simple."""
    points = [(round(x * UNITS), round(y * UNITS)) for x, y in corners]
    sides = [(points[n], points[(n + 1) % len(points)]) for n in range(len(points))]
    near: list[int] = []
    for n in sorted(range(len(sides)), key=lambda side: min(sides[side])):
        west = min(sides[n])[0]
        near = [other for other in near if max(sides[other])[0] >= west]
        for other in near:
            if _clash(sides, *sorted((other, n))):
                return min(other, n) + 1, max(other, n) + 1
        near.append(n)
    return None


def _clash(sides, first: int, second: int) -> bool:
    (a, b), (c, d) = sides[first], sides[second]
    if b == c and second == first + 1:
        return _turns_back(a, b, d)
    if d == a and (first, second) == (0, len(sides) - 1):
        return _turns_back(c, a, b)
    return _meet(a, b, c, d)


def _turn(a, b, c) -> int:
    """Twice the area of the triangle; above zero where it turns left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _turns_back(a, corner, b) -> bool:
    """From ``a`` to the corner and back over the same line."""
    return _turn(a, corner, b) == 0 and (a[0] - corner[0]) * (b[0] - corner[0]) + (a[1] - corner[1]) * (b[1] - corner[1]) > 0


def _meet(a, b, c, d) -> bool:
    if any(max(a[n], b[n]) < min(c[n], d[n]) or max(c[n], d[n]) < min(a[n], b[n]) for n in (0, 1)):
        return False
    return _sign(_turn(a, b, c)) * _sign(_turn(a, b, d)) <= 0 and _sign(_turn(c, d, a)) * _sign(_turn(c, d, b)) <= 0


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def box_of(corners: list) -> tuple[float, float, float, float]:
    """west, south, east, north"""
    return min(x for x, _y in corners), min(y for _x, y in corners), max(x for x, _y in corners), max(y for _x, y in corners)


def boxes_meet(a, b) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def middle_of(corners: list) -> tuple[float, float]:
    return sum(x for x, _y in corners) / len(corners), sum(y for _x, y in corners) / len(corners)


def offset(here, there) -> tuple[float, float]:
    """Metres to the east and to the north from one point to another."""
    return (there[0] - here[0]) * METRES_PER_DEGREE * cos(radians((here[1] + there[1]) / 2)), (there[1] - here[1]) * METRES_PER_DEGREE


def distance(here, there) -> float:
    return hypot(*offset(here, there))


def common_sqm(first: list, second: list) -> float:
    """The area in m² that two simple rings have in common, to some square centimetres at the size of a park.

    A ring is the sum of the triangles from its first corner to each side, those that turn the other way taken off; so what two rings
    share is the sum of what each two of their triangles share, with the product of the two signs. It holds for rings that are not convex; one that
    runs the other way round turns the sign of all.
    """
    at = first[0]
    squeeze = cos(radians(at[1]))
    fans = [_fan([((x - at[0]) * METRES_PER_DEGREE * squeeze, (y - at[1]) * METRES_PER_DEGREE) for x, y in ring]) for ring in (first, second)]
    shared = sum(a_sign * b_sign * _shared(a, b) for a_sign, a, a_box in fans[0] for b_sign, b, b_box in fans[1] if boxes_meet(a_box, b_box))
    return abs(shared)


def _fan(points) -> list[tuple]:
    """(sign, triangle turned left, its box) for each triangle that has an area."""
    found = []
    for a, b in pairwise(points[1:]):
        turn = _turn(points[0], a, b)
        if turn:
            triangle = (points[0], a, b) if turn > 0 else (points[0], b, a)
            found.append((1 if turn > 0 else -1, triangle, box_of(triangle)))
    return found


def _shared(triangle, other) -> float:
    """The area of the part of ``triangle`` that lies left of all three sides of ``other``."""
    part = list(triangle)
    for a, b in ((other[0], other[1]), (other[1], other[2]), (other[2], other[0])):
        part = _left_of(part, a, b)
        if not part:
            return 0.0
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*part, part[0]])) / 2


def _left_of(part, a, b) -> list:
    kept = []
    for here, there in pairwise([*part, part[0]]):
        now, then = _turn(a, b, here), _turn(a, b, there)
        if now >= 0:
            kept.append(here)
        if now * then < 0:
            share = now / (now - then)
            kept.append((here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share))
    return kept
