"""The rest of the year, played many times with rates that the history allows.

Pure: no clock, no database. Money in yuan as floats, for these are estimates; what has happened is
added by who asks. The same arguments give the same figures.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log
from random import Random
from statistics import pstdev

from .arriving import Followed
from .learn import Learner, Open, rates_drawn
from .signing import Chances

CITIES, YEARS = 25, 12  # rates that are drawn, and how often the year is played with each
HEAVY = 1_500  # cases that are played one by one; what weighs less goes together
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Fan:
    """What comes on top until the end of each month of ``ends``: the eighth of ten cases in the
    middle lie between ``low`` and ``high``.
    """

    ends: list[date]
    low: list[float]
    mean: list[float]
    high: list[float]


@dataclass(frozen=True)
class Weight:
    """``chance`` of being signed until the end of the year, and what it gives on the average."""

    project: int | None
    lead: int | None
    chance: float
    amount: float


@dataclass(frozen=True)
class Outlook:
    """None where the history is too small to say anything."""

    signed: Fan | None
    arrived: Fan | None
    weights: list[Weight]


def outlook(learner: Learner, ends_on: date, *, seed: int = 1, most: int = 20) -> Outlook:
    """The days after ``learner.day`` until ``ends_on``; ``most`` weights, the largest."""
    if not learner.is_enough or ends_on <= learner.day:
        return Outlook(None, None, [])
    return _Played(learner, ends_on, seed).told(most)


def month_ends(day: date, last: date) -> list[date]:
    found, at = [], day + timedelta(1)
    while at <= last:
        end = min((at.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1), last)
        found.append(end)
        at = end + timedelta(1)
    return found


class _Played:
    def __init__(self, learner: Learner, ends_on: date, seed: int):
        self.learner, self.chance = learner, Random(seed)
        self.ends = month_ends(learner.day, ends_on)
        self.days = [(end - learner.day).days for end in self.ends]
        self.ratios = learner.ratios or [1.0]
        self.ratio = sum(self.ratios) / len(self.ratios)
        self.usual = sum(learner.amounts) / len(learner.amounts)
        self.blur = _blur(learner.amounts)
        self.follows = learner.knows_arrivals
        self.uneven = _unevenness(learner)
        by_weight = sorted(learner.open, key=lambda each: -(each.expected or self.usual))
        self.heavy, self.light = by_weight[:HEAVY], by_weight[HEAVY:]
        self.running = sorted(learner.contracts, key=lambda each: -each.amount)
        self.chances: dict[int, float] = {}

    def told(self, most: int) -> Outlook:
        signed, arrived = [], []
        for _city in range(CITIES):
            city = _City(self)
            for _year in range(YEARS):
                new, money = city.year()
                signed.append(new)
                arrived.append(money)
        weights = sorted(self._weights(), key=lambda each: -each.amount)[:most]
        return Outlook(self._fan(signed), self._fan(arrived) if self.follows else None, weights)

    def _fan(self, years: list[list[float]]) -> Fan:
        low, mean, high = [], [], []
        for place in range(len(self.ends)):
            found = sorted(year[place] for year in years)
            low.append(quantile(found, LOW))
            mean.append(sum(found) / len(found))
            high.append(quantile(found, HIGH))
        return Fan(self.ends, low, mean, high)

    def _weights(self) -> list[Weight]:
        return [
            Weight(
                each.project,
                each.lead,
                self.chances[id(each)] / CITIES,
                self.chances[id(each)] / CITIES * (each.expected or self.usual) * self.ratio,
            )
            for each in self.heavy
        ]


class _City:
    """One of the cities that the history allows."""

    def __init__(self, played: _Played):
        self.played, self.chance = played, played.chance
        days = played.days
        learner = played.learner
        self.chances = Chances(rates_drawn(learner, self.chance), days[-1])
        self.amounts = self.chance.choices(learner.amounts, k=len(learner.amounts))
        self.ratios = self.chance.choices(played.ratios, k=len(played.ratios))
        self.curves = [self._curve(each) for each in played.heavy]
        for each, curve in zip(played.heavy, self.curves, strict=True):
            known = played.chances.get(id(each), 0.0)
            played.chances[id(each)] = known + curve[-1]
        self.light = self._moments(played.light)
        self.new = self._new_leads()
        self.followed = Followed(learner.contracts, self.chance) if played.follows else None
        self.contracts = played.running[:HEAVY]
        self.lesser = self._moments_of_contracts(played.running[HEAVY:])

    def _curve(self, each: Open) -> list[float]:
        return self.chances.along(each.stage, each.age, self.played.days)

    def _moments(self, cases: Sequence[Open]) -> list[tuple[float, float]]:
        """[(mean, variance) of what they give in each month]."""
        found = [(0.0, 0.0)] * len(self.played.days)
        for case in cases:
            amount, before = (case.expected or self.played.usual) * self.played.ratio, 0.0
            for place, until in enumerate(self._curve(case)):
                part, before = until - before, until
                mean, spread = found[place]
                found[place] = (mean + part * amount, spread + part * (1 - part) * amount**2)
        return found

    def _moments_of_contracts(self, contracts) -> list[tuple[float, float]]:
        """The same for money of contracts, by what a sample of those alike gives."""
        found = [(0.0, 0.0)] * len(self.played.days)
        for contract in contracts if self.followed else ():
            parts = self._parts(contract)
            for place, part in enumerate(parts):
                mean, spread = found[place]
                found[place] = (
                    mean + part * contract.amount,
                    spread + (part * contract.amount) ** 2,
                )
        return found

    def _parts(self, contract) -> list[float]:
        """What arrives in each month, as parts of the contract."""
        share = contract.share_at(contract.age)
        upon = self.followed.increments(contract.age, share, self.played.days)
        return _differences(upon)

    def _new_leads(self) -> list[tuple[float, list[float]]]:
        """[(how many come in a month, the chances of one until each month's end)]."""
        learner, played = self.played.learner, self.played
        count = sum(learner.came.values())
        level = self.chance.gammavariate(count / played.uneven + 0.5, 1.0)
        a_day = level * played.uneven / learner.known_days
        begins = sum(learner.begins.values()) or 1
        found, before = [], 0
        for day in played.days:
            left = [max(0.0, each - (before + day) / 2) for each in played.days]
            chances = [
                sum(
                    part / begins * self.chances.within(stage, 0, each)
                    for stage, part in learner.begins.items()
                )
                for each in left
            ]
            found.append((a_day * (day - before), chances))
            before = day
        return found

    def year(self) -> tuple[list[float], list[float]]:
        """(signed, arrived) until each month's end."""
        signed = [max(0.0, self._normal(*each)) for each in self.light]
        deals: list[tuple[int, float]] = []
        for each, curve in zip(self.played.heavy, self.curves, strict=True):
            chance = self.chance.random()
            if chance < curve[-1]:
                deals.append((bisect_left(curve, chance), self._amount(each)))
        deals += self._deals_of_new_leads()
        arrived = self._arrived(deals, signed) if self.followed else signed
        for place, amount in deals:
            signed[place] += amount
        return _added_up(signed), _added_up(arrived)

    def _normal(self, mean: float, spread: float) -> float:
        return self.chance.gauss(mean, spread**0.5) if spread else mean

    def _amount(self, each: Open) -> float:
        if each.expected is None:
            return self._new_amount()
        return each.expected * self.chance.choice(self.ratios)

    def _new_amount(self) -> float:
        """Like one of the contracts that there were, and not quite: the largest of some twenty is
        not the largest that there can be.
        """
        blur = self.played.blur
        return self.chance.choice(self.amounts) * exp(self.chance.gauss(-blur * blur / 2, blur))

    def _deals_of_new_leads(self) -> list[tuple[int, float]]:
        deals: list[tuple[int, float]] = []
        for count, chances in self.new:
            uneven = self._unevenness_of(count)
            for place, part in enumerate(_differences(chances)):
                number = poisson(count * uneven * part, self.chance)
                deals += [(place, self._new_amount()) for _deal in range(number)]
        return deals

    def _unevenness_of(self, count: float) -> float:
        """This month's leads beside the usual ones."""
        more = self.played.uneven - 1
        if more <= 0 or count <= 0:
            return 1.0
        return self.chance.gammavariate(count / more, more / count)

    def _arrived(self, deals, signed: list[float]) -> list[float]:
        """Of the contracts that run, of what is signed in this year, and of what is lesser."""
        arrived = [self._normal(*each) for each in self.lesser]
        for contract in self.contracts:
            for place, part in enumerate(self._parts(contract)):
                arrived[place] += part * contract.amount
        lesser = [(place, amount) for place, amount in enumerate(signed) if amount]
        for at, amount in [*deals, *lesser]:
            days = self.played.days
            begins = (days[at] + (days[at - 1] if at else 0)) / 2
            left = [day - begins for day in days[at:]]
            upon = self.followed.increments(0, 0.0, left)
            for place, part in enumerate(_differences(upon), start=at):
                arrived[place] += part * amount
        return arrived


def _unevenness(learner: Learner) -> float:
    """How much more the months' new leads differ than by chance: one for chance alone."""
    months = max(2, learner.known_days // 30)
    counts = [learner.came[month] for month in range(months)]
    mean = sum(counts) / months
    if not mean:
        return 1.0
    return max(1.0, sum((count - mean) ** 2 for count in counts) / (months - 1) / mean)


def _blur(amounts: Sequence[float]) -> float:
    """The breadth of a kernel about the logarithms of the amounts, by Silverman's rule."""
    logs = [log(amount) for amount in amounts if amount > 0]
    return 1.06 * pstdev(logs) * len(logs) ** -0.2 if len(logs) > 1 else 0.0


def _differences(upon: Sequence[float]) -> list[float]:
    return [each - (upon[place - 1] if place else 0.0) for place, each in enumerate(upon)]


def _added_up(parts: Sequence[float]) -> list[float]:
    total, found = 0.0, []
    for part in parts:
        total += part
        found.append(total)
    return found


def quantile(found: Sequence[float], part: float) -> float:
    """Of sorted numbers, between two as on a straight line."""
    place = part * (len(found) - 1)
    low = int(place)
    high = min(low + 1, len(found) - 1)
    return found[low] + (found[high] - found[low]) * (place - low)


def poisson(mean: float, chance: Random) -> int:
    if mean > 50:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    count, left = 0, chance.expovariate(1.0)
    while left < mean:
        count += 1
        left += chance.expovariate(1.0)
    return count
