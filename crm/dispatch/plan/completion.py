"""How far a target is, held against the time that is over: plain arithmetic.

completion(value, start, goal)  →  0 … 1
light_of(done, over, …)         →  "green", "yellow" or "red"
"""

from decimal import Decimal

NOTHING, WHOLE = Decimal(0), Decimal(1)
GREEN, YELLOW, RED = "green", "yellow", "red"


def completion(
    value: Decimal | None, start: Decimal, goal: Decimal, *, higher_is_better: bool = True
) -> Decimal:
    """Which part of the way from ``start`` to ``goal`` is behind, never less than nothing nor more
    than the whole. What nobody knows counts as nothing.

    Where the goal is no better than the start it is to be kept: there is no way, and the answer is
    all or nothing. Signs do not matter, since only distances are compared.
    """
    if value is None:
        return NOTHING
    if not higher_is_better:
        value, start, goal = -value, -start, -goal
    if value >= goal:
        return WHOLE
    if value <= start or goal <= start:
        return NOTHING
    return (value - start) / (goal - start)


def is_lost(value: Decimal | None, goal: Decimal, *, higher_is_better: bool) -> bool:
    """Whether what only grows until its phase ends has passed the limit that it was to keep."""
    return not higher_is_better and value is not None and value > goal


def due_by_now(start: Decimal, goal: Decimal, over: Decimal) -> Decimal:
    """Where it should stand when ``over`` (0 … 1) of the time is over, on a straight way."""
    return start + (goal - start) * over


def light_of(done: Decimal, over: Decimal, *, yellow_points: Decimal, red_points: Decimal) -> str:
    """By how many points of a hundred the completion is behind the time; what is reached is green
    on any day.
    """
    behind = (over - done) * 100
    if done >= WHOLE or behind <= yellow_points:
        return GREEN
    return RED if behind > red_points else YELLOW
