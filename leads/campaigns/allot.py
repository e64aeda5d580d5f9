"""Sharing out, as plain arithmetic: who of a team gets which company.

allot(companies, hands)  →  {key of the company: key of the officer, None where nobody fits}
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass


@dataclass
class Hand:
    """An officer who has ``holding`` open companies already and takes ``most`` (None: no limit).
    ``fits(company)``: whether it is one of those that the officer is named for; ``is_named``:
    whether the officer is named for any.
    """

    officer: Hashable
    holding: int = 0
    most: int | None = None
    is_named: bool = False
    fits: Callable = lambda company: True

    @property
    def is_full(self) -> bool:
        return self.most is not None and self.holding >= self.most


def allot(companies: Sequence, hands: Sequence[Hand]) -> dict:
    """Each company goes to the officer who holds fewest, among those named for it; where nobody is,
    among those who are named for nothing in particular. Of equals the first in the list gets it.
    """
    officers = {}
    for company in companies:
        hand = _next(company, hands)
        officers[company] = hand.officer if hand else None
        if hand:
            hand.holding += 1
    return officers


def _next(company, hands) -> Hand | None:
    named = [hand for hand in hands if hand.is_named and hand.fits(company)]
    fitting = named or [hand for hand in hands if not hand.is_named]
    free = [hand for hand in fitting if not hand.is_full]
    return min(free, key=lambda hand: hand.holding, default=None)
