"""Each step of “The order of reckoning” in the reference takes what the one before left; two in
another order pay otherwise.
"""

from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import Contribution, Payee, Rate
from tests.commissions.engine.built import money, rule, total, work_out

DAY = date(2025, 6, 30)
LATER = date(2026, 6, 30)
ALL = {"mode": "single", "rate": 1}
NAMES = {"zh": "甲", "en": "A"}


def paid(*amounts, schedule=ALL, top=None, facts=None, **component):
    return total(
        work_out(rule(schedule, top, **component), *(amounts or ((1000, DAY),)), **(facts or {}))
    )


def test_deductions_come_before_share_and_times():
    """(1000 − 200) × 0.5 × 3 = 1200; the deduction after them would leave 1300."""
    assert paid(
        (1000, DAY), (200, DAY, "grants"), minus=["grants"], share="0.5", times=3
    ) == Decimal("1200.00")


def test_land_is_taken_off_before_the_share():
    """(1000 − 400) × 0.5 = 300."""
    facts = {"contributions": money((1000, DAY), (400, DAY, "land"))}
    assert paid(metric="fixed_assets", land="excluded", share="0.5", facts=facts) == Decimal(
        "300.00"
    )


def test_what_is_taken_off_once_comes_after_share_and_times():
    """1000 × 0.5 × 3 − 100 = 1400; before them it would leave 1350."""
    assert paid(share="0.5", times=3, above=100) == Decimal("1400.00")


@pytest.mark.parametrize(
    ("key", "limit", "expected"),
    [
        ("at_least", 400, "400.00"),
        ("at_least", "400.01", "0"),
        ("more_than", 400, "0"),
        ("more_than", "399.99", "400.00"),
    ],
)
def test_the_threshold_is_compared_with_what_counts_in_the_end(key, limit, expected):
    """1000 × 0.5 − 100 = 400."""
    assert paid(share="0.5", above=100, **{key: limit}) == Decimal(expected)


def test_multipliers_come_after_the_schedule_and_before_the_limits():
    """A flat 10 becomes 20, and the cap cuts it to 15; the bracket is that of the 60 that came in,
    not of 120.
    """
    flat = {
        "mode": "flat",
        "edge": "upper",
        "brackets": [{"from": 0, "to": 100, "amount": 10}, {"from": 100, "amount": 90}],
    }
    assert paid((60, DAY), schedule=flat, multipliers=[{"by": 2}], cap=15) == Decimal("15.00")
    assert paid((60, DAY), schedule=flat, multipliers=[{"by": 2}], floor=17) == Decimal("20.00")


def test_a_reward_in_dollars_is_multiplied_before_and_limited_after_it_becomes_yuan():
    """10 dollars × 2 × 7 = 140 yuan; the cap of 100 is in yuan."""
    arrived = (Contribution("1", "foreign_capital", Decimal(7000), DAY, "USD", Decimal(1000)),)
    facts = {"contributions": arrived, "rates": (Rate("USD", DAY, Decimal(7)),)}
    foreign = {"metric": "foreign_capital", "currency": "USD", "rate_day": "arrival"}
    one_per_cent = {"mode": "single", "rate": "0.01"}
    assert paid(schedule=one_per_cent, multipliers=[{"by": 2}], facts=facts, **foreign) == Decimal(
        "140.00"
    )
    assert paid(
        schedule=one_per_cent, multipliers=[{"by": 2}], cap=100, facts=facts, **foreign
    ) == Decimal("100.00")


def test_the_floor_comes_before_the_caps_and_all_of_them_before_the_rounding():
    """Nothing is rounded before the limits: 0.004 is more than a cap of 0.003, and both come to
    nothing.
    """
    assert paid((1, DAY), floor=50, cap=50) == Decimal("50.00")
    assert paid((1, DAY), (1, LATER), per="year", floor=50, cap=60, cap_total=70) == Decimal(
        "70.00"
    )
    assert paid((Decimal("0.014"), DAY), cap="0.015") == Decimal("0.01")
    assert paid((Decimal("0.016"), DAY), cap="0.015") == Decimal("0.02")


def test_of_several_the_higher_is_chosen_after_their_own_caps_and_before_those_of_the_project():
    """One comes to 1000 but is capped at 200, two to 500: two is the higher one, and the project’s
    cap cuts it to 450.
    """
    document = rule(ALL, {"higher_of": [{"of": ["one", "two"]}], "caps": {"project": 450}}, cap=200)
    document["components"].append({**rule(ALL, share="0.5")["components"][0], "code": "two"})
    assert [(due.component, due.amount) for due in work_out(document, (1000, DAY)).dues] == [
        ("two", Decimal("450.00"))
    ]


def test_the_cap_of_the_project_comes_before_that_of_its_year():
    """Of the first 1000 the year’s cap leaves 600; of the second the project’s cap leaves what
    remains of 1200, or of 700.
    """
    document = rule(ALL, {"caps": {"project": 1200, "project_year": 600}}, per="year")
    dues = work_out(document, (1000, DAY), (1000, LATER)).dues
    assert [(due.period, due.amount) for due in dues] == [
        ("2025", Decimal("600.00")),
        ("2026", Decimal("600.00")),
    ]
    document["caps"]["project"] = 700
    dues = work_out(document, (1000, DAY), (1000, LATER)).dues
    assert [(due.period, due.amount) for due in dues] == [
        ("2025", Decimal("600.00")),
        ("2026", Decimal("100.00")),
    ]


def test_stages_are_cut_before_the_payees_share():
    """0.05 in halves: 0.03 and 0.02; of the first each of two has 0.01 and the lead the odd fen."""
    stages = [{"share": "0.5", "milestone": "signed"}, {"share": "0.5", "milestone": "started"}]
    facts = {
        "milestones": {"signed": DAY, "started": DAY},
        "payees": (Payee("a"), Payee("b", lead=True)),
    }
    dues = work_out(rule(ALL, stages=stages), (Decimal("0.05"), DAY), **facts).dues
    assert [(due.stage, due.payee, due.amount) for due in dues] == [
        ("signed", "a", Decimal("0.01")),
        ("signed", "b", Decimal("0.02")),
        ("started", "a", Decimal("0.01")),
        ("started", "b", Decimal("0.01")),
    ]


def test_a_termination_leaves_its_part_of_each_stage_before_the_payees_share():
    """1.01 × (1 − 0.5) = 0.505 → 0.51, of which the lead has 0.26."""
    top = {"on_termination": "claw_back", "claw_back": {"share": "0.5"}}
    facts = {"milestones": {"terminated": LATER}, "payees": (Payee("a"), Payee("b", lead=True))}
    dues = work_out(rule(ALL, top), (Decimal("1.01"), DAY), **facts).dues
    assert [(due.payee, due.amount) for due in dues] == [
        ("a", Decimal("0.25")),
        ("b", Decimal("0.26")),
    ]


def test_caps_of_payees_are_taken_before_tax_is_added_and_tiers_bear_the_gross():
    """1000 is cut to 80; with 20 % on top that is 100, of which two tiers bear 60 and 40."""
    tiers = [
        {"code": code, "name": NAMES, "share": share}
        for code, share in (("city", "0.6"), ("county", "0.4"))
    ]
    top = {"caps": {"payee": 80}, "tax": {"treatment": "added", "rate": "0.2"}, "borne_by": tiers}
    (due,) = work_out(rule(ALL, top), (1000, DAY)).dues
    assert (due.amount, due.net, due.borne) == (
        Decimal("100.00"),
        Decimal("80.00"),
        (("city", Decimal("60.00")), ("county", Decimal("40.00"))),
    )


def test_a_project_cap_is_used_up_in_the_order_of_the_document():
    document = rule(ALL, {"caps": {"project": 1500}})
    document["components"].append({**document["components"][0], "code": "two"})
    assert [(due.component, due.amount) for due in work_out(document, (1000, LATER)).dues] == [
        ("one", Decimal("1000.00")),
        ("two", Decimal("500.00")),
    ]
