"""How fast leads go from stage to stage, learnt from what was known on a day.

Each stage has, by how long something has been in it, a rate for every way out: so many went that
way in so many days. Rates of few cases lean on those of the whole stage. A rate is never certain: a
forecast draws it anew from what the history allows.
"""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from .cases import GONE, SIGNED, STAGES, Case, Contract, contract_of

BANDS = (0, 30, 60, 120, 240, 365)  # days in the stage from which a band begins
LEANS_ON = 2.0  # as many cases weighs what is known of the stage as a whole
LOOKED_BACK = 3 * 365  # days: older ways of working teach nothing
NEWEST_LEADS = 2 * 365  # days over which new leads are counted
LEAST_SIGNED, LEAST_DAYS, LEAST_CONTRACTS = 20, 365, 12
MOST_KEPT = 4_000  # ratios and contracts that are remembered, the newest


@dataclass
class Open:
    """A case that may still be signed."""

    stage: str
    age: int
    expected: float | None
    project: int | None
    lead: int | None


@dataclass
class Learner:
    """Takes cases one by one and keeps sums of them, so that a million need no memory."""

    day: date
    exposure: dict[tuple[str, int], float] = field(default_factory=lambda: defaultdict(float))
    events: Counter = field(default_factory=Counter)  # (stage, band, to)
    begins: Counter = field(default_factory=Counter)  # stage in which a case began
    came: Counter = field(default_factory=Counter)  # (month back): new leads
    ratios: list[float] = field(default_factory=list)
    amounts: list[float] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    first: date | None = None
    signed: int = 0

    def add(self, case: Case) -> None:
        stays = case.stays_by(self.day)
        if not stays:
            return
        self._note_beginning(stays[0])
        for stay in stays:
            self._note_stay(stay)
        if case.is_signed_by(self.day) and case.amount:
            self._note_contract(case)
        elif stays[-1].until is None:
            age = (self.day - stays[-1].since).days
            self.open.append(Open(stays[-1].stage, age, case.expected, case.project, case.lead))

    def _note_beginning(self, stay) -> None:
        days = (self.day - stay.since).days
        self.first = min(self.first or stay.since, stay.since)
        if days < NEWEST_LEADS:
            self.begins[stay.stage] += 1
            self.came[days // 30] += 1

    def _note_stay(self, stay) -> None:
        """Days in each band, and the way out if there was one; of the last years alone."""
        begins = max(0, (self.day - timedelta(LOOKED_BACK) - stay.since).days)
        ends = ((stay.until or self.day) - stay.since).days
        if ends < begins:
            return
        for band, low in enumerate(BANDS):
            high = BANDS[band + 1] if band + 1 < len(BANDS) else math.inf
            self.exposure[stay.stage, band] += max(0, min(ends, high) - max(begins, low))
        if stay.until:
            self.events[stay.stage, band_of(ends), stay.to] += 1

    def _note_contract(self, case: Case) -> None:
        self.signed += 1
        keep(self.contracts, contract_of(case, self.day))
        keep(self.amounts, case.amount)
        if case.expected:
            keep(self.ratios, case.amount / case.expected)

    @property
    def is_enough(self) -> bool:
        days = (self.day - self.first).days if self.first else 0
        return self.signed >= LEAST_SIGNED and days >= LEAST_DAYS

    @property
    def knows_arrivals(self) -> bool:
        paid = [contract for contract in self.contracts if contract.age >= 180 and contract.ages]
        return self.is_enough and len(paid) >= LEAST_CONTRACTS

    @property
    def known_days(self) -> int:
        return min(NEWEST_LEADS, (self.day - self.first).days + 1) if self.first else 1


def learn_all(learners: Iterable[Learner], cases: Iterable[Case]) -> None:
    learners = list(learners)
    for case in cases:
        for learner in learners:
            learner.add(case)


def keep(kept: list, new) -> None:
    kept.append(new)
    if len(kept) > 2 * MOST_KEPT:
        del kept[:MOST_KEPT]


def band_of(age: float) -> int:
    return bisect_right(BANDS, age) - 1


Rates = dict[tuple[str, int], list[tuple[str, float]]]


def rates_drawn(learner: Learner, chance: Random) -> Rates:
    """{(stage, band): [(where to, rate a day)]}: one of the cities that the history allows."""
    rates: Rates = {}
    for stage in STAGES:
        stage_rates = _drawn_of_stage(learner, stage, chance)
        for band in range(len(BANDS)):
            exposure = learner.exposure[stage, band]
            rates[stage, band] = [
                (
                    to,
                    _drawn(
                        learner.events[stage, band, to] + LEANS_ON,
                        exposure + LEANS_ON / rate,
                        chance,
                    ),
                )
                for to, rate in stage_rates
            ]
    return rates


def _drawn_of_stage(learner: Learner, stage: str, chance: Random) -> list[tuple[str, float]]:
    """The rates of a stage, however long something has been in it."""
    days = sum(learner.exposure[stage, band] for band in range(len(BANDS))) + 1
    counts = {
        to: sum(learner.events[stage, band, to] for band in range(len(BANDS)))
        for to in (*STAGES, SIGNED, GONE)
    }
    return [(to, _drawn(count, days, chance)) for to, count in counts.items() if count]


def _drawn(events: float, days: float, chance: Random) -> float:
    return max(chance.gammavariate(events, 1 / days), 1e-9)
