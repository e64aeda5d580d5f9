"""From values to points, grades and ranks: plain arithmetic in decimals.

completion(value, goal, start)   →  a share of one, of any sign
counted(done, …)                 →  between floor and cap
points_of(points, counted)       →  rounded to a hundredth of a point, the only time
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

NOTHING, WHOLE, HUNDREDTH = Decimal(0), Decimal(1), Decimal("0.01")
BEST_FIRST = ("excellent", "good", "passed", "failed")


def completion(
    value: Decimal | None,
    goal: Decimal,
    start: Decimal = NOTHING,
    *,
    higher_is_better: bool = True,
) -> Decimal:
    """1 where the goal is reached, and by how many lengths of the way from ``start`` to ``goal``
    it is missed or surpassed, less or more.

    For a goal above nothing that is value ÷ goal; where less is better, 2 − value ÷ goal. Of a
    goal below nothing the same distances count. Where there is no way (a goal of zero, or one that
    is where it began) it is all or nothing. What nobody knows counts as nothing.
    """
    if value is None:
        return NOTHING
    ahead = value - goal if higher_is_better else goal - value
    way = abs(goal - start)
    if not way:
        return WHOLE if ahead >= 0 else NOTHING
    return WHOLE + ahead / way


def counted(
    done: Decimal, *, floor: Decimal, cap: Decimal, nothing_below: Decimal = NOTHING
) -> Decimal:
    """The completion that counts; all are shares of one."""
    return floor if done < nothing_below else min(max(done, floor), cap)


def points_of(points: Decimal, share: Decimal) -> Decimal:
    return (points * share).quantize(HUNDREDTH, ROUND_HALF_UP)


def weighted(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The mean of (weight, share) by their weights; None where nothing weighs."""
    parts = list(parts)
    whole = sum((weight for weight, _share in parts), NOTHING)
    if not whole:
        return None
    return sum((weight * share for weight, share in parts), NOTHING) / whole


def within_limits(
    asked: Sequence[tuple[object, Decimal]], most_of: dict, most: Decimal
) -> list[Decimal]:
    """How much of each (rule, points) counts: of a rule no more than ``most_of[rule]``, of all no
    more than ``most``. The sum does not depend on their order.
    """
    left, found = dict(most_of), []
    for rule, points in asked:
        taken = min(points, left[rule], most)
        left[rule] -= taken
        most -= taken
        found.append(taken)
    return found


def grade_of(
    score: Decimal,
    *,
    excellent: Decimal,
    good: Decimal,
    passed: Decimal,
    vetoes: Iterable[str] = (),
) -> str:
    """By the score, and no better than any veto allows."""
    bounds = zip(BEST_FIRST, (excellent, good, passed), strict=False)
    by_score = next((grade for grade, bound in bounds if score >= bound), "failed")
    return max([by_score, *vetoes], key=BEST_FIRST.index)


def ranks(scores: Sequence[tuple[bool, Decimal]]) -> list[int]:
    """The place of each (has a veto, score): equal ones share it, and the next one is left out.
    Who has a veto stands behind all others.
    """
    return [1 + sum(_is_before(other, score) for other in scores) for score in scores]


def _is_before(other: tuple[bool, Decimal], each: tuple[bool, Decimal]) -> bool:
    return (other[0], -other[1]) < (each[0], -each[1])


def shares(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """``total`` divided by weights to hundredths; what rounding leaves goes to the first ones."""
    whole = sum(weights, NOTHING)
    if not whole:
        raise ValueError("nothing weighs anything")
    found = [
        (total * weight / whole).quantize(HUNDREDTH, rounding="ROUND_DOWN") for weight in weights
    ]
    left = int((total - sum(found, NOTHING)) / HUNDREDTH)
    return [each + HUNDREDTH * (place < left) for place, each in enumerate(found)]
