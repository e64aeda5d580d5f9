"""Constructs of the format, each on small numbers that can be worked out by hand."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import Payee, Stated, Step, describe, explain, load_policy
from tests.commissions.engine.built import DAY, DEMO, demo, money, rule, total, work_out


@pytest.mark.parametrize(("amount", "expected"), [(150, "5.00"), (100, "0.00"), (99, "0.00")])
def test_only_money_above_an_assigned_quota_counts(amount, expected):
    top = {
        "attributes": {
            "quota": {
                "name": {"zh": "任务数", "en": "quota"},
                "kind": "number",
                "from": 0,
                "to": 1000,
            }
        }
    }
    document = rule({"mode": "single", "rate": "0.1"}, top, above={"attribute": "quota"})
    assert total(work_out(document, (amount, DAY), attributes={"quota": 100})) == Decimal(expected)


def test_deductions_and_factors_change_what_counts():
    document = rule(
        {"mode": "single", "rate": "0.1"},
        minus=["shareholder_loan", "state_capital"],
        plus=["equipment"],
        share="0.5",
        times=3,
    )
    amounts = [
        (1000, DAY),
        (200, DAY, "equipment"),
        (100, DAY, "shareholder_loan"),
        (300, DAY, "state_capital"),
    ]
    assert total(work_out(document, *amounts)) == Decimal("120.00")


def test_a_number_comes_from_the_table_of_its_year_and_a_missing_year_is_told():
    top = {
        "parameters": {
            "rate": {
                "name": {"zh": "比率", "en": "rate"},
                "by": "period",
                "values": {"2024": "0.01", "2025": "0.02"},
            }
        }
    }
    document = rule({"mode": "single", "rate": {"parameter": "rate"}}, top, per="year")
    assessment = work_out(
        document, (1000, date(2024, 1, 1)), (1000, date(2025, 1, 1)), (1000, date(2026, 1, 1))
    )
    assert [(due.period, due.amount) for due in assessment.dues] == [
        ("2024", Decimal("10.00")),
        ("2025", Decimal("20.00")),
    ]
    assert [note.kind for note in assessment.notes] == ["no_parameter"]


@pytest.mark.parametrize(
    ("stated", "due", "note"),
    [
        (None, None, "undecided"),
        (Stated("100", "李处", "纪要"), "100.00", None),
        (Stated("500", "李处", "纪要"), "500.00", None),
        (Stated("500.01", "李处", "纪要"), None, "out_of_range"),
        (Stated("99.99", "李处", "纪要"), None, "out_of_range"),
    ],
)
def test_a_person_sets_an_amount_within_its_range_with_who_and_why(stated, due, note):
    top = {
        "attributes": {
            "award": {
                "name": {"zh": "核定额", "en": "award"},
                "kind": "number",
                "from": 100,
                "to": 500,
            }
        }
    }
    document = rule({"mode": "fixed", "amount": {"attribute": "award"}}, top)
    assessment = work_out(document, (1, DAY), attributes={"award": stated} if stated else {})
    assert [str(each.amount) for each in assessment.dues] == ([due] if due else [])
    assert [each.kind for each in assessment.notes] == ([note] if note else [])
    if due:
        assert f"〔第一条〕核定额由 李处 确定为 {due.removesuffix('.00')}：纪要。" in explain(
            assessment.dues[0].steps, "zh", load_policy(document)
        )


def test_a_threshold_is_waived_for_the_lists_and_lowered_by_a_class():
    top = {
        "attributes": {"poor": {"name": {"zh": "脱贫县", "en": "poor county"}, "kind": "flag"}},
        "when": [
            {
                "any": [
                    {"attribute": "list500", "in": ["world500", "china500"]},
                    {
                        "metric": "paid_in",
                        "at_least": {
                            "choose": [
                                {"when": [{"attribute": "poor", "equals": True}], "then": 50},
                                {"then": 100},
                            ]
                        },
                    },
                ]
            }
        ],
    }
    document = rule(top=top)
    rich, poor = ({"list500": "", "poor": is_poor} for is_poor in (False, True))
    sums = [
        total(work_out(document, (amount, DAY), attributes=facts))
        for amount, facts in [
            (99, rich),
            (100, rich),
            (49, poor),
            (50, poor),
            (1, {"list500": "world500"}),
        ]
    ]
    assert sums == [Decimal(0), Decimal("1.00"), Decimal(0), Decimal("0.50"), Decimal("0.01")]


def test_shares_of_one_metric_in_another_are_conditions():
    document = rule(when=[{"metric": "foreign_capital", "of": "paid_in", "at_least": "0.3"}])
    enough = money((100, DAY, "paid_in"), (30, DAY, "foreign_capital"))
    short = money((100, DAY, "paid_in"), ("29.99", DAY, "foreign_capital"))
    assert (
        total(work_out(document, contributions=enough)),
        total(work_out(document, contributions=short)),
    ) == (Decimal("1.00"), Decimal(0))


def test_floor_cap_and_total_of_a_component():
    document = rule({"mode": "single", "rate": "0.1"}, per="year", floor=10, cap=40, cap_total=60)
    assessment = work_out(
        document,
        (50, date(2023, 1, 1)),
        (900, date(2024, 1, 1)),
        (900, date(2025, 1, 1)),
        (900, date(2026, 1, 1)),
    )
    assert [(due.period, due.amount) for due in assessment.dues] == [
        ("2023", Decimal(10)),
        ("2024", Decimal(40)),
        ("2025", Decimal(10)),
    ]


def test_only_the_higher_one_is_paid_year_by_year():
    other = {
        "code": "two",
        "name": {"zh": "乙", "en": "Two"},
        "clause": "c",
        "metric": "local_tax",
        "per": "year",
        "schedule": {"mode": "single", "rate": "0.1"},
    }
    document = rule(
        {"mode": "single", "rate": "0.01"},
        {"higher_of": [{"of": ["one", "two"], "per": "year"}]},
        per="year",
    )
    document["components"].append(other)
    amounts = money(
        (1000, date(2024, 1, 1), "paid_in"),
        (50, date(2024, 1, 1), "local_tax"),
        (1000, date(2025, 1, 1), "paid_in"),
        (200, date(2025, 1, 1), "local_tax"),
    )
    assessment = work_out(document, contributions=amounts)
    assert [(due.component, due.period, due.amount) for due in assessment.dues] == [
        ("one", "2024", Decimal("10.00")),
        ("two", "2025", Decimal("20.00")),
    ]


def test_caps_of_project_year_payee_and_fund_hold_at_once():
    payees = (Payee("a", lead=True), Payee("b"))
    document = rule(
        {"mode": "single", "rate": 1},
        {"caps": {"project_year": 100, "payee": 70, "payee_year": 45, "all": 155}},
        per="year",
    )
    assessment = work_out(
        document,
        (300, date(2023, 1, 1)),
        (300, date(2024, 1, 1)),
        (300, date(2025, 1, 1)),
        payees=payees,
        elsewhere={("c", 2023): Decimal(20)},
    )
    assert [(due.payee, due.period, due.amount) for due in assessment.dues] == [
        ("a", "2023", Decimal(45)),
        ("b", "2023", Decimal(45)),
        ("a", "2024", Decimal(25)),
        ("b", "2024", Decimal(20)),
    ]


def test_a_bonus_on_another_component_is_worked_out_after_it_wherever_it_stands():
    document = rule({"mode": "single", "rate": "0.1"})
    bonus = {
        "code": "bonus",
        "name": {"zh": "加成", "en": "Bonus"},
        "clause": "c",
        "of": ["one"],
        "schedule": {"mode": "single", "rate": "0.5"},
    }
    document["components"].insert(0, bonus)
    assert [(due.component, due.amount) for due in work_out(document, (1000, DAY)).dues] == [
        ("bonus", Decimal("50.00")),
        ("one", Decimal("100.00")),
    ]


def test_stages_wait_and_a_delayed_one_tells_when_to_look_again():
    stages = [
        {"share": "0.3", "milestone": "started"},
        {"share": "0.7", "milestone": "operating", "months": 6},
    ]
    document = rule({"mode": "single", "rate": "0.1"}, stages=stages)
    milestones = {"started": date(2024, 1, 1), "operating": date(2024, 8, 31)}
    before = work_out(
        document, ("100.01", date(2024, 2, 1)), milestones=milestones, as_of=date(2025, 2, 27)
    )
    after = work_out(
        document, ("100.01", date(2024, 2, 1)), milestones=milestones, as_of=date(2025, 2, 28)
    )
    assert [(due.stage, due.amount, due.on) for due in before.dues] == [
        ("started", Decimal("3.00"), date(2024, 2, 1)),
        ("operating+6", Decimal("7.00"), None),
    ]
    assert before.next_on == date(2025, 2, 28)
    assert [(due.stage, due.on) for due in after.dues] == [
        ("started", date(2024, 2, 1)),
        ("operating+6", date(2025, 2, 28)),
    ]
    assert after.next_on is None


def test_the_tiers_of_government_bear_their_shares_to_the_fen():
    bearers = [
        {"code": code, "name": {"zh": code, "en": code}, "share": share}
        for code, share in (("city", "0.3333"), ("county", "0.3333"), ("park", "0.3334"))
    ]
    (due,) = work_out(
        rule({"mode": "fixed", "amount": "0.05"}, {"borne_by": bearers}), (1, DAY)
    ).dues
    assert due.borne == (
        ("city", Decimal("0.02")),
        ("county", Decimal("0.02")),
        ("park", Decimal("0.01")),
    )


@pytest.mark.parametrize(
    ("treatment", "amount", "tax"), [("withheld", "100.00", "20.00"), ("added", "125.00", "25.00")]
)
def test_tax_is_withheld_or_added_for_persons_alone(treatment, amount, tax):
    payees = (Payee("person", lead=True), Payee("firm", traits=frozenset({"organisation"})))
    document = rule(
        {"mode": "fixed", "amount": 200}, {"tax": {"treatment": treatment, "rate": "0.2"}}
    )
    person, firm = work_out(document, (1, DAY), payees=payees).dues
    assert (str(person.amount), str(person.tax), str(firm.amount), firm.tax) == (
        amount,
        tax,
        "100.00",
        Decimal(0),
    )


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, {"a": "33.34", "b": "33.33", "c": "33.33"}),
        ({"never": ["public_servant"]}, {"a": "33.34", "c": "33.33"}),
        (
            {"never": ["public_servant"], "excluded_share": "to_the_others"},
            {"a": "50.00", "c": "50.00"},
        ),
        ({"only": ["organisation"]}, {"c": "33.34"}),
        ({"confirmed": True}, {"a": "33.34", "b": "33.33"}),
        ({"at_most": 1}, {"b": "100.00"}),
        ({"at_most": 2, "excluded_share": "to_the_others"}, {"a": "50.00", "b": "50.00"}),
        (
            {"divide": "roles", "roles": {"info": "0.3", "push": "0.7"}},
            {"a": "15.00", "b": "15.00", "c": "70.00"},
        ),
        (
            {"divide": "roles", "roles": {"info": "0.3", "other": "0.7"}},
            {"a": "15.00", "b": "15.00"},
        ),
    ],
)
def test_who_is_paid_and_how_several_share(rules, expected):
    payees = (
        Payee("a", lead=True, role="info", registered_on=date(2022, 1, 2)),
        Payee(
            "b",
            traits=frozenset({"natural_person", "public_servant"}),
            role="info",
            registered_on=date(2022, 1, 1),
        ),
        Payee(
            "c",
            traits=frozenset({"organisation"}),
            role="push",
            registered_on=date(2022, 1, 3),
            confirmed=False,
        ),
    )
    dues = work_out(
        rule({"mode": "fixed", "amount": 100}, {"payees": rules}), (1, DAY), payees=payees
    ).dues
    assert {due.payee: str(due.amount) for due in dues} == expected


@pytest.mark.parametrize(
    ("terminated", "rules", "expected"),
    [
        (date(2024, 1, 1), {"on_termination": "keep"}, "10.00"),
        (date(2024, 1, 1), {"on_termination": "claw_back"}, "0"),
        (date(2024, 1, 1), {"on_termination": "claw_back", "claw_back": {"share": "0.4"}}, "6.00"),
        (
            date(2033, 1, 2),
            {
                "on_termination": "claw_back",
                "claw_back": {"window": {"from": "signed", "years": 10}},
            },
            "10.00",
        ),
        (
            date(2033, 1, 1),
            {
                "on_termination": "claw_back",
                "claw_back": {"window": {"from": "signed", "years": 10}},
            },
            "0",
        ),
    ],
)
def test_what_a_termination_takes_back(terminated, rules, expected):
    milestones = {"signed": date(2023, 1, 1), "terminated": terminated}
    assert total(
        work_out(
            rule(top=rules), (1000, date(2023, 5, 1)), milestones=milestones, as_of=date(2040, 1, 1)
        )
    ) == Decimal(expected)


@pytest.mark.parametrize(
    ("window", "days"),
    [
        (
            {"from": "signed", "months": 1},
            {date(2024, 1, 31), date(2024, 2, 28), date(2024, 2, 29)},
        ),
        (
            {"from": "signed", "years": 1},
            {
                date(2024, 1, 31),
                date(2024, 2, 28),
                date(2024, 2, 29),
                date(2025, 1, 30),
                date(2025, 1, 31),
            },
        ),
        (
            {"from": "signed", "calendar_years": 1},
            {date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 28), date(2024, 2, 29)},
        ),
        (
            {"from": "signed", "until": "completed"},
            {date(2024, 1, 31), date(2024, 2, 28), date(2024, 2, 29)},
        ),
        ({"from": "registered", "years": 1}, set()),
    ],
)
def test_what_arrives_in_a_window(window, days):
    every_day = [
        date(2023, 12, 31),
        date(2024, 1, 1),
        date(2024, 1, 31),
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2025, 1, 30),
        date(2025, 1, 31),
        date(2025, 2, 1),
    ]
    milestones = {"signed": date(2024, 1, 31), "completed": date(2024, 2, 29)}
    found = {
        day
        for day in every_day
        if work_out(
            rule({"mode": "fixed", "amount": 1}, window=window), (1, day), milestones=milestones
        ).dues
    }
    assert found == days


def test_a_yearly_fee_falls_due_on_the_anniversaries():
    document = rule(
        {"mode": "fixed", "amount": 50},
        metric=None,
        per="year",
        window={"from": "appointed", "years": 3},
    )
    assessment = work_out(
        document, milestones={"appointed": date(2024, 2, 29)}, as_of=date(2026, 12, 1)
    )
    assert [(due.period, due.on) for due in assessment.dues] == [
        ("2025", date(2025, 2, 28)),
        ("2026", date(2026, 2, 28)),
    ]
    assert assessment.next_on == date(2027, 2, 28)


def test_facts_of_a_later_day_are_not_known_yet_and_the_next_one_is_named():
    assessment = work_out(
        rule(), (1000, date(2025, 1, 1)), (1000, date(2025, 3, 1)), as_of=date(2025, 2, 1)
    )
    assert (total(assessment), assessment.next_on) == (Decimal("10.00"), date(2025, 3, 1))


def test_reasons_survive_being_stored():
    steps = demo(money((60000000, DAY))).dues[0].steps
    assert tuple(Step.from_json(step.to_json()) for step in steps) == steps
    assert explain(steps, "zh")[1] == "〔c1〕0 至 50,000,000 的部分 50,000,000 × 5‰ ＝ 250,000。"
    with pytest.raises(ValueError, match="version 9"):
        Step.from_json([9, "rate", "", {}])


def test_a_policy_is_described():
    assert describe(load_policy(DEMO), "zh") == [
        "适用项目：行业门类不属于K、E。",
        "不予奖励：公职人员、投资方及其关联人员。",
        "受奖人须在签约前登记备案。",
        "不予奖励者的份额不再分配。",
        (
            "固定资产投资奖励：固定资产投资（不含土地）；超额累进：0 元至 5000 万元 5‰；5000 "
            "万元至 2 亿元 3‰；2 亿元以上 2‰；每期上限 100 万元；开工后支付 50%；投产后支付 50%。"
        ),
        "地方税收贡献奖励：地方留成税收，投产起 3 年内，按年计算；按 5% 计算。",
        (
            "500强投资奖励：固定资产投资（不含土地）；条件：500强榜单属于世界500强、中国500强、"
            "民营500强；起点 1000 万元；定额 20 万元；不计入总上限。"
        ),
        "单个项目不超过 300 万元。",
        "项目终止的，追回 100%。",
    ]


def test_the_same_facts_give_the_same_result_and_are_not_changed():
    facts = money((60000000, DAY), (3000000, DAY, "local_tax"))
    document = deepcopy(DEMO)
    assert demo(facts, document=document) == demo(tuple(reversed(facts)), document=document)
    assert document == DEMO
