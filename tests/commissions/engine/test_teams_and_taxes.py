"""Payees who agree on one of them, teams that count as one, foreign amounts among yuan, and
components taxed by themselves.
"""

from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import (
    Facts,
    Payee,
    Rate,
    assess,
    check_document,
    describe,
    explain,
    load_policy,
)
from tests.commissions.engine.built import money, rule, total

DAY = date(2026, 6, 30)
HUNDRED = {"mode": "fixed", "amount": 100}


def shared(rules, *payees, top=None):
    document = rule(HUNDRED, {"payees": rules, **(top or {})}, metric=None)
    return assess(load_policy(document), Facts("P", payees=payees), DAY)


def amounts(found):
    return {due.payee: due.amount for due in found.dues}


def member(name, team="", share=1, day=1, **facts):
    return Payee(name, share=Decimal(share), team=team, registered_on=date(2026, 1, day), **facts)


AGREED = {"divide": "agreed"}


def test_the_one_agreed_on_is_paid_alone():
    found = shared(AGREED, member("a"), member("b", agreed=True), member("c"))
    assert amounts(found) == {"b": Decimal(100)}
    assert {dict(step.values)["payee"]: dict(step.values)["reason"] for step in found.notes} == {
        "a": "another_agreed",
        "c": "another_agreed",
    }


@pytest.mark.parametrize(
    "payees", [(member("a"), member("b")), (member("a", agreed=True), member("b", agreed=True))]
)
def test_nothing_is_paid_until_all_agree_on_one(payees):
    found = shared(AGREED, *payees)
    assert (found.dues, [step.kind for step in found.notes]) == ((), ["not_agreed"])


def test_one_payee_needs_no_agreement():
    assert amounts(shared(AGREED, member("a"))) == {"a": Decimal(100)}
    official = member("b", agreed=True, traits=frozenset({"public_servant"}))
    assert amounts(shared({**AGREED, "never": ["public_servant"]}, member("a"), official)) == {
        "a": Decimal(100)
    }


def test_an_agreement_on_somebody_excluded_holds_it_back():
    official = member("c", agreed=True, traits=frozenset({"public_servant"}))
    found = shared({**AGREED, "never": ["public_servant"]}, member("a"), member("b"), official)
    assert (found.dues, found.notes[-1].kind) == ((), "not_agreed")


AS_ONE = {"teams_as_one": True}
TEAM = (member("a", "甲队", share=3), member("b", "甲队", share=1), member("c", day=2))


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"divide": "equally", **AS_ONE}, {"a": "37.50", "b": "12.50", "c": "50.00"}),
        ({"divide": "equally"}, {"a": "33.34", "b": "33.33", "c": "33.33"}),
        ({"divide": "equally", "teams_as_one": False}, {"a": "33.34", "b": "33.33", "c": "33.33"}),
        ({**AS_ONE}, {"a": "60.00", "b": "20.00", "c": "20.00"}),
        ({"at_most": 1, **AS_ONE}, {"a": "75.00", "b": "25.00"}),
        ({"at_most": 1}, {"a": "100.00"}),
        ({"at_most": 2, "divide": "equally", **AS_ONE}, {"a": "37.50", "b": "12.50", "c": "50.00"}),
    ],
)
def test_a_team_counts_as_one(rules, expected):
    assert amounts(shared(rules, *TEAM)) == {
        name: Decimal(amount) for name, amount in expected.items()
    }


def test_a_team_has_one_share_of_a_role():
    rules = {"divide": "roles", "roles": {"信息": "0.4", "促成": "0.6"}, **AS_ONE}
    team = (
        member("a", "甲队", 3, role="信息"),
        member("b", "甲队", 1, role="信息"),
        member("c", role="信息"),
        member("d", "甲队", role="促成"),
    )
    assert amounts(shared(rules, *team)) == {
        "a": Decimal(15),
        "b": Decimal(5),
        "c": Decimal(20),
        "d": Decimal(60),
    }


def test_payees_without_a_team_are_none():
    assert amounts(shared({"divide": "equally", **AS_ONE}, member("a"), member("b"))) == {
        "a": Decimal(50),
        "b": Decimal(50),
    }


def test_a_team_called_like_a_payee_is_not_that_payee():
    rules = {"divide": "equally", **AS_ONE}
    assert amounts(shared(rules, member("a"), member("b", "a"), member("c", "a"))) == {
        "a": Decimal(50),
        "b": Decimal(25),
        "c": Decimal(25),
    }


@pytest.mark.parametrize(
    ("cap", "refused"), [("payee", True), ("payee_year", True), ("project", False), ("all", False)]
)
def test_a_cap_across_projects_cannot_count_a_team(cap, refused):
    document = rule(HUNDRED, {"payees": AS_ONE, "caps": {cap: 50}}, metric=None)
    assert [each.kind for each in check_document(document)] == (["teams"] if refused else [])


@pytest.mark.parametrize(
    ("rules", "zh", "en"),
    [
        (AGREED, "只奖励各方一致推选的一位", "only the one on whom all agreed is paid"),
        (AS_ONE, "同一团队视为一位受奖人", "A team counts as one payee"),
    ],
)
def test_who_is_paid_is_told(rules, zh, en):
    policy = load_policy(rule(HUNDRED, {"payees": rules}, metric=None))
    assert any(zh in each for each in describe(policy, "zh")) and any(
        en in each for each in describe(policy, "en")
    )


TEN = {"amount": 10_000, "currency": "USD", "rate_day": "signed"}
RATES = (Rate("USD", date(2026, 1, 1), Decimal("7.1")), Rate("USD", date(2026, 6, 1), Decimal(8)))


def in_yuan(document, signed=date(2026, 3, 1), amount=100_000_000):
    facts = Facts(
        "P",
        milestones={"signed": signed} if signed else {},
        contributions=money((amount, DAY), metric="paid_in"),
        rates=RATES,
    )
    return assess(load_policy(document), facts, DAY)


@pytest.mark.parametrize(
    ("component", "amount", "expected"),
    [
        ({"cap": TEN}, 100_000_000, 71_000),
        ({"floor": TEN}, 100, 71_000),
        ({"at_least": TEN}, 71_000, 710),
        ({"at_least": TEN}, 70_999, 0),
        ({"when": [{"metric": "paid_in", "at_least": TEN}]}, 70_999, 0),
        ({"when": [{"metric": "paid_in", "at_least": TEN}]}, 71_000, 710),
    ],
)
def test_a_foreign_amount_stands_for_the_yuan_of_its_day(component, amount, expected):
    assert total(in_yuan(rule(**component), amount=amount)) == Decimal(expected)


def test_a_foreign_amount_waits_for_its_day_and_its_rate():
    for signed, kind in ((None, "no_milestone"), (date(2025, 3, 1), "no_rate")):
        found = in_yuan(rule(cap=TEN), signed)
        assert (found.dues, [step.kind for step in found.notes]) == ((), [kind])


def test_a_foreign_amount_is_told_with_its_rate():
    policy = load_policy(rule(cap=TEN))
    assert "每期上限 1 万美元（按签约汇率折算）" in describe(policy, "zh")[0]
    assert (
        "at most 10,000 US dollars (at the rate of signing) a period" in describe(policy, "en")[0]
    )
    steps = [step for due in in_yuan(rule(cap=TEN)).dues for step in due.steps]
    (exchanged,) = [step for step in steps if step.kind == "amount_exchanged"]
    assert dict(exchanged.values) == {
        "amount": "10000",
        "currency": "USD",
        "rate_day": "signed",
        "rate": "7.1",
        "result": "71000.0",
    }
    assert "10,000 美元按签约汇率 7.1 折合 71,000 元" in explain([exchanged], "zh", policy)[0]


@pytest.mark.parametrize(
    ("document", "path", "kind"),
    [
        (rule(cap={"amount": 1, "currency": "USD"}), "components[0].cap.rate_day", "needed"),
        (rule(cap={"amount": 1, "rate_day": "signed"}), "components[0].cap.currency", "needed"),
        (
            rule(cap={"amount": 1, "currency": "CNY", "rate_day": "signed"}),
            "components[0].cap.currency",
            "word",
        ),
        (
            rule(cap={"amount": 1, "currency": "USD", "rate_day": "arrival"}),
            "components[0].cap.rate_day",
            "word",
        ),
        (rule(share=TEN), "components[0].share", "no_amount"),
        (rule(times=TEN), "components[0].times", "no_amount"),
        (
            rule(currency="USD", rate_day="signed", at_least=TEN),
            "components[0].at_least",
            "yuan_only",
        ),
        (
            rule(HUNDRED, pays_in="USD", rate_day="signed", cap=TEN),
            "components[0].cap",
            "yuan_only",
        ),
        (
            rule(cap=TEN, top={"currency": "USD"}, rate_day="signed"),
            "components[0].cap",
            "yuan_only",
        ),
        (
            rule(
                top={"currency": "USD", "caps": {"project": TEN}},
                currency="USD",
                rate_day="arrival",
            ),
            "caps.project",
            "yuan_only",
        ),
        (rule(cap=TEN), "", ""),
        (rule(top={"caps": {"project": TEN}}, currency="USD", rate_day="arrival"), "", ""),
    ],
)
def test_a_foreign_amount_stands_where_amounts_are_in_yuan(document, path, kind):
    problems = [(each.path, each.kind) for each in check_document(document)]
    assert problems[:1] == ([(path, kind)] if kind else [])


def taxed(treatment, own, traits=("natural_person",)):
    document = rule(HUNDRED, {"tax": {"treatment": treatment, "rate": "0.2"}}, metric=None, tax=own)
    facts = Facts("P", payees=(Payee("1", lead=True, traits=frozenset(traits)),))
    (due,) = assess(load_policy(document), facts, DAY).dues
    return due


@pytest.mark.parametrize(
    ("treatment", "own", "gross", "tax"),
    [
        ("withheld", None, 100, 20),
        ("withheld", "withheld", 100, 20),
        ("withheld", "added", 125, 25),
        ("withheld", "free", 100, 0),
        ("added", None, 125, 25),
        ("added", "withheld", 100, 20),
        ("added", "added", 125, 25),
        ("added", "free", 100, 0),
    ],
)
def test_a_component_may_be_taxed_by_itself(treatment, own, gross, tax):
    due = taxed(treatment, own)
    assert (due.amount, due.tax) == (Decimal(gross), Decimal(tax))
    assert ("tax_free" in [step.kind for step in due.steps]) == (own == "free")


def test_whose_reward_is_not_taxed_needs_no_exemption():
    due = taxed("added", "free", traits=("organisation",))
    assert (due.amount, due.tax, [step.kind for step in due.steps]) == (100, 0, ["fixed"])


@pytest.mark.parametrize(
    ("own", "zh", "en"),
    [
        ("withheld", "代扣税款", "is withheld"),
        ("added", "税后金额", "on top"),
        ("free", "此项免税", "free of tax"),
    ],
)
def test_how_a_component_is_taxed_is_told(own, zh, en):
    policy = load_policy(
        rule(HUNDRED, {"tax": {"treatment": "added", "rate": "0.2"}}, metric=None, tax=own)
    )
    assert zh in describe(policy, "zh")[0] and en in describe(policy, "en")[0]
