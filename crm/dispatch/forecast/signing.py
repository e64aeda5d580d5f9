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
        """One step further. What changes its stage within the step has half of it left."""
        table: dict[str, list[float]] = {}
        for stage in reversed(STAGES):
            chances = []
            for age in range(OLDEST + 1):
                stays, ways = self.ways[stage, age]
                chance = stays * last[stage][min(age + 1, OLDEST)]
                for next_stage, part in ways:
                    later = table.get(next_stage, last.get(next_stage))
                    chance += part * (
                        1.0 if next_stage == SIGNED else (last[next_stage][0] + later[0]) / 2
                    )
                chances.append(chance)
            table[stage] = chances
        return table

    def within(self, stage: str, age: float, days: float) -> float:
        """Interpolated on a straight line between two steps."""
        place = min(max(days, 0) / STEP, self.steps)
        step = min(int(place), self.steps - 1)
        age_step = min(int(age / STEP), OLDEST)
        low, high = self.table[step][stage][age_step], self.table[step + 1][stage][age_step]
        return low + (high - low) * (place - step)

    def along(self, stage: str, age: float, days: Sequence[float]) -> list[float]:
        return [self.within(stage, age, day) for day in days]


def _ways(rates: list[tuple[str, float]]) -> tuple[float, list[tuple[str, float]]]:
    """(the part that stays within a step, [(where to, part)]); what is gone is left out."""
    total = sum(rate for _to, rate in rates)
    leaves = -math.expm1(-total * STEP)
    ways = [(to, leaves * rate / total) for to, rate in rates if to != GONE] if total else []
    return 1 - leaves, ways
