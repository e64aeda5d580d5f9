"""What is told has the right units, names what was found, and says who shares."""

from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import Contribution, Payee, Rate, Step, describe, explain, load_policy
from tests.commissions.engine.built import rule, total, work_out

DAY = date(2025, 6, 30)
NAMED = {"name": {"zh": "高新技术", "en": "high-tech"}}
FIXED = {"mode": "fixed", "amount": 5}


def told(document, *amounts, language="zh", **facts):
    assessment = work_out(document, *amounts, **facts)
    steps = [*(step for due in assessment.dues for step in due.steps), *assessment.notes]
    return explain(steps, language, load_policy(document))


def jobs(number):
    return {"contributions": (Contribution("1", "jobs", Decimal(number), DAY),)}


def test_people_are_told_as_people():
    flat = {
        "mode": "flat",
        "edge": "upper",
        "brackets": [{"from": 10, "to": 100, "amount": 5000}, {"from": 100, "amount": 9000}],
    }
    document = rule(flat, metric="jobs", at_least=5, when=[{"metric": "jobs", "more_than": 2}])
    assert (
        "就业人数；条件：就业人数超过 2 人；起点 5 人；按档定额，界点归较高档：10 人至 100 "
        "人 5,000 元；100 人以上 9,000 元"
    ) in describe(load_policy(document), "zh")[0]
    assert told(document, **jobs(50)) == [
        "〔第一条〕就业人数：1 笔，合计 50 人。",
        "〔第一条〕50 人落入 10 至 100 一档，定额 5,000 元。",
    ]
    assert told(document, **jobs(9)) == ["〔第一条〕9 人未达到任何一档。"]
    assert told(document, **jobs(4)) == ["〔第一条〕奖励：4 人未达到起点 5 人。"]
    assert told(document, **jobs(2)) == ["〔第一条〕奖励不适用：就业人数超过 2 人；现为 2 人。"]
    assert (
        told(document, language="en", **jobs(50))[1]
        == "〔第一条〕50 people falls into the bracket from 10 to 100: the sum is 5,000 yuan."
    )


def test_steps_and_targets_of_people_pay_yuan():
    steps = {"mode": "steps", "from": 10, "first": 1000, "every": 5, "amount": 400}
    assert (
        told(rule(steps, metric="jobs"), **jobs(20))[1]
        == "〔第一条〕起点奖 1,000 元，另每满 5 人加 400 元，共 2 次，合计 1,800 元。"
    )
    pro_rata = {"mode": "pro_rata", "of": 40, "amount": 1000}
    assert (
        told(rule(pro_rata, metric="jobs"), **jobs(20))[1]
        == "〔第一条〕完成 20 人，目标 40 人，按比例得 1,000 元中的 500 元。"
    )


def test_people_can_be_paid_for_in_dollars():
    document = rule(
        {"mode": "pro_rata", "of": 40, "amount": 1000},
        metric="jobs",
        pays_in="USD",
        rate_day="signed",
    )
    facts = {**jobs(20), "milestones": {"signed": DAY}, "rates": (Rate("USD", DAY, Decimal(7)),)}
    assert total(work_out(document, **facts)) == Decimal("3500.00")
    assert told(document, **facts)[1:] == [
        "〔第一条〕完成 20 人，目标 40 人，按比例得 1,000 美元中的 500 美元。",
        "〔第一条〕500 美元按签约汇率 7 折合 3,500 元。",
    ]


def test_dollars_are_told_as_dollars():
    document = rule(
        metric="foreign_capital",
        currency="USD",
        rate_day="arrival",
        above=100,
        share="0.5",
        minus=["grants"],
    )
    arrived = (
        Contribution("1", "foreign_capital", Decimal(7000), DAY, "USD", Decimal(1000)),
        Contribution("2", "grants", Decimal(700), DAY, "USD", Decimal(100)),
    )
    assert told(document, contributions=arrived, rates=(Rate("USD", DAY, Decimal(7)),))[:5] == [
        "〔第一条〕实际到位外资：1 笔，合计 1,000 美元。",
        "〔第一条〕扣除无偿政策资金 100 美元。",
        "〔第一条〕按 50% 计入，得 450 美元。",
        "〔第一条〕扣除基数 100 美元，得 350 美元。",
        "〔第一条〕350 美元 × 1% ＝ 3.50 美元。",
    ]


def test_what_a_policy_pays_in_dollars_is_limited_in_dollars():
    document = rule(
        {"mode": "fixed", "amount": 500},
        {"currency": "USD", "caps": {"project": 300}},
        metric=None,
        cap=400,
    )
    sentences = describe(load_policy(document), "zh")
    assert "每期上限 400 美元" in sentences[0] and "单个项目不超过 300 美元。" in sentences
    assert told(document) == [
        "〔第一条〕定额 500 美元。",
        "〔第一条〕超过上限，按 400 美元计。",
        "单个项目上限 300 美元，已用 0 美元，余 300 美元。",
    ]


@pytest.mark.parametrize(
    ("condition", "facts", "zh", "en"),
    [
        (
            {"attribute": "list500", "equals": "world500"},
            {"list500": ""},
            "现为不在其列",
            "it is none of them",
        ),
        (
            {"attribute": "origin", "equals": "foreign"},
            {"origin": "domestic"},
            "现为内资",
            "it is domestic",
        ),
        ({"attribute": "hi_tech", "equals": True}, {"hi_tech": False}, "现为否", "it is no"),
        ({"attribute": "part", "more_than": "0.3"}, {"part": "0.3"}, "现为 30%", "it is 30%"),
        (
            {"attribute": "contract_amount", "at_least": 5000},
            {"contract_amount": 4000},
            "现为 4000",
            "it is 4000",
        ),
        ({"metric": "paid_in", "at_least": 5000}, {}, "现为 1,000 元", "it is 1,000 yuan"),
        (
            {"metric": "foreign_capital", "of": "paid_in", "at_least": "0.3"},
            {},
            "现为 29.9999%",
            "it is 29.9999%",
        ),
        ({"milestone": "producing"}, {}, "尚未投产", "start of production is not reached"),
        ({"milestone": "signed", "by": "2025-06-29"}, {}, "现为 2025-06-30", "it is 2025-06-30"),
        (
            {
                "any": [
                    {"attribute": "list500", "equals": "world500"},
                    {"all": [{"metric": "paid_in", "at_least": 5000}, {"milestone": "producing"}]},
                ]
            },
            {"list500": "china500"},
            "现为：500强榜单中国500强，实缴资本 1,000 元，尚未投产",
            (
                "it is: 500 list China 500, paid-in capital 1,000 yuan, start of production is "
                "not reached"
            ),
        ),
        (
            {
                "all": [
                    {"attribute": "origin", "equals": "foreign"},
                    {"attribute": "hi_tech", "equals": True},
                    {"milestone": "signed"},
                ]
            },
            {"origin": "domestic"},
            "现为：资金来源内资，高新技术尚未确定，签约 2025-06-30",
            "it is: origin of the capital domestic, high-tech not set, signing 2025-06-30",
        ),
    ],
)
def test_what_was_found_is_told_and_never_as_nothing(condition, facts, zh, en):
    attributes = {
        "hi_tech": {**NAMED, "kind": "flag"},
        "part": {**NAMED, "kind": "rate", "from": 0, "to": 1},
    }
    document = rule(None, {"attributes": attributes}, when=[condition])
    foreign = Contribution("2", "foreign_capital", Decimal("299.99999"), DAY)
    money = (Contribution("1", "paid_in", Decimal(1000), DAY), foreign)
    everything = {"contributions": money, "attributes": facts, "milestones": {"signed": DAY}}
    assert told(document, **everything)[0].endswith(f"；{zh}。")
    assert told(document, language="en", **everything)[0].endswith(f"; {en}.")
    top = rule(None, {"attributes": attributes, "when": [condition]})
    assert told(top, **everything)[0].endswith(f"；{zh}。")


def test_a_reason_of_a_time_when_found_was_left_empty_is_still_told():
    old = Step.of(
        "component_not_met", "c", component="one", period="", condition="when[0]", found=""
    )
    document = rule(when=[{"milestone": "producing"}])
    assert explain([old], "zh", load_policy(document)) == [
        "〔第一条〕奖励不适用：已投产；尚未投产。"
    ]
    assert explain([old], "zh") == ["〔c〕one不适用：when[0]；现为未知。"]


def test_edges_and_limits_are_told_as_they_are():
    whole = {
        "mode": "whole",
        "edge": "lower",
        "brackets": [
            {"from": 0, "to": 10, "rate": "0.1"},
            {"from": 10, "rate": "0.2", "edge": "upper"},
        ],
    }
    zh = describe(load_policy(rule(whole, more_than=5)), "zh")[0]
    assert "须超过 5 元" in zh and "界点归较低档" in zh and "10 元（含）以上 20%" in zh
    assert [total(work_out(rule(whole), (amount, DAY))) for amount in (10, "9.99")] == [
        Decimal("2.00"),
        Decimal("1.00"),
    ]
    upper = {
        **whole,
        "edge": "upper",
        "brackets": [whole["brackets"][0], {**whole["brackets"][1], "edge": "lower"}],
    }
    assert total(work_out(rule(upper), (10, DAY))) == Decimal("1.00")
    assert "10 元（不含）以上 20%" in describe(load_policy(rule(upper)), "zh")[0]


@pytest.mark.parametrize(
    ("operator", "limit", "is_met"),
    [
        ("at_least", 10, True),
        ("at_least", "10.01", False),
        ("more_than", 10, False),
        ("more_than", "9.99", True),
        ("at_most", 10, True),
        ("at_most", "9.99", False),
        ("less_than", 10, False),
        ("less_than", "10.01", True),
    ],
)
def test_an_edge_belongs_to_one_side_without_tricks(operator, limit, is_met):
    for condition in (
        {"metric": "paid_in", operator: limit},
        {"attribute": "contract_amount", operator: limit},
    ):
        document = rule(FIXED, when=[condition])
        assert (
            bool(work_out(document, (10, DAY), attributes={"contract_amount": "10"}).dues) is is_met
        )


SURPLUS = (
    Payee("a", registered_on=DAY),
    Payee("b", registered_on=DAY, lead=True),
    Payee("c", registered_on=date(2025, 7, 1)),
)
OFFICIAL = frozenset({"natural_person", "public_servant"})


@pytest.mark.parametrize(
    ("rules", "payees", "expected"),
    [
        ({"at_most": 1}, SURPLUS, {"b": "90.00"}),
        ({"at_most": 2}, SURPLUS, {"a": "45.00", "b": "45.00"}),
        (
            {"at_most": 1, "never": ["public_servant"]},
            (SURPLUS[1]._replace(traits=OFFICIAL), SURPLUS[2]),
            {"c": "90.00"},
        ),
        (
            {"at_most": 1, "never": ["public_servant"], "excluded_share": "lapses"},
            (SURPLUS[1]._replace(traits=OFFICIAL), SURPLUS[2]),
            {"c": "45.00"},
        ),
        (
            {"never": ["public_servant"]},
            (SURPLUS[1]._replace(traits=OFFICIAL), SURPLUS[2]),
            {"c": "45.00"},
        ),
        (
            {"never": ["public_servant"], "excluded_share": "to_the_others"},
            (SURPLUS[1]._replace(traits=OFFICIAL), SURPLUS[2]),
            {"c": "90.00"},
        ),
        ({"at_most": 1, "divide": "equally"}, SURPLUS, {"b": "90.00"}),
    ],
)
def test_who_is_one_too_many_never_had_a_share(rules, payees, expected):
    dues = work_out(
        rule({"mode": "fixed", "amount": 90}, {"payees": rules}), (1, DAY), payees=payees
    ).dues
    assert {due.payee: str(due.amount) for due in dues} == expected


ROLES = {"divide": "roles", "roles": {"信息": "0.3", "促成": "0.7"}, "never": ["public_servant"]}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, {"b": "70.00"}),
        ({"excluded_share": "to_the_others"}, {"b": "100.00"}),
        ({"excluded_share": "lapses"}, {"b": "70.00"}),
    ],
)
def test_the_role_of_an_excluded_payee_lapses_or_goes_to_the_others(more, expected):
    payees = (Payee("a", traits=OFFICIAL, role="信息"), Payee("b", lead=True, role="促成"))
    dues = work_out(
        rule({"mode": "fixed", "amount": 100}, {"payees": {**ROLES, **more}}),
        (1, DAY),
        payees=payees,
    ).dues
    assert {due.payee: str(due.amount) for due in dues} == expected


def test_the_part_of_a_role_that_nobody_has_is_not_paid():
    rules = {**ROLES, "excluded_share": "to_the_others"}
    dues = work_out(
        rule({"mode": "fixed", "amount": 100}, {"payees": rules}),
        (1, DAY),
        payees=(Payee("b", lead=True, role="促成"),),
    ).dues
    assert {due.payee: str(due.amount) for due in dues} == {"b": "70.00"}


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"never": ["public_servant"]}, "不予奖励者的份额不再分配。"),
        ({"confirmed": True}, "不予奖励者的份额不再分配。"),
        ({"only": ["organisation"], "at_most": 1}, "不予奖励者的份额归其他受奖人。"),
        (
            {"registered_before": "signed", "excluded_share": "to_the_others"},
            "不予奖励者的份额归其他受奖人。",
        ),
    ],
)
def test_what_becomes_of_an_excluded_share_is_told_also_where_the_policy_is_silent(rules, sentence):
    assert sentence in describe(load_policy(rule(top={"payees": rules})), "zh")
    assert sentence not in describe(load_policy(rule(top={"payees": {"at_most": 2}})), "zh")
