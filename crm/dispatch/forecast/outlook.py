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
    """What comes on top until the end of each month of ``ends``; eight of ten cases lie between
    ``low`` and ``high``.
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
    """From the day after ``learner.day`` until ``ends_on``, with the ``most`` largest weights."""
    if not learner.is_enough or ends_on <= learner.day:
        return Outlook(None, None, [])
    return _Played(learner, ends_on, seed).told(most)


def month_ends(day: date, last: date) -> list[date]:
    ends, start = [], day + timedelta(1)
    while start <= last:
        end = min((start.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1), last)
        ends.append(end)
        start = end + timedelta(1)
    return ends


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
        by_weight = sorted(learner.open, key=lambda case: -(case.expected or self.usual))
        self.heavy, self.light = by_weight[:HEAVY], by_weight[HEAVY:]
        self.running = sorted(learner.contracts, key=lambda contract: -contract.amount)
        self.chances: dict[int, float] = {}

    def told(self, most: int) -> Outlook:
        signed, arrived = [], []
        for _city in range(CITIES):
            city = _City(self)
            for _year in range(YEARS):
                new, money = city.year()
                signed.append(new)
                arrived.append(money)
        weights = sorted(self._weights(), key=lambda weight: -weight.amount)[:most]
        return Outlook(self._fan(signed), self._fan(arrived) if self.follows else None, weights)

    def _fan(self, years: list[list[float]]) -> Fan:
        low, mean, high = [], [], []
        for place in range(len(self.ends)):
            values = sorted(year[place] for year in years)
            low.append(quantile(values, LOW))
            mean.append(sum(values) / len(values))
            high.append(quantile(values, HIGH))
        return Fan(self.ends, low, mean, high)

    def _weights(self) -> list[Weight]:
        return [
            Weight(
                case.project,
                case.lead,
                self.chances[id(case)] / CITIES,
                self.chances[id(case)] / CITIES * (case.expected or self.usual) * self.ratio,
            )
            for case in self.heavy
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
        self.curves = [self._curve(case) for case in played.heavy]
        for case, curve in zip(played.heavy, self.curves, strict=True):
            chance_sum = played.chances.get(id(case), 0.0)
            played.chances[id(case)] = chance_sum + curve[-1]
        self.light = self._moments(played.light)
        self.new = self._new_leads()
        self.followed = Followed(learner.contracts, self.chance) if played.follows else None
        self.contracts = played.running[:HEAVY]
        self.lesser = self._moments_of_contracts(played.running[HEAVY:])

    def _curve(self, case: Open) -> list[float]:
        return self.chances.along(case.stage, case.age, self.played.days)

    def _moments(self, cases: Sequence[Open]) -> list[tuple[float, float]]:
        """[(mean, variance) of what they give in each month]."""
        moments = [(0.0, 0.0)] * len(self.played.days)
        for case in cases:
            amount, before = (case.expected or self.played.usual) * self.played.ratio, 0.0
            for place, until in enumerate(self._curve(case)):
                part, before = until - before, until
                mean, spread = moments[place]
                moments[place] = (mean + part * amount, spread + part * (1 - part) * amount**2)
        return moments

    def _moments_of_contracts(self, contracts) -> list[tuple[float, float]]:
        """The same for money of contracts, by what a sample of those alike gives."""
        moments = [(0.0, 0.0)] * len(self.played.days)
        for contract in contracts if self.followed else ():
            parts = self._parts(contract)
            for place, part in enumerate(parts):
                mean, spread = moments[place]
                moments[place] = (
                    mean + part * contract.amount,
                    spread + (part * contract.amount) ** 2,
                )
        return moments

    def _parts(self, contract) -> list[float]:
        """What arrives in each month, as parts of the contract."""
        share = contract.share_at(contract.age)
        cumulative = self.followed.increments(contract.age, share, self.played.days)
        return _differences(cumulative)

    def _new_leads(self) -> list[tuple[float, list[float]]]:
        """[(how many come in a month, the chances of one until each month's end)]."""
        learner, played = self.played.learner, self.played
        count = sum(learner.came.values())
        level = self.chance.gammavariate(count / played.uneven + 0.5, 1.0)
        a_day = level * played.uneven / learner.known_days
        beginnings = sum(learner.begins.values()) or 1
        months, before = [], 0
        for day in played.days:
            remaining = [max(0.0, month_end - (before + day) / 2) for month_end in played.days]
            chances = [
                sum(
                    part / beginnings * self.chances.within(stage, 0, days)
                    for stage, part in learner.begins.items()
                )
                for days in remaining
            ]
            months.append((a_day * (day - before), chances))
            before = day
        return months

    def year(self) -> tuple[list[float], list[float]]:
        """(signed, arrived) until each month's end."""
        signed = [max(0.0, self._normal(*moments)) for moments in self.light]
        deals: list[tuple[int, float]] = []
        for case, curve in zip(self.played.heavy, self.curves, strict=True):
            chance = self.chance.random()
            if chance < curve[-1]:
                deals.append((bisect_left(curve, chance), self._amount(case)))
        deals += self._deals_of_new_leads()
        arrived = self._arrived(deals, signed) if self.followed else signed
        for place, amount in deals:
            signed[place] += amount
        return _added_up(signed), _added_up(arrived)

    def _normal(self, mean: float, spread: float) -> float:
        return self.chance.gauss(mean, spread**0.5) if spread else mean

    def _amount(self, case: Open) -> float:
        if case.expected is None:
            return self._new_amount()
        return case.expected * self.chance.choice(self.ratios)

    def _new_amount(self) -> float:
        """The amount of a known contract, blurred: the largest of some twenty is not the largest
        that there can be.
        """
        blur = self.played.blur
        return self.chance.choice(self.amounts) * exp(self.chance.gauss(-blur * blur / 2, blur))

    def _deals_of_new_leads(self) -> list[tuple[int, float]]:
        deals: list[tuple[int, float]] = []
        for count, chances in self.new:
            unevenness = self._unevenness_of(count)
            for place, part in enumerate(_differences(chances)):
                number = poisson(count * unevenness * part, self.chance)
                deals += [(place, self._new_amount()) for _deal in range(number)]
        return deals

    def _unevenness_of(self, count: float) -> float:
        """This month's leads as a multiple of the usual ones."""
        excess = self.played.uneven - 1
        if excess <= 0 or count <= 0:
            return 1.0
        return self.chance.gammavariate(count / excess, excess / count)

    def _arrived(self, deals, signed: list[float]) -> list[float]:
        """Money by month: of the running contracts, of what is signed this year, and of the lesser
        contracts.
        """
        arrived = [self._normal(*moments) for moments in self.lesser]
        for contract in self.contracts:
            for place, part in enumerate(self._parts(contract)):
                arrived[place] += part * contract.amount
        lesser_deals = [(place, amount) for place, amount in enumerate(signed) if amount]
        for month, amount in [*deals, *lesser_deals]:
            days = self.played.days
            begins = (days[month] + (days[month - 1] if month else 0)) / 2
            remaining = [day - begins for day in days[month:]]
            cumulative = self.followed.increments(0, 0.0, remaining)
            for place, part in enumerate(_differences(cumulative), start=month):
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


def _differences(totals: Sequence[float]) -> list[float]:
    return [total - (totals[place - 1] if place else 0.0) for place, total in enumerate(totals)]


def _added_up(parts: Sequence[float]) -> list[float]:
    total, totals = 0.0, []
    for part in parts:
        total += part
        totals.append(total)
    return totals


def quantile(found: Sequence[float], part: float) -> float:
    """Of sorted numbers, interpolated on a straight line between two."""
    place = part * (len(found) - 1)
    low = int(place)
    high = min(low + 1, len(found) - 1)
    return found[low] + (found[high] - found[low]) * (place - low)


def poisson(mean: float, chance: Random) -> int:
    if mean > 50:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    count, elapsed = 0, chance.expovariate(1.0)
    while elapsed < mean:
        count += 1
        elapsed += chance.expovariate(1.0)
    return count
