"""How money follows a contract: as it followed those that were as old, and as far, before."""

from bisect import bisect_left
from collections.abc import Sequence
from random import Random

from .cases import Contract

BUCKET = 30  # days of age that are looked at together
ALIKE = 10  # at least so many contracts may be followed


class Followed:
    """Contracts drawn from those that are known; ``increments`` follows one of those alike."""

    def __init__(self, contracts: Sequence[Contract], chance: Random):
        self.chance = chance
        self.contracts = chance.choices(contracts, k=len(contracts))
        self.alike: dict[int, list[tuple[float, Contract]]] = {}

    def _at(self, age: float) -> list[tuple[float, Contract]]:
        """Those known beyond ``age``, by the share that had arrived then."""
        bucket = int(age // BUCKET)
        if bucket not in self.alike:
            known = [
                contract for contract in self.contracts if contract.age > (bucket + 1) * BUCKET
            ]
            at = bucket * BUCKET + BUCKET / 2
            found = [(each.share_at(at), each) for each in known]
            self.alike[bucket] = sorted(found, key=lambda row: row[0])
        return self.alike[bucket]

    def increments(self, age: float, share: float, days: Sequence[float]) -> list[float]:
        """Which parts of the amount arrive from ``age`` until each of ``days`` later."""
        arrived, at, left = [], 0.0, list(days)
        base = 0.0
        while left:
            donor = self._one_like(age + at, share + base)
            if donor is None:
                return arrived + [base] * len(left)
            begin, far = donor.share_at(age + at), donor.age - age
            while left and left[0] <= far:
                arrived.append(base + donor.share_at(age + left.pop(0)) - begin)
            if left:
                base, at = base + donor.share_at(age + far) - begin, far
        return arrived

    def _one_like(self, age: float, share: float) -> Contract | None:
        known = self._at(age)
        if not known:
            return None
        near = min(len(known), max(ALIKE, len(known) // 4))
        middle = bisect_left(known, share, key=lambda row: row[0]) - near // 2
        first = min(max(0, middle), len(known) - near)
        return known[first + int(self.chance.random() * near)][1]
