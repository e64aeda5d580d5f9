"""A city whose chances are known: what is learnt from it can be held against them."""

from datetime import date, timedelta
from random import Random

from crm.dispatch.forecast.cases import GONE, SIGNED, STAGES, Case, Stay

BEGINS = date(2018, 1, 1)
# (days until one goes on or away on the average, the part that goes on)
WAYS = {
    "new": (12, 0.75),
    "judged": (20, 0.85),
    "engaged": (60, 0.6),
    "negotiating": (60, 0.6),
    "talks": (110, 0.7),
}


def case_of(begins: date, chance: Random, pace: float = 1.0) -> Case:
    stays, at = [], begins
    for place, stage in enumerate(STAGES):
        mean, goes_on = WAYS[stage]
        until = at + timedelta(max(1, round(chance.expovariate(1 / (mean * pace)))))
        onwards = STAGES[place + 1] if stage != "talks" else SIGNED
        to = onwards if chance.random() < goes_on else GONE
        stays.append(Stay(stage, at, until, to))
        at = until
        if to == GONE:
            break
    expected = chance.lognormvariate(18.4, 1.0)
    if stays[-1].to != SIGNED:
        return Case(tuple(stays), expected)
    amount = expected * chance.uniform(0.6, 1.2)
    money = arrivals_of(at, amount, chance)
    return Case(tuple(stays), expected, amount, at, None, money)


def arrivals_of(signed: date, amount: float, chance: Random):
    """In six payments, of fast and slow investors, who bring all of it or less."""
    pace, brings = chance.choice((45, 90, 180)), chance.uniform(0.3, 1.0)
    at, money = signed, []
    for _payment in range(6):
        at += timedelta(max(1, round(chance.expovariate(1 / pace))))
        money.append((at, amount * brings / 6))
    return tuple(money)


def made_up_city(seed: int, *, years: int = 6, leads_a_year: int = 130) -> list[Case]:
    chance = Random(seed)
    days = range(365 * years)
    a_day = leads_a_year / 365
    return [case_of(BEGINS + timedelta(day), chance) for day in days if chance.random() < a_day]


def came(cases: list[Case], after: date, until: date) -> tuple[float, float]:
    """(signed, arrived) after the one day until the other."""
    contracts = [case for case in cases if case.signed_on and after < case.signed_on <= until]
    arrived = sum(money for case in cases for day, money in case.arrivals if after < day <= until)
    return sum(contract.amount for contract in contracts), arrived
