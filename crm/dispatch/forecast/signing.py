"""How likely something is signed within so many days, by its stage and how long it is in it."""

import math
from collections.abc import Sequence

from .cases import GONE, SIGNED, STAGES
from .learn import BANDS, Rates, band_of

STEP = 15  # days
OLDEST = BANDS[-1] // STEP  # steps after which age says nothing more


class Chances:
    """``within(stage, age, days)``: the chance that a case of this stage, ``age`` days in it, is
    signed within ``days``.
    """

    def __init__(self, rates: Rates, days: int):
        self.steps = max(1, math.ceil(days / STEP))
        self.ways = {
            (stage, age): _ways(rates[stage, band_of((age + 0.5) * STEP)])
            for stage in STAGES
            for age in range(OLDEST + 1)
        }
        never = {stage: [0.0] * (OLDEST + 1) for stage in STAGES}
        self.table = [never]
        for _step in range(self.steps):
            self.table.append(self._next(self.table[-1]))

    def _next(self, last: dict[str, list[float]]) -> dict[str, list[float]]:
        """One step further. Who moves on within it has half of it left for what comes next."""
        found: dict[str, list[float]] = {}
        for stage in reversed(STAGES):
            chances = []
            for age in range(OLDEST + 1):
                stays, ways = self.ways[stage, age]
                chance = stays * last[stage][min(age + 1, OLDEST)]
                for to, part in ways:
                    later = found.get(to, last.get(to))
                    chance += part * (1.0 if to == SIGNED else (last[to][0] + later[0]) / 2)
                chances.append(chance)
            found[stage] = chances
        return found

    def within(self, stage: str, age: float, days: float) -> float:
        """Between two steps as on a straight line."""
        place = min(max(days, 0) / STEP, self.steps)
        step = min(int(place), self.steps - 1)
        at = min(int(age / STEP), OLDEST)
        low, high = self.table[step][stage][at], self.table[step + 1][stage][at]
        return low + (high - low) * (place - step)

    def along(self, stage: str, age: float, days: Sequence[float]) -> list[float]:
        return [self.within(stage, age, day) for day in days]


def _ways(rates: list[tuple[str, float]]) -> tuple[float, list[tuple[str, float]]]:
    """(the part that stays within a step, [(where to, part)]); what is gone is left out."""
    whole = sum(rate for _to, rate in rates)
    leaves = -math.expm1(-whole * STEP)
    ways = [(to, leaves * rate / whole) for to, rate in rates if to != GONE] if whole else []
    return 1 - leaves, ways
