"""Schedules of rates and sums: at their edges, by deadlines, in a foreign currency."""

from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import Contribution, Rate, explain, load_policy
from tests.commissions.engine.built import DAY, rule, total, work_out


@pytest.mark.parametrize(
    ("schedule", "amount", "expected"),
    [
        ({"mode": "single", "rate": "0.0015"}, "0.01", "0.00"),
        ({"mode": "single", "rate": "0.5"}, "0.01", "0.01"),
        ({"mode": "single", "rate": "0.49"}, "0.01", "0.00"),
        (
            {
                "mode": "marginal",
                "brackets": [{"from": 100, "to": 200, "rate": "0.1"}, {"from": 200, "rate": "0.2"}],
            },
            100,
            "0.00",
        ),
        (
            {
                "mode": "marginal",
                "brackets": [{"from": 100, "to": 200, "rate": "0.1"}, {"from": 200, "rate": "0.2"}],
            },
            300,
            "30.00",
        ),
        (
            {
                "mode": "marginal",
                "brackets": [{"from": 0, "to": 100, "rate": "0.1", "rising_to": "0.3"}],
            },
            50,
            "7.50",
        ),
        (
            {
                "mode": "marginal",
                "brackets": [{"from": 0, "to": 100, "rate": "0.1", "rising_to": "0.3"}],
            },
            200,
            "20.00",
        ),
        (
            {
                "mode": "whole",
                "edge": "upper",
                "brackets": [{"from": 0, "to": 100, "rate": "0.1"}, {"from": 100, "rate": "0.2"}],
            },
            100,
            "20.00",
        ),
        (
            {
                "mode": "whole",
                "edge": "lower",
                "brackets": [{"from": 0, "to": 100, "rate": "0.1"}, {"from": 100, "rate": "0.2"}],
            },
            100,
            "10.00",
        ),
        (
            {
                "mode": "whole",
                "edge": "lower",
                "brackets": [
                    {"from": 0, "to": 100, "rate": "0.1"},
                    {"from": 100, "to": 200, "rate": "0.2"},
                ],
            },
            200,
            "40.00",
        ),
        (
            {
                "mode": "whole",
                "edge": "upper",
                "brackets": [
                    {"from": 0, "to": 100, "rate": "0.1"},
                    {"from": 100, "to": 200, "rate": "0.2"},
                ],
            },
            200,
            "0.00",
        ),
        (
            {
                "mode": "whole",
                "edge": "upper",
                "brackets": [{"from": 100, "to": 200, "rate": "0.1", "rising_to": "0.2"}],
            },
            150,
            "22.50",
        ),
        ({"mode": "flat", "edge": "upper", "brackets": [{"from": 100, "amount": 7}]}, 99, "0.00"),
        ({"mode": "flat", "edge": "upper", "brackets": [{"from": 100, "amount": 7}]}, 100, "7.00"),
        ({"mode": "steps", "from": 100, "first": 5, "every": 50, "amount": 2}, "149.99", "5.00"),
        ({"mode": "steps", "from": 100, "first": 5, "every": 50, "amount": 2}, 250, "11.00"),
        (
            {"mode": "steps", "from": 100, "first": 5, "every": 50, "amount": 2, "at_most": 2},
            1000,
            "9.00",
        ),
        (
            {"mode": "steps", "from": 100, "first_rate": "0.1", "every": 50, "rate": "0.05"},
            150,
            "22.50",
        ),
        ({"mode": "pro_rata", "of": 200, "amount": 50}, 50, "12.50"),
        ({"mode": "pro_rata", "of": 200, "amount": 50}, 500, "50.00"),
        ({"mode": "fixed", "amount": 8}, 1, "8.00"),
    ],
)
def test_a_schedule_at_its_edges(schedule, amount, expected):
    assert total(work_out(rule(schedule), (amount, DAY))) == Decimal(expected)


def test_each_bracket_can_have_its_own_deadline():
    """Signed on 1 January: the higher bracket counts the first six months alone."""
    window = {"from": "signed", "months": 6}
    schedule = {
        "mode": "flat",
        "edge": "upper",
        "brackets": [
            {"from": 100, "to": 200, "amount": 1},
            {"from": 200, "amount": 5, "within": window},
        ],
    }
    in_time = work_out(
        rule(schedule), (200, date(2025, 7, 1)), milestones={"signed": date(2025, 1, 1)}
    )
    late = work_out(
        rule(schedule),
        (150, date(2025, 6, 30)),
        (50, date(2025, 7, 2)),
        milestones={"signed": date(2025, 1, 1)},
    )
    assert (total(in_time), total(late)) == (Decimal(5), Decimal(1))


@pytest.mark.parametrize(
    ("rate_day", "expected"),
    [("arrival", "13.80"), ("signed", "14.00")],
)
def test_brackets_in_dollars_pay_yuan_at_the_rate_of_their_day(rate_day, expected):
    """100 + 100 dollars at 6.8 and 7.0 on arrival, 7.0 on the day of the signing: 1 % of 200
    dollars.
    """
    document = rule(
        {"mode": "single", "rate": "0.01"},
        metric="foreign_capital",
        currency="USD",
        rate_day=rate_day,
    )
    arrived = (
        Contribution("1", "foreign_capital", Decimal(680), date(2025, 3, 1), "USD", Decimal(100)),
        Contribution("2", "foreign_capital", Decimal(700), date(2025, 6, 1), "USD", Decimal(100)),
    )
    rates = (
        Rate("USD", date(2025, 1, 1), Decimal("6.9")),
        Rate("USD", date(2025, 2, 1), Decimal(7)),
        Rate("USD", date(2025, 2, 2), Decimal(9)),
    )
    assessment = work_out(
        document, contributions=arrived, milestones={"signed": date(2025, 2, 1)}, rates=rates
    )
    assert total(assessment) == Decimal(expected)


def test_a_missing_rate_of_exchange_is_told_and_nothing_is_due():
    document = rule(currency="USD", rate_day="signed")
    assessment = work_out(document, (700, DAY), milestones={"signed": date(2025, 2, 1)})
    assert assessment.dues == ()
    assert explain(assessment.notes, "en", load_policy(document)) == [
        "〔第一条〕Reward: the rate of exchange of US dollars on 2025-02-01 is not known."
    ]
