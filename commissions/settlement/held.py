"""What a settlement holds back, as a run's report stores it."""

from decimal import Decimal
from typing import TypedDict


class Held(TypedDict):
    """``project`` is the number of the project, or of the agreement where an agent's own rewards
    are held back.
    """

    project: str
    what: str
    why: str
    amount: str | None


def held(number: str, what: str, why: str, amount: Decimal | None = None) -> Held:
    text = None if amount is None else str(amount)
    return {"project": number, "what": what, "why": why, "amount": text}
