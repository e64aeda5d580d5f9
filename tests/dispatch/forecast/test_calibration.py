"""In cities whose chances are known, eight of ten outcomes lie within the range."""

from datetime import date
from math import sqrt

import pytest

from crm.dispatch.forecast.learn import Learner, learn_all
from crm.dispatch.forecast.outlook import outlook

from .made_up import came, made_up_city

DAYS = (date(2021, 9, 20), date(2022, 2, 1), date(2022, 4, 15), date(2022, 7, 1))
LEADS_A_YEAR = (70, 130, 200)
FIRST, CITIES = 1_000, 150
SHARE = 0.8
# Of 150 independent years with a chance of 0.8 each the share that lies within strays by so much;
# beyond three times of it once in 370 runs, and the seeds are fixed.
STRAYS = 3 * sqrt(SHARE * (1 - SHARE) / CITIES)


@pytest.fixture(scope="module")
def held_back():
    """[(signed: low, mean, high, what came; the same of money arrived)] of years that nobody who
    learnt has seen.
    """
    return [_looked_at(seed) for seed in range(FIRST, FIRST + CITIES)]


def _looked_at(seed: int):
    day, leads = DAYS[seed % 4], LEADS_A_YEAR[seed % 3]
    cases, end = made_up_city(seed, leads_a_year=leads), date(day.year, 12, 31)
    learner = Learner(day)
    learn_all([learner], cases)
    told = outlook(learner, end, seed=seed)
    return [
        (fan.low[-1], fan.mean[-1], fan.high[-1], happened)
        for fan, happened in zip((told.signed, told.arrived), came(cases, day, end), strict=True)
    ]


def within(held_back, which: int, breadth: float = 1.0) -> float:
    """The share of years within the range; ``breadth`` makes it narrower about its mean."""
    found = [year[which] for year in held_back]
    hits = [
        mean - (mean - low) * breadth <= happened <= mean + (high - mean) * breadth
        for low, mean, high, happened in found
    ]
    return sum(hits) / len(hits)


@pytest.mark.parametrize("which", [0, 1], ids=["signed", "arrived"])
def test_eight_of_ten_years_lie_within_the_range(held_back, which):
    assert abs(within(held_back, which) - SHARE) <= STRAYS


@pytest.mark.parametrize("which", [0, 1], ids=["signed", "arrived"])
def test_a_forecast_that_is_too_sure_of_itself_is_found_out(held_back, which):
    assert within(held_back, which, breadth=0.6) < SHARE - STRAYS


@pytest.mark.parametrize("which", [0, 1], ids=["signed", "arrived"])
def test_over_many_cities_the_mean_is_what_comes(held_back, which):
    """Of 150 sums, each some forty of a hundred wide, the mean strays by three to four."""
    mean = sum(year[which][1] for year in held_back)
    happened = sum(year[which][3] for year in held_back)
    assert 0.9 < mean / happened < 1.1


def test_as_many_lie_above_as_below(held_back):
    """Each side is missed by one of ten: by 15 of 150, give or take eleven."""
    above = sum(happened > high for (_low, _mean, high, happened), _arrived in held_back)
    below = sum(happened < low for (low, _mean, _high, happened), _arrived in held_back)
    assert 4 <= above <= 26
    assert 4 <= below <= 26
