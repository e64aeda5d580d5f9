"""An amount that a person sets and of which the text names only the least."""

from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import Facts, Stated, assess, check_document, describe, explain, load_policy
from tests.commissions.engine.built import rule, total

NAME = {"zh": "核定奖励", "en": "award"}


def awarded(**limits):
    award = {"name": NAME, "kind": "number", **limits}
    schedule = {"mode": "fixed", "amount": {"attribute": "award"}}
    return rule(schedule, {"attributes": {"award": award}}, metric=None)


def assessed(value):
    facts = Facts("P", {"award": Stated(Decimal(value), "评审会", "会议纪要")})
    return assess(
        load_policy(awarded(**{"from": 50_000, "open_above": True})), facts, date(2026, 12, 31)
    )


@pytest.mark.parametrize(
    ("value", "expected"), [("50000", 50_000), ("88000000", 88_000_000), ("49999.99", 0)]
)
def test_any_amount_from_the_least_on_is_paid(value, expected):
    assert total(assessed(value)) == Decimal(expected)


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "政策未设上限"), ("en", "the policy sets no upper limit")]
)
def test_the_open_end_is_told_as_what_it_is(language, told):
    policy = load_policy(awarded(**{"from": 50_000, "open_above": True}))
    assert told in describe(policy, language)[0]
    steps = [step for due in assessed("60000").dues for step in due.steps]
    assert any(told in sentence for sentence in explain(steps, language, policy))


def test_a_number_with_two_ends_says_nothing_of_an_open_one():
    policy = load_policy(awarded(**{"from": 50_000, "to": 60_000}))
    assert "未设上限" not in describe(policy, "zh")[0]
    steps = [step for due in assessed("60000").dues for step in due.steps]
    assert not any("未设上限" in sentence for sentence in explain(steps, "zh", policy))


@pytest.mark.parametrize(
    ("limits", "kind"),
    [
        ({"from": 1}, "range"),
        ({"from": 1, "open_above": False}, "range"),
        ({"open_above": True}, "open_above"),
        ({"from": 1, "to": 2, "open_above": True}, "open_above"),
        ({"from": 1, "choices": [1, 2], "open_above": True}, "open_above"),
        ({"from": 1, "to": 2, "open_above": False}, None),
        ({"from": 1, "open_above": True}, None),
    ],
)
def test_an_end_is_open_only_where_the_document_says_so(limits, kind):
    kinds = [each.kind for each in check_document(awarded(**limits))]
    assert kinds[:1] == ([kind] if kind else [])
