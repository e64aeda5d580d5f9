"""Full fiscal years, years of the agreement, and what an agent earns by itself."""

from datetime import date
from decimal import Decimal

import pytest

from commissions.engine import (
    Contribution,
    Facts,
    Payee,
    assess,
    assess_agent,
    check_document,
    describe,
    dividing_days,
    explain,
    load_policy,
    takes,
    windows_of,
)
from tests.commissions.engine.built import money, rule, total, work_out

SINGLE = {"mode": "single", "rate": "0.01"}
APPOINTED = {"appointed": date(2024, 3, 1)}
FEE = {"metric": None, "per": "agreement_year", "schedule": {"mode": "fixed", "amount": 60000}}


def paid_on(*days):
    return money(*((1_000_000, day) for day in days), metric="paid_in")


@pytest.mark.parametrize(
    ("produced", "day", "counts"),
    [
        (date(2024, 3, 1), date(2024, 12, 31), False),
        (date(2024, 3, 1), date(2025, 1, 1), True),
        (date(2024, 3, 1), date(2025, 12, 31), True),
        (date(2024, 3, 1), date(2026, 1, 1), False),
        (date(2024, 1, 1), date(2024, 1, 1), True),
        (date(2024, 1, 1), date(2025, 1, 1), False),
        (date(2024, 1, 2), date(2024, 12, 31), False),
        (date(2024, 12, 31), date(2025, 1, 1), True),
        (date(2024, 2, 1), date(2024, 6, 1), False),
    ],
)
def test_the_first_full_year_is_the_one_that_the_milestone_leaves_whole(produced, day, counts):
    document = rule(SINGLE, window={"from": "producing", "full_years": 1})
    found = work_out(document, contributions=paid_on(day), milestones={"producing": produced})
    assert total(found) == (Decimal(10_000) if counts else 0)


def test_two_full_years_end_with_the_second():
    document = rule(SINGLE, window={"from": "producing", "full_years": 2})
    days = paid_on(date(2025, 6, 1), date(2026, 12, 31), date(2027, 1, 1))
    found = work_out(
        document,
        contributions=days,
        milestones={"producing": date(2024, 3, 1)},
        as_of=date(2027, 6, 1),
    )
    assert total(found) == Decimal(20_000)
    assert "生产" not in describe(load_policy(document), "zh")[0]
    assert "投产后前 2 个完整会计年度内" in describe(load_policy(document), "zh")[0]
    assert (
        "in the first 2 full fiscal years after start of production"
        in describe(load_policy(document), "en")[0]
    )


def test_the_first_full_year_is_told_as_such():
    policy = load_policy(rule(SINGLE, window={"from": "producing", "full_years": 1}))
    assert "投产后首个完整会计年度内" in describe(policy, "zh")[0]
    assert "in the first full fiscal year after start of production" in describe(policy, "en")[0]


def of_agreement(component=None, values=None, by="agreement_year"):
    parameters = {
        "target": {
            "name": {"zh": "年度任务", "en": "target"},
            "by": by,
            "values": values or {"1": 1_000_000, "2": 4_000_000},
        }
    }
    schedule = {"mode": "pro_rata", "of": {"parameter": "target"}, "amount": 1000}
    component = {"per": "agreement_year", "schedule": schedule, **(component or {})}
    return rule(top={"parameters": parameters}, **component)


def test_each_year_of_the_agreement_has_its_own_target():
    days = paid_on(
        date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1), date(2026, 2, 28)
    )
    found = work_out(of_agreement(), contributions=days, milestones=APPOINTED)
    # before the agreement: nothing; first year 2 of 1 million: all; second year 2 of 4 million:
    # half
    assert [(due.period, due.amount) for due in found.dues] == [
        ("20240301-20250228", Decimal(1000)),
        ("20250301-20260228", Decimal(500)),
    ]


def test_what_a_year_deducts_lies_in_that_year():
    days = (
        *paid_on(date(2024, 5, 1), date(2025, 5, 1)),
        Contribution("9", "state_capital", Decimal(500_000), date(2024, 6, 1)),
    )
    document = of_agreement({"minus": ["state_capital"], "schedule": SINGLE})
    found = work_out(document, contributions=days, milestones=APPOINTED)
    assert [due.amount for due in found.dues] == [Decimal(5000), Decimal(10_000)]


def test_a_year_without_a_target_is_held_back_and_said():
    days = paid_on(date(2026, 3, 1))
    policy = load_policy(of_agreement())
    found = assess(policy, Facts("P", contributions=days, milestones=APPOINTED), date(2026, 12, 31))
    assert found.dues == ()
    assert "年度任务没有 3 年的数值" in explain(found.notes, "zh", policy)[0]


def test_nothing_is_reckoned_by_the_agreement_before_its_day_is_known():
    found = work_out(of_agreement(), contributions=paid_on(date(2024, 5, 1)))
    assert found.dues == ()
    assert [step.kind for step in found.notes] == ["no_milestone"]


def test_the_year_of_a_target_is_told():
    policy = load_policy(of_agreement())
    assert "年度任务（第 1 年 100 万元，第 2 年 400 万元）" in describe(policy, "zh")[0]
    assert "target (year 1: 1,000,000 yuan, year 2: 4,000,000 yuan)" in describe(policy, "en")[0]
    assert (
        "按协议年度计算" in describe(policy, "zh")[0]
        and "by years of the agreement" in describe(policy, "en")[0]
    )
    (due,) = assess(
        policy,
        Facts("P", contributions=paid_on(date(2024, 5, 1)), milestones=APPOINTED),
        date(2024, 6, 1),
    ).dues
    assert any(
        "协议第 1 年的年度任务为 1000000" in each for each in explain(due.steps, "zh", policy)
    )


@pytest.mark.parametrize(
    ("as_of", "in_advance", "periods"),
    [
        (date(2025, 2, 28), False, []),
        (date(2025, 3, 1), False, ["20240301-20250228"]),
        (date(2024, 2, 29), True, []),
        (date(2024, 3, 1), True, ["20240301-20250228"]),
        (date(2025, 3, 1), True, ["20240301-20250228", "20250301-20260228"]),
    ],
)
def test_a_fee_of_the_agreement_falls_due_when_its_year_is_over_or_begins(
    as_of, in_advance, periods
):
    document = rule(**FEE, in_advance=in_advance)
    found = assess(load_policy(document), Facts("P", milestones=APPOINTED), as_of)
    assert [due.period for due in found.dues] == periods
    assert all(due.amount == 60_000 for due in found.dues)


@pytest.mark.parametrize(
    ("window", "periods"),
    [
        ({"from": "appointed", "months": 12}, ["20240301-20250228"]),
        ({"from": "appointed", "years": 2}, ["20240301-20250228", "20250301-20260228"]),
        ({"from": "terminated", "years": 2}, []),
    ],
)
def test_a_fee_of_the_agreement_ends_with_its_window(window, periods):
    policy = load_policy(rule(**FEE, window=window))
    found = assess(policy, Facts("P", milestones=APPOINTED), date(2030, 1, 1))
    assert [due.period for due in found.dues] == periods


@pytest.mark.parametrize(
    ("on", "periods"), [(date(2025, 3, 1), 1), (date(2025, 3, 2), 2), (date(2024, 3, 1), 0)]
)
def test_a_year_of_the_agreement_that_has_begun_before_a_termination_is_paid(on, periods):
    facts = Facts("P", milestones={**APPOINTED, "terminated": on})
    assert len(assess(load_policy(rule(**FEE)), facts, date(2030, 1, 1)).dues) == periods


def test_the_day_on_which_a_fee_falls_due_is_the_next_to_look_at():
    found = assess(load_policy(rule(**FEE)), Facts("P", milestones=APPOINTED), date(2024, 6, 1))
    assert found.next_on == date(2025, 3, 1)


def test_a_stage_of_a_fee_waits_from_the_first_day_of_its_year():
    stages = [{"share": 1, "milestone": "appointed", "months": 18}]
    found = assess(
        load_policy(rule(**FEE, stages=stages)), Facts("P", milestones=APPOINTED), date(2025, 9, 1)
    )
    assert [(due.period, due.on) for due in found.dues] == [("20240301-20250228", date(2025, 9, 1))]


def test_amounts_are_added_up_within_a_year_of_the_agreement_alone():
    windows = windows_of(load_policy(of_agreement()))
    assert dividing_days(windows, APPOINTED, date(2026, 3, 1)) == {
        date(2024, 3, 1),
        date(2025, 3, 1),
        date(2026, 3, 1),
        date(2026, 3, 2),
    }
    assert dividing_days(windows, {}, date(2026, 3, 1)) == {date(2026, 3, 2)}
    assert windows_of(load_policy(rule(per="year"))) == ()


@pytest.mark.parametrize(
    ("document", "path", "kind"),
    [
        (of_agreement({"per": "year"}), "components[0].schedule.of", "agreement_year"),
        (of_agreement({"per": None}), "components[0].schedule.of", "agreement_year"),
        (of_agreement(values={"0": 1}), "parameters.target.values.0", "year_number"),
        (of_agreement(values={"2024": 1}), "parameters.target.values.2024", "year_number"),
        (of_agreement(values={"100": 1}), "parameters.target.values.100", "year_number"),
        (of_agreement(values={"1": 1}, by="signed"), "parameters.target.values.1", "year_number"),
        (of_agreement(values={"99": 1}), "", ""),
        (of_agreement(values={"2024": 1}, by="signed"), "", ""),
        (
            rule(caps={"project": 1}, top={"tax": {"treatment": "withheld", "rate": "0.2"}}),
            "components[0].caps",
            "unknown_key",
        ),
        (rule(tax="free"), "components[0].tax", "component_tax"),
    ],
)
def test_a_number_of_the_agreements_years_stands_where_such_years_are_counted(document, path, kind):
    problems = [(each.path, each.kind) for each in check_document(document)]
    assert problems[:1] == ([(path, kind)] if kind else [])


def other(**component):
    return {
        "code": "two",
        "name": {"zh": "乙", "en": "B"},
        "clause": "c",
        "schedule": SINGLE,
        **component,
    }


def test_what_builds_on_others_knows_no_years_of_the_agreement():
    document = rule()
    document["components"].append(other(of=["one"], per="agreement_year"))
    assert [(each.path, each.kind) for each in check_document(document)] == [
        ("components[1].per", "of_agreement")
    ]


AGENT = Payee("7", lead=True, traits=frozenset({"organisation"}))


def agent_facts(*contributions, milestones=None, payee=AGENT):
    return Facts(
        "A", milestones=milestones or APPOINTED, contributions=contributions, payees=(payee,)
    )


def both():
    """1% of each project, and a fee of the agent once a year."""
    document = rule(SINGLE, {"caps": {"project": 5000, "payee": 6000}})
    document["components"].append(
        other(
            metric="paid_in",
            belongs_to="agent",
            schedule={"mode": "flat", "edge": "upper", "brackets": [{"from": 0, "amount": 88_000}]},
        )
    )
    return load_policy(document)


def test_what_belongs_to_the_agent_is_no_reward_of_a_project():
    found = assess(both(), Facts("P", contributions=paid_on(date(2024, 5, 1))), date(2024, 12, 31))
    assert [(due.component, due.amount) for due in found.dues] == [("one", Decimal(5000))]


def test_the_agent_earns_its_own_once_and_outside_the_caps():
    found = assess_agent(
        both(), agent_facts(*paid_on(date(2024, 5, 1), date(2024, 6, 1))), date(2024, 12, 31)
    )
    assert [(due.component, due.payee, due.amount) for due in found.dues] == [
        ("two", "7", Decimal(88_000))
    ]
    assert found.notes == ()


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ({"never": ["organisation"]}, "organisation"),
        ({"only": ["natural_person"]}, "not_among_payees"),
    ],
)
def test_an_agent_whom_the_policy_does_not_pay_earns_nothing_by_itself(rules, reason):
    document = rule(SINGLE, {"payees": rules}, belongs_to="agent")
    found = assess_agent(
        load_policy(document), agent_facts(*paid_on(date(2024, 5, 1))), date(2024, 12, 31)
    )
    assert found.dues == ()
    assert [(step.kind, dict(step.values)) for step in found.notes] == [
        ("payee_excluded", {"payee": "7", "reason": reason})
    ]


def test_the_rules_on_referrals_do_not_reach_what_the_agent_earns_by_itself():
    rules = {
        "registered_before": "signed",
        "confirmed": True,
        "divide": "roles",
        "roles": {"信息": 1},
    }
    document = rule(SINGLE, {"payees": rules}, belongs_to="agent")
    found = assess_agent(
        load_policy(document), agent_facts(*paid_on(date(2024, 5, 1))), date(2024, 12, 31)
    )
    assert total(found) == Decimal(10_000)


def test_the_agents_own_is_taxed_like_the_rest():
    document = rule(
        SINGLE,
        {"tax": {"treatment": "withheld", "rate": "0.2", "payees": ["organisation"]}},
        belongs_to="agent",
    )
    (due,) = assess_agent(
        load_policy(document), agent_facts(*paid_on(date(2024, 5, 1))), date(2024, 12, 31)
    ).dues
    assert (due.amount, due.tax) == (Decimal(10_000), Decimal("2000.00"))


def test_an_end_of_the_agreement_before_its_time_ends_what_the_agent_earns():
    facts = agent_facts(
        *paid_on(date(2024, 5, 1), date(2024, 8, 1)),
        milestones={**APPOINTED, "terminated": date(2024, 7, 1)},
    )
    policy = load_policy(rule(SINGLE, belongs_to="agent"))
    assert total(assess_agent(policy, facts, date(2024, 12, 31))) == Decimal(10_000)


def test_what_the_agent_lacks_is_said():
    document = rule(SINGLE, belongs_to="agent", per="agreement_year")
    facts = Facts("A", contributions=paid_on(date(2024, 5, 1)), payees=(AGENT,))
    found = assess_agent(load_policy(document), facts, date(2024, 12, 31))
    assert (found.dues, [step.kind for step in found.notes]) == ((), ["no_milestone"])


@pytest.mark.parametrize(
    ("component", "path", "what"),
    [
        (
            {"when": [{"attribute": "industry_section", "equals": "C"}]},
            "components[0].when[0]",
            "attribute industry_section",
        ),
        ({"when": [{"milestone": "producing"}]}, "components[0].when[0].milestone", "producing"),
        ({"window": {"from": "signed", "years": 1}}, "components[0].window.from", "signed"),
        (
            {"window": {"from": "appointed", "until": "producing"}},
            "components[0].window.until",
            "producing",
        ),
        ({"currency": "USD", "rate_day": "signed"}, "components[0].rate_day", "signed"),
        (
            {"stages": [{"share": 1, "milestone": "started"}]},
            "components[0].stages[0].milestone",
            "started",
        ),
    ],
)
def test_what_belongs_to_the_agent_rests_on_no_single_project(component, path, what):
    problems = [
        (each.path, each.kind, dict(each.values))
        for each in check_document(rule(SINGLE, belongs_to="agent", **component))
    ]
    assert problems == [(path, "of_agent", {"what": what})]


def test_what_belongs_to_the_agent_stands_alone():
    document = rule(SINGLE, {"higher_of": [{"of": ["one", "two"]}]}, belongs_to="agent")
    document["components"].append(other(of=["one"], belongs_to="agent"))
    problems = {(each.path, dict(each.values).get("what")) for each in check_document(document)}
    assert {("components[1].of", "of"), ("higher_of[0].of", "higher_of")} <= problems
    sound = rule(
        SINGLE,
        belongs_to="agent",
        window={"from": "appointed", "years": 3},
        currency="USD",
        rate_day="arrival",
    )
    assert check_document(sound) == []


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "属于受托机构本身"), ("en", "earned by the agent itself")]
)
def test_whose_reward_it_is_is_told(language, words):
    policy = load_policy(rule(SINGLE, belongs_to="agent"))
    assert words in describe(policy, language)[0]
    assert words not in describe(load_policy(rule(SINGLE, belongs_to="project")), language)[0]


@pytest.mark.parametrize(
    ("signed", "section", "as_of", "taken"),
    [
        (date(2024, 5, 1), "C", date(2024, 12, 31), True),
        (date(2024, 5, 1), "K", date(2024, 12, 31), False),
        (date(2025, 5, 1), "C", date(2025, 12, 31), False),
        (date(2024, 5, 1), "C", date(2024, 4, 30), False),
        (None, "C", date(2024, 12, 31), False),
        (date(2024, 5, 1), None, date(2024, 12, 31), False),
    ],
)
def test_whether_a_policy_takes_a_project_is_known_only_where_all_is(signed, section, as_of, taken):
    top = {
        "validity": {"from": "2024-01-01", "to": "2024-12-31"},
        "when": [{"attribute": "industry_section", "equals": "C"}],
    }
    facts = Facts("P", {"industry_section": section}, {"signed": signed} if signed else {})
    assert takes(load_policy(rule(SINGLE, top)), facts, as_of) is taken


def test_a_stage_waits_from_each_years_first_day_for_fees_alone():
    stages = [{"share": 1, "milestone": "appointed", "months": 6}]
    counted = load_policy(rule(SINGLE, per="agreement_year", stages=stages))
    fee = load_policy(rule(**FEE, stages=stages))
    assert "100% is paid after appointment and 6 months" in describe(counted, "en")[0]
    assert "100% is paid after appointment and 6 months" not in describe(fee, "en")[0]


def test_a_tax_that_nobody_set_holds_back_what_the_agent_earns():
    rate = {"name": {"zh": "税率", "en": "rate of tax"}, "kind": "rate", "from": 0, "to": "0.4"}
    tax = {"treatment": "withheld", "rate": {"attribute": "rate"}, "payees": ["organisation"]}
    document = rule(SINGLE, {"attributes": {"rate": rate}, "tax": tax}, belongs_to="agent")
    found = assess_agent(
        load_policy(document), agent_facts(*paid_on(date(2024, 5, 1))), date(2024, 12, 31)
    )
    assert (found.dues, [step.kind for step in found.notes]) == ((), ["undecided"])


@pytest.mark.parametrize(("land", "paid"), [("excluded", 0), ("included", 10_000)])
def test_a_threshold_on_fixed_assets_counts_land_as_it_says(land, paid):
    condition = {"metric": "fixed_assets", "land": land, "at_least": 5_000_000}
    amounts = (
        *paid_on(date(2024, 5, 1)),
        *money((5_000_000, date(2024, 5, 1), "fixed_assets"), (1, date(2024, 5, 1), "land")),
    )
    assert total(work_out(rule(SINGLE, when=[condition]), contributions=amounts)) == Decimal(paid)
