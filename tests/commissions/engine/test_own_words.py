"""Metrics and milestones that a policy declares, and the metrics that texts name beside capital and
tax.
"""

from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import (
    Contribution,
    Facts,
    assess,
    check_document,
    describe,
    explain,
    load_policy,
)
from tests.commissions.engine.built import rule, total, work_out

DAY = date(2026, 6, 30)
BEDS = {
    "name": {"zh": "养老床位", "en": "beds for the elderly"},
    "unit": {"zh": "张", "en": "beds"},
}
RESEARCH = {"name": {"zh": "研发投入", "en": "spending on research"}}
LICENSED = {"name": {"zh": "取得办学许可", "en": "licence to teach"}}


def own(component=None, **top):
    schedule = {"mode": "steps", "from": 100, "first": 20000, "every": 50, "amount": 10000}
    return rule(
        schedule,
        {
            "metrics": {"beds": BEDS, "research": RESEARCH},
            "milestones": {"licensed": LICENSED},
            **top,
        },
        metric="beds",
        **(component or {}),
    )


@pytest.mark.parametrize(
    "metric", ["funds_in_place", "donations", "output", "approved_investment", "wages", "rent"]
)
def test_money_is_rewarded_by_what_the_text_calls_it(metric):
    contributions = (
        Contribution("1", metric, Decimal(1_000_000), DAY),
        Contribution("2", "paid_in", Decimal(5_000_000), DAY),
    )
    assert total(work_out(rule(metric=metric), contributions=contributions)) == Decimal("10000.00")


def test_a_metric_of_the_policy_counts_in_its_own_unit():
    contributions = (
        Contribution("1", "beds", Decimal(120), DAY),
        Contribution("2", "beds", Decimal(80), DAY),
        Contribution("3", "research", Decimal(900), DAY),
    )
    assert total(work_out(own(), contributions=contributions)) == Decimal(
        40_000
    )  # 100 beds, and twice 50 more


def test_a_milestone_of_the_policy_opens_windows_stages_and_conditions():
    component = {
        "window": {"from": "licensed", "months": 12},
        "when": [{"milestone": "licensed", "by": "2026-12-31"}],
        "stages": [
            {"share": "0.5", "milestone": "licensed"},
            {"share": "0.5", "milestone": "operating"},
        ],
    }
    contributions = (
        Contribution("1", "beds", Decimal(50), date(2026, 1, 1)),
        Contribution("2", "beds", Decimal(100), DAY),
    )
    assessment = work_out(
        own(component), contributions=contributions, milestones={"licensed": date(2026, 3, 1)}
    )
    assert [(due.stage, due.amount, due.held) for due in assessment.dues] == [
        ("licensed", Decimal(10_000), ""),
        ("operating", Decimal(10_000), "operating"),
    ]
    assert total(work_out(own(component), contributions=contributions)) == 0


def test_own_words_are_told_by_their_names():
    component = {
        "when": [{"milestone": "licensed"}],
        "stages": [{"share": 1, "milestone": "licensed"}],
    }
    policy = load_policy(own(component))
    zh, en = describe(policy, "zh")[0], describe(policy, "en")[0]
    assert (
        "养老床位" in zh
        and "取得办学许可" in zh
        and "beds for the elderly" in en
        and "licence to teach is reached" in en
    )
    facts = Facts(
        "P",
        contributions=(Contribution("1", "beds", Decimal(150), DAY),),
        milestones={"licensed": DAY},
    )
    reasons = explain(
        [step for due in assess(policy, facts, DAY).dues for step in due.steps], "zh", policy
    )
    assert any("养老床位" in reason for reason in reasons) and any(
        "取得办学许可" in reason for reason in reasons
    )


@pytest.mark.parametrize(
    "code",
    [
        "paid_in",
        "arrival",
        "period",
        "attribute",
        "brackets",
        "Beds",
        "1beds",
        "床位",
        "a" * 21,
        "be-ds",
    ],
)
@pytest.mark.parametrize("section", ["metrics", "milestones"])
def test_a_word_of_the_format_or_an_odd_code_cannot_be_declared(section, code):
    document = own(
        **{section: {"metrics": {"beds": BEDS}, "milestones": {}}[section] | {code: RESEARCH}}
    )
    assert (f"{section}.{code}", "own_word") in [
        (each.path, each.kind) for each in check_document(document)
    ]


def test_a_word_that_nobody_declared_is_refused_with_those_that_exist():
    (problem,) = check_document(own({"plus": ["rooms"]}))
    assert (
        problem.path == "components[0].plus[0]"
        and "research" in problem.told("en")
        and "paid_in" in problem.told("en")
    )


def test_declared_metrics_are_no_milestones():
    assert [each.path for each in check_document(own({"when": [{"milestone": "beds"}]}))] == [
        "components[0].when[0].milestone"
    ]
