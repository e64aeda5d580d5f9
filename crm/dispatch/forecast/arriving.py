"""How money follows a contract: as it followed earlier ones of the same age and share."""

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
        """The contracts known beyond ``age``, by the share that had arrived by then."""
        bucket = int(age // BUCKET)
        if bucket not in self.alike:
            contracts = [
                contract for contract in self.contracts if contract.age > (bucket + 1) * BUCKET
            ]
            bucket_age = bucket * BUCKET + BUCKET / 2
            pairs = [(contract.share_at(bucket_age), contract) for contract in contracts]
            self.alike[bucket] = sorted(pairs, key=lambda row: row[0])
        return self.alike[bucket]

    def increments(self, age: float, share: float, days: Sequence[float]) -> list[float]:
        """Which parts of the amount arrive from ``age`` until each of ``days`` later."""
        arrived, elapsed, remaining = [], 0.0, list(days)
        base = 0.0
        while remaining:
            donor = self._one_like(age + elapsed, share + base)
            if donor is None:
                return arrived + [base] * len(remaining)
            begin, reach = donor.share_at(age + elapsed), donor.age - age
            while remaining and remaining[0] <= reach:
                arrived.append(base + donor.share_at(age + remaining.pop(0)) - begin)
            if remaining:
                base, elapsed = base + donor.share_at(age + reach) - begin, reach
        return arrived

    def _one_like(self, age: float, share: float) -> Contract | None:
        pairs = self._at(age)
        if not pairs:
            return None
        sample_size = min(len(pairs), max(ALIKE, len(pairs) // 4))
        middle = bisect_left(pairs, share, key=lambda row: row[0]) - sample_size // 2
        first = min(max(0, middle), len(pairs) - sample_size)
        return pairs[first + int(self.chance.random() * sample_size)][1]
