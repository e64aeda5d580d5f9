"""A policy that pays in a foreign currency: dues, caps and floors are in it."""

from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import Contribution, Facts, Rate, assess, check_document, load_policy
from tests.commissions.engine.built import rule, total

ARRIVED, BUILT = date(2025, 6, 30), date(2026, 6, 30)
RATES = (
    Rate("USD", date(2025, 1, 1), Decimal(7)),
    Rate("USD", date(2026, 1, 1), Decimal(8)),
    Rate("EUR", date(2026, 1, 1), Decimal("8.5")),
)
DOLLARS = Contribution(
    "1", "foreign_capital", Decimal(7_000_000), ARRIVED, "USD", Decimal(1_000_000)
)


def paying(component=None, top=None):
    own = {
        "metric": "foreign_capital",
        "currency": "USD",
        "rate_day": "arrival",
        **(component or {}),
    }
    return rule({"mode": "single", "rate": "0.01"}, {"currency": "USD", **(top or {})}, **own)


def worked_out(document, *contributions):
    facts = Facts("P", milestones={"producing": BUILT}, contributions=contributions, rates=RATES)
    return assess(load_policy(document), facts, date(2026, 12, 31))


def test_dollars_are_paid_as_dollars():
    assert total(worked_out(paying(), DOLLARS)) == Decimal("10000.00")


@pytest.mark.parametrize(
    ("component", "top", "expected"),
    [
        ({"cap": 9000}, {}, 9000),
        ({"floor": 12000}, {}, 12000),
        ({}, {"caps": {"project": 8000}}, 8000),
        ({}, {"caps": {"payee": 70000}}, 10000),
    ],
)
def test_caps_and_floors_are_in_dollars(component, top, expected):
    assert total(worked_out(paying(component, top), DOLLARS)) == Decimal(expected)


def test_yuan_become_dollars_at_the_rate_of_a_milestone():
    document = paying({"metric": "paid_in", "currency": None, "rate_day": "producing"})
    (due,) = worked_out(document, Contribution("1", "paid_in", Decimal(80_000_000), ARRIVED)).dues
    assert due.amount == Decimal("100000.00")  # 800,000 yuan at 8
    (exchanged,) = [dict(step.values) for step in due.steps if step.kind == "exchanged"]
    assert (exchanged["amount"], exchanged["currency"], exchanged["rate"]) == (
        "800000.00",
        "CNY",
        "0.125000",
    )


def test_euros_become_dollars_over_the_yuan():
    document = paying({"currency": "EUR", "rate_day": "producing"})
    euros = Contribution(
        "1", "foreign_capital", Decimal(8_500_000), BUILT, "EUR", Decimal(1_000_000)
    )
    assert total(worked_out(document, euros)) == Decimal("10625.00")  # 10,000 euros × 8.5 ÷ 8


def test_a_share_of_other_rewards_is_in_the_currency_of_the_policy():
    more = {
        "code": "more",
        "name": {"zh": "追加", "en": "More"},
        "clause": "c",
        "of": ["one"],
        "schedule": {"mode": "single", "rate": "0.5"},
    }
    document = paying()
    document["components"].append(more)
    assert total(worked_out(document, DOLLARS)) == Decimal("15000.00")


def test_a_fixed_sum_is_in_the_currency_of_the_policy():
    document = rule({"mode": "fixed", "amount": 500}, {"currency": "USD"}, metric=None)
    assert total(worked_out(document)) == Decimal(500)


@pytest.mark.parametrize(
    "component",
    [
        {"metric": "paid_in", "currency": None, "rate_day": None},
        {"currency": "EUR"},
        {"pays_in": "CNY"},
    ],
)
def test_a_component_says_how_its_reward_becomes_dollars(component):
    problems = [(each.path, each.kind) for each in check_document(paying(component))]
    assert ("components[0].pays_in", "pays_in") in problems
    assert {path for path, _kind in problems} == {"components[0].pays_in"}


def test_a_policy_in_yuan_asks_for_no_exchange():
    assert check_document(paying(top={"currency": "CNY"})) == check_document(rule()) == []
    assert total(worked_out(paying(top={"currency": "CNY"}), DOLLARS)) == Decimal("70000.00")
