"""Times end as the Civil Code says (articles 200 to 204), fees fall due on anniversaries, and
nothing new is earned after a termination.
"""

from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import Contribution, describe, explain, load_policy
from commissions.engine.scope import months_after
from tests.commissions.engine.built import rule, total, work_out

ALL = {"mode": "single", "rate": 1}


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2025, 1, 1), 12, date(2026, 1, 1)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 3, 30), 11, date(2026, 2, 28)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 5, 31), 1, date(2025, 6, 30)),
        (date(2025, 2, 28), 1, date(2025, 3, 28)),
    ],
)
def test_the_last_day_of_a_time_corresponds_to_the_first_or_ends_its_month(start, months, last):
    assert months_after(start, months) == last
    window = {"from": "signed", "months": months}
    following = date.fromordinal(last.toordinal() + 1)
    amounts = [(1, start), (10, last), (100, following)]
    assert total(
        work_out(
            rule(ALL, window=window), *amounts, milestones={"signed": start}, as_of=date(2040, 1, 1)
        )
    ) == Decimal(11)


@pytest.mark.parametrize(
    ("claimed", "expected"), [(date(2026, 3, 1), "1.00"), (date(2026, 3, 2), "0")]
)
def test_a_claim_on_the_corresponding_day_is_in_time(claimed, expected):
    when = [{"milestone": "claimed", "within": {"from": "completed", "years": 1}}]
    milestones = {"completed": date(2025, 3, 1), "claimed": claimed}
    assert total(
        work_out(rule(ALL, when=when), (1, date(2025, 1, 1)), milestones=milestones)
    ) == Decimal(expected)


FEE = {"metric": None, "per": "year"}
MARCH = {"appointed": date(2024, 3, 10)}


def fees(as_of, milestones=MARCH, **component):
    window = component.pop("window", {"from": "appointed", "years": 3})
    document = rule({"mode": "fixed", "amount": 50}, window=window, **FEE, **component)
    assessment = work_out(document, milestones=milestones, as_of=as_of)
    return [(due.period, due.on, due.held) for due in assessment.dues]


def test_a_fee_falls_due_when_its_year_is_over():
    assert fees(date(2025, 3, 9)) == []
    assert fees(date(2030, 1, 1)) == [
        ("2025", date(2025, 3, 10), ""),
        ("2026", date(2026, 3, 10), ""),
        ("2027", date(2027, 3, 10), ""),
    ]


def test_a_fee_in_advance_falls_due_when_its_year_begins():
    assert fees(date(2024, 3, 9), in_advance=True) == []
    assert fees(date(2030, 1, 1), in_advance=True) == [
        ("2024", date(2024, 3, 10), ""),
        ("2025", date(2025, 3, 10), ""),
        ("2026", date(2026, 3, 10), ""),
    ]


def test_calendar_years_and_an_end_by_milestone_hold_the_anniversaries_that_lie_in_them():
    assert [
        period
        for period, *_ in fees(date(2030, 1, 1), window={"from": "appointed", "calendar_years": 3})
    ] == ["2025", "2026"]
    until = {"from": "appointed", "until": "completed"}
    assert [
        period
        for period, *_ in fees(
            date(2030, 1, 1), {**MARCH, "completed": date(2026, 3, 10)}, window=until
        )
    ] == ["2025", "2026"]
    assert [
        period
        for period, *_ in fees(
            date(2030, 1, 1), {**MARCH, "completed": date(2026, 3, 9)}, window=until
        )
    ] == ["2025"]


def test_a_stage_on_the_milestone_of_a_fee_is_reckoned_from_each_year_of_its_own():
    stages = [{"share": 1, "milestone": "appointed", "months": 18}]
    assert fees(date(2026, 3, 10), stages=stages) == [
        ("2025", date(2025, 9, 10), ""),
        ("2026", None, "appointed+18"),
    ]
    document = rule(
        {"mode": "fixed", "amount": 50},
        window={"from": "appointed", "years": 3},
        stages=stages,
        **FEE,
    )
    assert work_out(document, milestones=MARCH, as_of=date(2026, 3, 10)).next_on == date(
        2026, 9, 10
    )
    assert "当年首日满 18 个月后支付 100%" in describe(load_policy(document), "zh")[0]


def test_another_milestone_is_no_year_of_the_fee():
    stages = [{"share": 1, "milestone": "signed", "months": 18}]
    milestones = {**MARCH, "signed": date(2024, 1, 1)}
    assert fees(date(2025, 6, 30), milestones, stages=stages) == [("2025", None, "signed+18")]
    assert fees(date(2025, 7, 1), milestones, stages=stages) == [("2025", date(2025, 7, 1), "")]


@pytest.mark.parametrize(
    ("terminated", "expected"),
    [
        (date(2024, 3, 10), []),
        (date(2024, 3, 11), ["2025"]),
        (date(2025, 3, 10), ["2025"]),
        (date(2025, 3, 11), ["2025", "2026"]),
    ],
)
def test_a_fee_whose_year_began_before_a_termination_stays_due(terminated, expected):
    assert [
        period for period, *_ in fees(date(2030, 1, 1), {**MARCH, "terminated": terminated})
    ] == expected


@pytest.mark.parametrize(
    "rules",
    [{"on_termination": "keep"}, {"on_termination": "claw_back", "claw_back": {"share": 0}}],
)
def test_what_arrives_after_a_termination_earns_nothing_and_what_came_on_its_day_does(rules):
    milestones = {"terminated": date(2025, 6, 1)}
    arrived = [(1, date(2025, 5, 31)), (10, date(2025, 6, 1)), (100, date(2025, 6, 2))]
    assert total(work_out(rule(ALL, rules), *arrived, milestones=milestones)) == Decimal(11)


def test_a_stage_is_not_reached_after_a_termination_but_a_claim_can_still_be_made():
    stages = [{"share": "0.5", "milestone": "producing"}, {"share": "0.5", "milestone": "claimed"}]
    milestones = {
        "terminated": date(2025, 6, 1),
        "producing": date(2025, 7, 1),
        "claimed": date(2025, 8, 1),
    }
    dues = work_out(rule(ALL, stages=stages), (10, date(2025, 5, 1)), milestones=milestones).dues
    assert [(due.stage, due.held) for due in dues] == [("producing", "producing"), ("claimed", "")]


def test_a_termination_that_is_still_to_come_changes_nothing_yet():
    milestones = {"terminated": date(2025, 6, 1)}
    assessment = work_out(
        rule(ALL), (10, date(2025, 5, 1)), milestones=milestones, as_of=date(2025, 5, 31)
    )
    assert (total(assessment), assessment.next_on) == (Decimal(10), date(2025, 6, 1))


YEARS = [(10000, date(2019, 6, 1)), (10000, date(2020, 6, 1))]


@pytest.mark.parametrize("cap", ["project_year", "payee_year", "all_year"])
def test_under_a_cap_of_the_year_each_year_has_what_its_money_added(cap):
    """1 % of 10,000 each year; the second time by brackets: 100, and 20,000 − 10,000 more at 2 %,
    cut to 120.
    """
    dues = work_out(rule(top={"caps": {cap: 120}}), *YEARS).dues
    assert [(due.period, due.amount, due.on, due.contributions) for due in dues] == [
        ("2019", Decimal(100), date(2019, 6, 1), ("0",)),
        ("2020", Decimal(100), date(2020, 6, 1), ("1",)),
    ]
    brackets = [{"from": 0, "to": 10000, "rate": "0.01"}, {"from": 10000, "rate": "0.02"}]
    dues = work_out(
        rule({"mode": "marginal", "brackets": brackets}, {"caps": {cap: 120}}), *YEARS
    ).dues
    assert [(due.period, due.amount) for due in dues] == [
        ("2019", Decimal(100)),
        ("2020", Decimal(120)),
    ]


def test_a_year_that_takes_money_back_takes_it_from_the_years_before():
    """300, then 100 more, then 250 back: 150 are left, all of the first year."""
    amounts = [(300, date(2019, 6, 1)), (100, date(2020, 6, 1)), (-250, date(2021, 6, 1))]
    dues = work_out(rule(ALL, {"caps": {"project_year": 200}}), *amounts).dues
    assert [(due.period, due.amount) for due in dues] == [("2019", Decimal(150))]


def test_the_limits_of_a_component_hold_for_the_project_as_a_whole_before_it_is_taken_apart():
    """At least 15,000: nothing in the first year by itself. The cap of 150 leaves 150 for the
    second.
    """
    document = rule(top={"caps": {"project_year": 1000}}, at_least=15000, cap=150)
    assert [(due.period, due.amount) for due in work_out(document, *YEARS).dues] == [
        ("2020", Decimal(150))
    ]
    document = rule(top={"caps": {"project_year": 1000}}, cap=150)
    assert [(due.period, due.amount) for due in work_out(document, *YEARS).dues] == [
        ("2019", Decimal(100)),
        ("2020", Decimal(50)),
    ]


def test_deductions_count_in_the_year_in_which_they_came():
    amounts = [*YEARS, (4000, date(2020, 7, 1), "grants")]
    dues = work_out(rule(top={"caps": {"project_year": 1000}}, minus=["grants"]), *amounts).dues
    assert [(due.period, due.amount) for due in dues] == [
        ("2019", Decimal(100)),
        ("2020", Decimal(60)),
    ]


def test_what_builds_on_a_reward_that_is_taken_apart_is_taken_apart_like_it():
    document = rule(top={"caps": {"project_year": 1000}})
    more = {
        "code": "two",
        "name": {"zh": "乙", "en": "Two"},
        "clause": "c",
        "of": ["one"],
        "schedule": {"mode": "single", "rate": "0.5"},
    }
    document["components"].append(more)
    dues = work_out(document, *YEARS).dues
    assert [(due.component, due.period, due.amount) for due in dues] == [
        ("one", "2019", Decimal(100)),
        ("one", "2020", Decimal(100)),
        ("two", "2019", Decimal(50)),
        ("two", "2020", Decimal(50)),
    ]


def test_without_a_cap_of_the_year_the_project_stays_whole_and_the_rule_is_told_where_it_holds():
    assert [due.period for due in work_out(rule(top={"caps": {"project": 120}}), *YEARS).dues] == [
        ""
    ]
    sentence = "按项目整体计算的奖励，受年度上限时计入资金到位的年度。"
    assert sentence in describe(load_policy(rule(top={"caps": {"payee_year": 120}})), "zh")
    assert sentence not in describe(
        load_policy(rule(top={"caps": {"payee_year": 120}}, per="year")), "zh"
    )
    assert sentence not in describe(load_policy(rule(top={"caps": {"payee": 120}})), "zh")


def test_a_part_of_a_whole_tells_its_year():
    due = work_out(rule(top={"caps": {"project_year": 1000}}), *YEARS).dues[1]
    assert "〔第一条〕整个项目合计 200 元，其中 2020 年新增 100 元，计入该年。" in explain(
        due.steps, "zh", load_policy(rule())
    )


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        ({"above": 150}, [("2024", "5.00"), ("2025", "10.00")]),
        ({"above": 250}, [("2025", "5.00")]),
        ({"above_each_year": 60}, [("2023", "4.00"), ("2024", "4.00"), ("2025", "4.00")]),
        ({"above_each_year": 100}, []),
    ],
)
def test_what_is_taken_off_once_is_used_up_by_the_first_years(component, expected):
    amounts = [(100, date(year, 1, 1)) for year in (2023, 2024, 2025)]
    dues = work_out(rule({"mode": "single", "rate": "0.1"}, per="year", **component), *amounts).dues
    assert [(due.period, str(due.amount)) for due in dues] == expected


def test_what_earlier_years_used_up_is_told():
    amounts = [(100, date(year, 1, 1)) for year in (2023, 2024)]
    document = rule({"mode": "single", "rate": "0.1"}, per="year", above=150)
    due = work_out(document, *amounts).dues[0]
    assert "〔第一条〕扣除基数 50（共 150，以前年度已扣 100），得 50。" in explain(
        due.steps, "zh", load_policy(document)
    )


def test_the_contract_is_counted_as_it_was_on_the_day_of_the_signing():
    def contract(*amounts):
        return tuple(
            Contribution(str(n), "total_investment", Decimal(amount), day)
            for n, (amount, day) in enumerate(amounts)
        )

    raised = contract((900, date(2025, 1, 1)), (100, date(2025, 1, 2)))
    milestones = {"signed": date(2025, 1, 1)}
    assert total(
        work_out(rule(ALL, metric="total_investment"), contributions=raised, milestones=milestones)
    ) == Decimal(900)
    when = [{"metric": "total_investment", "at_least": 1000}]
    assert (
        total(
            work_out(
                rule({"mode": "fixed", "amount": 7}, metric=None, when=when),
                contributions=raised,
                milestones=milestones,
            )
        )
        == 0
    )
