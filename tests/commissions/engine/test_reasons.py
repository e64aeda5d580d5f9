"""Every reason holds the numbers that a person needs to work the amount out again, and tells them
in both languages.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import (
    Contribution,
    Facts,
    Payee,
    Rate,
    Stated,
    assess,
    dividing_days,
    explain,
    load_policy,
    windows_of,
)
from tests.commissions.engine.built import rule, work_out

DAY = date(2025, 6, 30)
BRACKETS = [{"from": 0, "to": 1000, "rate": "0.01"}, {"from": 1000, "rate": "0.02"}]
SUMS = [{"from": 100, "to": 1000, "amount": 5}, {"from": 1000, "to": 5000, "amount": 50}]


def reasons(assessment):
    return [
        (step.kind, step.clause, dict(step.values))
        for due in assessment.dues
        for step in due.steps
        if step.kind != "base"
    ]


@pytest.mark.parametrize(
    ("schedule", "amount", "expected"),
    [
        (
            {"mode": "single", "rate": "0.01"},
            "1500",
            [("rate", "c", {"base": "1500", "rate": "0.01", "result": "15.00"})],
        ),
        (
            {"mode": "marginal", "brackets": BRACKETS},
            "1500",
            [
                (
                    "slice",
                    "c",
                    {"low": "0", "high": "1000", "part": "1000", "rate": "0.01", "result": "10.00"},
                ),
                (
                    "slice",
                    "c",
                    {"low": "1000", "high": "", "part": "500", "rate": "0.02", "result": "10.00"},
                ),
            ],
        ),
        (
            {"mode": "whole", "edge": "upper", "brackets": BRACKETS},
            "1000",
            [
                (
                    "whole",
                    "c",
                    {"low": "1000", "high": "", "base": "1000", "rate": "0.02", "result": "20.00"},
                )
            ],
        ),
        (
            {"mode": "whole", "edge": "lower", "brackets": BRACKETS},
            "1000",
            [
                (
                    "whole",
                    "c",
                    {"low": "0", "high": "1000", "base": "1000", "rate": "0.01", "result": "10.00"},
                )
            ],
        ),
        (
            {"mode": "flat", "edge": "upper", "brackets": SUMS},
            "1000",
            [("flat", "c", {"low": "1000", "high": "5000", "base": "1000", "result": "50"})],
        ),
        (
            {"mode": "flat", "edge": "lower", "brackets": SUMS},
            "1000",
            [("flat", "c", {"low": "100", "high": "1000", "base": "1000", "result": "5"})],
        ),
        (
            {"mode": "flat", "edge": "lower", "brackets": SUMS},
            "5000",
            [("flat", "c", {"low": "1000", "high": "5000", "base": "5000", "result": "50"})],
        ),
        (
            {"mode": "steps", "from": 1000, "first": 7, "every": 200, "amount": 3},
            "1500",
            [
                (
                    "steps",
                    "c",
                    {
                        "first": "7",
                        "base": "1500",
                        "count": "2",
                        "every": "200",
                        "amount": "3",
                        "result": "13",
                    },
                ),
            ],
        ),
        (
            {"mode": "steps", "from": 1000, "first": 7, "every": 200, "amount": 3, "at_most": 1},
            "1500",
            [
                (
                    "steps",
                    "c",
                    {
                        "first": "7",
                        "base": "1500",
                        "count": "1",
                        "every": "200",
                        "amount": "3",
                        "result": "10",
                    },
                ),
            ],
        ),
        (
            {"mode": "steps", "from": 1000, "first_rate": "0.01", "every": 200, "rate": "0.001"},
            "1500",
            [
                (
                    "rate_steps",
                    "c",
                    {
                        "rate": "0.01",
                        "every": "200",
                        "more": "0.001",
                        "count": "2",
                        "total": "0.012",
                        "base": "1500",
                        "result": "18.000",
                    },
                ),
            ],
        ),
        (
            {"mode": "pro_rata", "of": 3000, "amount": 90},
            "1500",
            [("pro_rata", "c", {"base": "1500", "of": "3000", "amount": "90", "result": "45"})],
        ),
        (
            {"mode": "pro_rata", "of": 3000, "amount": 90},
            "3000",
            [("pro_rata", "c", {"base": "3000", "of": "3000", "amount": "90", "result": "90"})],
        ),
        ({"mode": "fixed", "amount": 88}, "1500", [("fixed", "c", {"result": "88"})]),
    ],
)
def test_a_schedule_tells_how_it_was_reckoned(schedule, amount, expected):
    assert reasons(work_out(rule(schedule), (amount, DAY))) == expected


@pytest.mark.parametrize(
    ("schedule", "amount"),
    [
        ({"mode": "flat", "edge": "upper", "brackets": SUMS}, "99.99"),
        ({"mode": "flat", "edge": "lower", "brackets": SUMS}, "100"),
        ({"mode": "flat", "edge": "upper", "brackets": SUMS}, "5000"),
        ({"mode": "flat", "edge": "lower", "brackets": SUMS}, "5000.01"),
        ({"mode": "steps", "from": 1000, "first": 7, "every": 200, "amount": 3}, "999.99"),
        ({"mode": "marginal", "brackets": [{"from": 1000, "rate": "0.02"}]}, "1000"),
        (
            {"mode": "whole", "edge": "upper", "brackets": [{"from": 1000, "rate": "0.02"}]},
            "999.99",
        ),
    ],
)
def test_what_reaches_no_bracket_earns_nothing_and_says_so(schedule, amount):
    assessment = work_out(rule(schedule), (amount, DAY))
    assert assessment.dues == ()
    assert [(note.kind, note.clause, dict(note.values)) for note in assessment.notes] == [
        ("no_bracket", "c", {"component": "one", "base": amount})
    ]


def test_the_base_tells_what_was_counted_taken_off_and_above_what():
    document = rule(minus=["government_support"], above=100, share="0.5")
    money = (
        Contribution("1", "paid_in", Decimal(1000), DAY),
        Contribution("2", "paid_in", Decimal(500), DAY),
        Contribution("3", "government_support", Decimal(300), DAY),
    )
    due = work_out(document, contributions=money).dues[0]
    assert [(step.kind, dict(step.values)) for step in due.steps] == [
        ("base", {"metric": "paid_in", "count": "2", "base": "1500"}),
        ("deducted", {"metrics": "government_support", "amount": "300"}),
        ("counted_share", {"by": "0.5", "result": "600.0"}),
        ("counted_above", {"by": "100", "result": "500.0"}),
        ("rate", {"base": "500.0", "rate": "0.01", "result": "5.000"}),
    ]
    assert (due.amount, due.contributions) == (Decimal("5.00"), ("1", "2"))


def test_a_lot_counts_as_many_amounts_as_it_stands_for():
    due = work_out(
        rule(), contributions=(Contribution("1,2,3", "paid_in", Decimal(900), DAY, count=3),)
    ).dues[0]
    assert (dict(due.steps[0].values)["count"], due.contributions) == ("3", ("1,2,3",))


@pytest.mark.parametrize(
    ("top", "component", "kind", "values", "amount"),
    [
        ({}, {"cap": 7}, "cap", {"cap": "7"}, "7.00"),
        ({}, {"floor": 70}, "floor", {"floor": "70"}, "70.00"),
        (
            {"caps": {"project": 6}},
            {},
            "project_cap",
            {"cap": "6", "used": "0", "left": "6"},
            "6.00",
        ),
        (
            {"caps": {"project_year": 5}},
            {},
            "project_year_cap",
            {"cap": "5", "used": "0", "left": "5"},
            "5.00",
        ),
        ({"caps": {"payee": 4}}, {}, "payee_cap", {"cap": "4", "used": "0", "left": "4"}, "4.00"),
        (
            {"caps": {"payee_year": 3}},
            {},
            "payee_year_cap",
            {"cap": "3", "used": "0", "left": "3"},
            "3.00",
        ),
        ({"caps": {"all": 2}}, {}, "all_cap", {"cap": "2", "used": "0", "left": "2"}, "2.00"),
        (
            {"caps": {"all_year": 1}},
            {},
            "all_year_cap",
            {"cap": "1", "used": "0", "left": "1"},
            "1.00",
        ),
        ({}, {"multipliers": [{"by": 2}]}, "multiplier", {"by": "2", "result": "20.00"}, "20.00"),
        (
            {"tax": {"rate": "0.2", "treatment": "withheld"}},
            {},
            "tax_withheld",
            {"base": "10.00", "rate": "0.2", "tax": "2.00"},
            "10.00",
        ),
        (
            {"tax": {"rate": "0.2", "treatment": "added"}},
            {},
            "tax_added",
            {"net": "10.00", "rate": "0.2", "tax": "2.50", "result": "12.50"},
            "12.50",
        ),
    ],
)
def test_what_changes_an_amount_leaves_its_reason(top, component, kind, values, amount):
    due = work_out(rule(top=top, **component), ("1000", DAY)).dues[0]
    assert [dict(step.values) for step in due.steps if step.kind == kind] == [values]
    assert due.amount == Decimal(amount)


def test_a_cap_over_all_years_tells_what_was_used_before():
    dues = work_out(rule(per="year", cap_total=15), ("1000", date(2024, 5, 1)), ("1000", DAY)).dues
    assert [(due.period, due.amount) for due in dues] == [
        ("2024", Decimal("10.00")),
        ("2025", Decimal("5.00")),
    ]
    assert dict(dues[1].steps[-1].values) == {"cap": "15", "paid": "10.00"}


def test_a_reward_in_dollars_tells_its_rate_and_day():
    document = rule(currency="USD", rate_day="arrival", metric="foreign_capital")
    facts = Facts(
        "P",
        contributions=(
            Contribution("1", "foreign_capital", Decimal(7000), DAY, "USD", Decimal(1000)),
        ),
        rates=(Rate("USD", DAY, Decimal(7)),),
    )
    due = assess(load_policy(document), facts, DAY).dues[0]
    assert due.amount == Decimal("70.00")
    assert [dict(step.values) for step in due.steps if step.kind == "exchanged"] == [
        {
            "amount": "10.00",
            "currency": "USD",
            "rate_day": "arrival",
            "rate": "7.000000",
            "result": "70.00",
        }
    ]


def test_a_value_that_a_person_set_is_told_with_who_and_why():
    document = rule(
        {"mode": "single", "rate": {"attribute": "rate"}},
        top={
            "attributes": {
                "rate": {
                    "name": {"zh": "比例", "en": "Rate"},
                    "kind": "rate",
                    "from": "0.01",
                    "to": "0.02",
                }
            }
        },
    )
    money = {"contributions": (Contribution("1", "paid_in", Decimal(1000), DAY),)}
    due = work_out(
        document, attributes={"rate": Stated("0.015", "王五", "会议纪要")}, **money
    ).dues[0]
    assert [dict(step.values) for step in due.steps if step.kind == "stated"] == [
        {"attribute": "rate", "value": "0.015", "by": "王五", "why": "会议纪要"}
    ]
    for value, kind in (
        (None, "undecided"),
        ("0.0201", "out_of_range"),
        ("0.0099", "out_of_range"),
    ):
        notes = work_out(document, attributes={"rate": value}, **money).notes
        assert [note.kind for note in notes] == [kind]
    for value in ("0.01", "0.02"):
        assert work_out(document, attributes={"rate": value}, **money).dues


def test_a_parameter_is_told_with_its_year_and_missed_by_name():
    document = rule(
        {"mode": "single", "rate": {"parameter": "yearly"}},
        per="year",
        top={
            "parameters": {
                "yearly": {
                    "name": {"zh": "系数", "en": "Factor"},
                    "by": "period",
                    "values": {"2025": "0.03"},
                }
            }
        },
    )
    assessment = work_out(document, ("1000", DAY), ("1000", date(2024, 1, 1)))
    assert [dict(step.values) for step in assessment.dues[0].steps if step.kind == "parameter"] == [
        {"name": "yearly", "year": "2025", "value": "0.03"}
    ]
    assert [(note.kind, dict(note.values)) for note in assessment.notes] == [
        ("no_parameter", {"component": "one", "name": "yearly", "year": "2024"})
    ]


def test_shares_and_stages_are_told():
    document = rule(
        stages=[
            {"share": "0.4", "milestone": "started"},
            {"share": "0.6", "milestone": "producing"},
        ]
    )
    payees = (Payee("1", Decimal(2), lead=True), Payee("2", Decimal(1)))
    dues = work_out(
        document, ("1000", DAY), milestones={"started": date(2025, 7, 1)}, payees=payees
    ).dues
    assert [(due.stage, due.payee, due.amount, due.held) for due in dues] == [
        ("started", "1", Decimal("2.67"), ""),
        ("started", "2", Decimal("1.33"), ""),
        ("producing", "1", Decimal("4.00"), "producing"),
        ("producing", "2", Decimal("2.00"), "producing"),
    ]
    assert [dict(step.values) for step in dues[0].steps][-2:] == [
        {"milestone": "started", "amount": "4.00", "on": "2025-07-01"},
        {"part": "2", "all": "3", "amount": "2.67"},
    ]


def test_dividing_days_are_those_of_every_window_in_the_policy():
    document = rule(
        {
            "mode": "whole",
            "edge": "upper",
            "brackets": [{"from": 0, "rate": "0.01", "within": {"from": "signed", "months": 6}}],
        },
        window={"from": "started", "calendar_years": 2},
    )
    windows = windows_of(load_policy(document))
    assert sorted(
        dividing_days(windows, {"signed": date(2025, 8, 31), "started": date(2025, 9, 9)}, DAY)
    ) == [
        date(2025, 1, 1),
        date(2025, 7, 1),
        date(2025, 8, 31),
        date(2026, 3, 1),
        date(2027, 1, 1),
    ]
    assert dividing_days(windows, {}, DAY) == {date(2025, 7, 1)}
    assert windows_of(load_policy(rule(currency="USD", rate_day="arrival"))) is None


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh", "〔第一条〕1,500 × 1% ＝ 15。"), ("en", "〔第一条〕1,500 × 1% = 15.")],
)
def test_a_reason_reads_the_same_in_both_languages(language, sentence):
    document = rule()
    due = work_out(document, ("1500", DAY)).dues[0]
    assert explain([due.steps[1]], language, load_policy(document)) == [sentence]


def test_facts_after_the_day_do_not_count_yet_but_name_the_next_day():
    later = work_out(rule(), ("1000", DAY), ("1000", date(2027, 3, 1)), as_of=date(2026, 12, 31))
    assert (later.dues[0].amount, later.next_on) == (Decimal("10.00"), date(2027, 3, 1))
    assert replace(later, dues=()).notes == ()
