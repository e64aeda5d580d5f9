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
    """1 where the goal is reached; less or more by how many lengths of the way from ``start`` to
    ``goal`` it is missed or surpassed.

    For a goal above nothing that is value ÷ goal; where less is better, 2 − value ÷ goal. Of a goal
    below nothing the same distances count. Where there is no way (a goal of zero, or one that is
    where it began) it is all or nothing. What nobody knows counts as nothing.
    """
    if value is None:
        return NOTHING
    ahead = value - goal if higher_is_better else goal - value
    distance = abs(goal - start)
    if not distance:
        return WHOLE if ahead >= 0 else NOTHING
    return WHOLE + ahead / distance


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
    total = sum((weight for weight, _share in parts), NOTHING)
    if not total:
        return None
    return sum((weight * share for weight, share in parts), NOTHING) / total


def within_limits(
    asked: Sequence[tuple[object, Decimal]], most_of: dict, most: Decimal
) -> list[Decimal]:
    """How much of each (rule, points) counts: no more than ``most_of[rule]`` of a rule, and no more
    than ``most`` of all. The sum does not depend on their order.
    """
    remaining, amounts = dict(most_of), []
    for rule, points in asked:
        amount = min(points, remaining[rule], most)
        remaining[rule] -= amount
        most -= amount
        amounts.append(amount)
    return amounts


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


def _is_before(other: tuple[bool, Decimal], score: tuple[bool, Decimal]) -> bool:
    return (other[0], -other[1]) < (score[0], -score[1])


def shares(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """``total`` divided by weights to hundredths; what rounding leaves goes to the first ones."""
    weight_sum = sum(weights, NOTHING)
    if not weight_sum:
        raise ValueError("nothing weighs anything")
    parts = [
        (total * weight / weight_sum).quantize(HUNDREDTH, rounding="ROUND_DOWN")
        for weight in weights
    ]
    hundredths = int((total - sum(parts, NOTHING)) / HUNDREDTH)
    return [part + HUNDREDTH * (place < hundredths) for place, part in enumerate(parts)]
