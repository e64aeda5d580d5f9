"""What a settlement does not post, as a run's report stores it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NotRequired, TypedDict

from .. import engine


class Held(TypedDict):
    """``project`` is the number of the project, or of the agreement where an agent's own rewards
    are held back. What ``waits`` may be posted later; for the rest the reason says why nothing is
    due. Reports of earlier runs do not tell the two apart.
    """

    project: str
    what: str
    why: str
    amount: str | None
    waits: NotRequired[bool]


def held(number: str, what: str, why: str, amount: Decimal | None = None) -> Held:
    text = None if amount is None else str(amount)
    return {"project": number, "what": what, "why": why, "amount": text, "waits": True}


def noted(number: str, note: engine.Step, policy: engine.Policy) -> Held:
    """What the engine notes beside its dues."""
    (why,) = engine.explain([note], "zh", policy)
    return {**held(number, "", why), "waits": note.kind in engine.LACKING}


def in_two(report: Iterable[Held]) -> tuple[list[Held], list[Held]]:
    """(what waits, what is not due)."""
    lines = list(report)
    waiting = [line for line in lines if line.get("waits", True)]
    return waiting, [line for line in lines if not line.get("waits", True)]
