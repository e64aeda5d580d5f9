"""The result of a judgement, from weights and points. No database here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Given:
    """A department's answer: what it said, and the points of 100 that the scale gives for it."""

    department: str
    said: str
    points: Decimal
    remark: str = ""


@dataclass(frozen=True)
class Part:
    """A criterion with the answers to it; without one its weight falls out."""

    criterion: str
    weight: int
    answers: list[Given] = field(default_factory=list)
    vetoes: bool = False

    @property
    def points(self) -> Decimal | None:
        """The mean of the departments asked."""
        return (
            sum((answer.points for answer in self.answers), Decimal(0)) / len(self.answers)
            if self.answers
            else None
        )


@dataclass(frozen=True)
class Result:
    score: Decimal
    passes: bool
    explanation: list[dict]


def weigh(parts: Iterable[Part], pass_score: Decimal) -> Result:
    """The mean of the points, weighted, to two places; it passes from ``pass_score`` on, unless a
    vetoing criterion has no points.

    Raises ValueError where no criterion was answered.
    """
    parts = list(parts)
    total_weight = sum(part.weight for part in parts if part.answers)
    if not total_weight:
        raise ValueError("no criterion was answered")
    score = _round(
        sum((part.points * part.weight for part in parts if part.answers), Decimal(0))
        / total_weight
    )
    vetoed = any(part.vetoes and part.answers and part.points == 0 for part in parts)
    return Result(
        score,
        score >= pass_score and not vetoed,
        [_explained(part, total_weight) for part in parts],
    )


def _explained(part: Part, total_weight: int) -> dict:
    """One line of the explanation, as it is stored: ``adds`` is what the criterion adds to the
    score.
    """
    answered = bool(part.answers)
    return {
        "criterion": part.criterion,
        "weight": part.weight,
        "share": str(_round(Decimal(part.weight * 100) / total_weight)) if answered else "",
        "points": str(_round(part.points)) if answered else "",
        "adds": str(_round(part.points * part.weight / total_weight)) if answered else "",
        "vetoed": bool(part.vetoes and answered and part.points == 0),
        "answers": [
            {
                "department": answer.department,
                "said": answer.said,
                "points": f"{answer.points.normalize():f}",
                "remark": answer.remark,
            }
            for answer in part.answers
        ],
    }


def _round(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
