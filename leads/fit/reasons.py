"""A score told in sentences."""

from dataclasses import dataclass

from ..models import FitScore
from .registry import FIT_PARTS


@dataclass(frozen=True)
class Reason:
    code: str
    label: str
    points: int
    sentence: str


def reasons_of(score: FitScore) -> list[Reason]:
    """What the score rests on, what weighs most first; what speaks against the company last."""
    reasons = [
        Reason(code, str(FIT_PARTS[code].label), int(points), FIT_PARTS[code].sentence(why))
        for code, (points, why) in score.parts.items()
        if code in FIT_PARTS
    ]
    return sorted(reasons, key=lambda reason: (-reason.points, reason.code))


def points_of(score: FitScore, code: str) -> int | None:
    """The points of one part; None where it does not hold."""
    part = score.parts.get(code)
    return None if part is None else int(part[0])
