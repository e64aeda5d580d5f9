"""What is learnt, and what is said of the rest of the year."""

from datetime import date, timedelta

import pytest

from crm.dispatch.forecast.cases import GONE, SIGNED, Case, Stay
from crm.dispatch.forecast.learn import Learner, learn_all, rates_drawn
from crm.dispatch.forecast.outlook import month_ends, outlook, quantile
from crm.dispatch.forecast.signing import Chances

from .made_up import made_up_city

DAY, END = date(2022, 6, 30), date(2022, 12, 31)


def learnt(cases, day=DAY) -> Learner:
    learner = Learner(day)
    learn_all([learner], cases)
    return learner


@pytest.fixture(scope="module")
def city():
    return made_up_city(7)


def test_nothing_is_said_where_too_little_is_known():
    few = made_up_city(3, leads_a_year=10)
    told = outlook(learnt(few), END)
    assert (told.signed, told.arrived, told.weights) == (None, None, [])


def test_of_a_history_of_less_than_a_year_nothing_is_said(city):
    assert outlook(learnt(city, date(2018, 11, 30)), date(2018, 12, 31)).signed is None


def test_what_came_later_is_not_known(city):
    """Whatever happens after the day, the forecast of the day is the same."""
    until = [case for case in city if case.stays[0].since <= DAY]
    assert outlook(learnt(city), END) == outlook(learnt(until), END)
    assert outlook(learnt(city), END) == outlook(learnt([cut(case) for case in until]), END)


def cut(case: Case) -> Case:
    """As it stood in the records on the day."""
    stays = tuple(case.stays_by(DAY))
    is_signed = case.signed_on is not None and case.signed_on <= DAY
    money = tuple(arrival for arrival in case.arrivals if arrival[0] <= DAY)
    return Case(
        stays,
        case.expected,
        case.amount if is_signed else None,
        case.signed_on if is_signed else None,
        None,
        money,
    )


def test_the_range_opens_with_time_and_holds_the_middle(city):
    fan = outlook(learnt(city), END).signed
    assert fan.ends == [
        date(2022, month, day)
        for month, day in ((7, 31), (8, 31), (9, 30), (10, 31), (11, 30), (12, 31))
    ]
    assert sorted(fan.low) == fan.low and sorted(fan.high) == fan.high
    assert all(low <= high for low, high in zip(fan.low, fan.high, strict=True))
    breadths = [high - low for low, high in zip(fan.low, fan.high, strict=True)]
    assert breadths[-1] > breadths[0]


def test_new_leads_count_too(city):
    """With nothing open something is signed all the same, by who is still to come."""
    learner = learnt(city, date(2022, 1, 31))
    learner.open = []
    assert outlook(learner, END).signed.mean[-1] > 0
    learner.came.clear()
    learner.begins.clear()
    assert outlook(learner, END).signed.mean[-1] < 1e7


def test_a_further_stage_and_more_time_make_a_contract_likelier(city):
    from random import Random

    chances = Chances(rates_drawn(learnt(city), Random(1)), 180)
    stages = ("new", "judged", "engaged", "negotiating", "talks")
    found = [chances.within(stage, 0, 180) for stage in stages]
    assert sorted(found) == found and 0 < found[0] < found[-1] < 1
    assert chances.within("talks", 0, 30) < chances.within("talks", 0, 60) < found[-1]
    assert chances.within("talks", 0, 0) == 0


def one_stage(days: int, signs: bool, begins=date(2020, 1, 1)) -> Case:
    until = begins + timedelta(days)
    stay = Stay("talks", begins, until, SIGNED if signs else GONE)
    if not signs:
        return Case((stay,), 1e8)
    return Case((stay,), 1e8, 1e8, until, None, ((until + timedelta(30), 1e8),))


def test_the_chance_is_the_share_that_was_signed_before():
    """Of 400 that were in talks for 60 to 100 days 300 were signed; of the one that has just begun
    three of four as many are expected within 200 days.
    """
    cases = [
        one_stage(60 + number % 41, number % 4 > 0, date(2020, 1, 1) + timedelta(number))
        for number in range(400)
    ]
    begun = Case((Stay("talks", DAY - timedelta(1)),), 1e8, project=1)
    weight = next(each for each in outlook(learnt([*cases, begun]), date(2022, 12, 31)).weights)
    assert weight.chance == pytest.approx(0.75, abs=0.06)
    assert weight.amount == pytest.approx(0.75e8, rel=0.08)


def test_who_is_in_talks_for_long_is_signed_less_often():
    quick = [one_stage(40, True, date(2020, 1, 1) + timedelta(each)) for each in range(200)]
    slow = [one_stage(300, False, date(2020, 1, 1) + timedelta(each)) for each in range(200)]
    young = Case((Stay("talks", DAY - timedelta(5)),), 1e8, project=1)
    old = Case((Stay("talks", DAY - timedelta(150)),), 1e8, project=2)
    weights = outlook(learnt([*quick, *slow, young, old]), END).weights
    chances = {weight.project: weight.chance for weight in weights}
    assert chances[1] > 0.4 > 0.15 > chances[2]


def test_a_contract_that_was_given_up_was_none_but_stood_before():
    case = one_stage(30, True)
    given_up = Case(case.stays, 1e8, 1e8, case.signed_on, case.signed_on + timedelta(90))
    assert given_up.is_signed_by(case.signed_on + timedelta(89))
    assert not given_up.is_signed_by(case.signed_on + timedelta(90))
    assert given_up.stays_by(case.signed_on + timedelta(90))[-1].to == GONE


def test_money_follows_a_contract_as_it_did_before():
    """Everything arrives thirty days after the contract: of what was signed last month all, of what
    was signed long ago nothing.
    """
    cases = [one_stage(40, True, date(2020, 1, 1) + timedelta(each)) for each in range(400)]
    fan = outlook(learnt(cases, date(2021, 3, 20)), date(2021, 12, 31)).arrived
    fresh = sum(
        case.signed_on > date(2021, 2, 18) for case in cases if case.signed_on <= date(2021, 3, 20)
    )
    assert fan.low[-1] >= fresh * 1e8 * 0.9


def test_the_same_history_says_the_same(city):
    assert outlook(learnt(city), END, seed=4) == outlook(learnt(city), END, seed=4)


def test_a_hundred_thousand_open_cases_are_looked_at_in_seconds(city):
    import time

    learner = learnt(city)
    learner.open = learner.open * (100_000 // len(learner.open))
    begun = time.process_time()
    outlook(learner, END)
    assert time.process_time() - begun < 60


def test_months_end_with_the_last_day():
    assert month_ends(date(2022, 10, 15), date(2022, 12, 20)) == [
        date(2022, 10, 31),
        date(2022, 11, 30),
        date(2022, 12, 20),
    ]
    assert month_ends(END, END) == []


def test_quantiles_lie_between():
    assert quantile([1, 2, 3], 0.5) == 2
    assert quantile([0, 10], 0.25) == 2.5
    assert quantile([7], 0.9) == 7
