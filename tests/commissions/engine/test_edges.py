"""Days and amounts that lie on an edge, odd halves of a fen, and what is said when there is little
to say it with.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from commissions.engine import (
    Contribution,
    Facts,
    Payee,
    Rate,
    Step,
    assess,
    explain,
    json_schema,
    load_policy,
)
from tests.commissions.engine.built import rule, work_out

DAY = date(2025, 6, 30)
SIGNED = date(2025, 1, 15)


def amounts(assessment):
    return [due.amount for due in assessment.dues]


def test_the_published_schema_is_the_one_that_documents_are_checked_by():
    published = Path(__file__).parents[3] / "docs" / "policy.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == json_schema()


@pytest.mark.parametrize(
    ("tax", "amount", "gross", "withheld"),
    [
        # Rewards of a hundredth. Withheld: 0.50 × 5% = 0.025 → 0.03. On top: 0.10 / 0.8 = 0.125 →
        # 0.13.
        ({"treatment": "withheld", "rate": "0.05"}, "50", "0.50", "0.03"),
        ({"treatment": "added", "rate": "0.2"}, "10", "0.13", "0.03"),
    ],
)
def test_half_a_fen_of_tax_is_rounded_up(tax, amount, gross, withheld):
    (due,) = work_out(rule(top={"tax": tax}), (amount, DAY)).dues
    assert (due.amount, due.tax, due.steps[-1].clause) == (Decimal(gross), Decimal(withheld), "")


def test_half_a_fen_is_rounded_up_in_shares_of_tiers_and_stages():
    bearers = [
        {"code": code, "name": {"zh": code, "en": code}, "share": "0.5"}
        for code in ("city", "county")
    ]
    (due,) = work_out(rule(top={"borne_by": bearers}), ("25", DAY)).dues
    assert due.borne == (("city", Decimal("0.13")), ("county", Decimal("0.12")))
    staged = rule(
        stages=[{"share": "0.5", "milestone": "signed"}, {"share": "0.5", "milestone": "started"}]
    )
    assert amounts(
        work_out(staged, ("25", DAY), milestones={"signed": SIGNED, "started": SIGNED})
    ) == [Decimal("0.13"), Decimal("0.12")]
    assert amounts(work_out(rule(), ("12.5", DAY))) == [Decimal("0.13")]


def test_only_the_payees_that_a_tax_names_are_taxed():
    document = rule(
        top={"tax": {"treatment": "withheld", "rate": "0.2", "payees": ["organisation"]}}
    )
    person, firm = Payee("1", lead=True), Payee("2", traits=frozenset({"organisation"}))
    assert [
        (due.payee, due.tax)
        for due in work_out(document, ("20000", DAY), payees=(person, firm)).dues
    ] == [("1", Decimal(0)), ("2", Decimal("20.00"))]
    by_itself = rule(top={"tax": {"treatment": "withheld", "rate": "0.2"}})
    assert [due.tax for due in work_out(by_itself, ("20000", DAY), payees=(person, firm)).dues] == [
        Decimal("20.00"),
        Decimal(0),
    ]


@pytest.mark.parametrize(
    ("started", "is_met"),
    [(None, False), (date(2025, 3, 1), True), (date(2025, 3, 2), False)],
)
def test_a_milestone_with_a_last_day_is_met_on_it_and_not_after(started, is_met):
    document = rule(when=[{"milestone": "started", "by": "2025-03-01"}])
    milestones = {"signed": SIGNED} | ({"started": started} if started else {})
    assert bool(work_out(document, ("1000", DAY), milestones=milestones).dues) is is_met


@pytest.mark.parametrize(
    ("started", "is_met"),
    [
        (SIGNED, True),
        (date(2025, 3, 14), True),
        (date(2025, 3, 15), True),
        (date(2025, 3, 16), False),
        (date(2025, 1, 14), False),
    ],
)
def test_a_window_holds_its_first_day_and_the_corresponding_day_and_not_the_day_after_it(
    started, is_met
):
    document = rule(when=[{"milestone": "started", "within": {"from": "signed", "months": 2}}])
    assert (
        bool(
            work_out(
                document, ("1000", DAY), milestones={"signed": SIGNED, "started": started}
            ).dues
        )
        is is_met
    )


def test_the_latest_rate_of_exchange_counts_and_a_missing_one_names_its_clause():
    document = rule(metric="foreign_capital", currency="USD", rate_day="signed")
    money = (Contribution("1", "foreign_capital", Decimal(7000), DAY, "USD", Decimal(1000)),)
    rates = (
        Rate("USD", date(2025, 1, 1), Decimal(8)),
        Rate("USD", SIGNED, Decimal(6)),
        Rate("USD", date(2025, 2, 1), Decimal(9)),
        Rate("EUR", SIGNED, Decimal(10)),
    )
    facts = {"milestones": {"signed": SIGNED}, "contributions": money}
    assert amounts(work_out(document, rates=rates, **facts)) == [Decimal("60.00")]
    (note,) = work_out(document, **facts).notes
    assert (note.kind, note.clause, dict(note.values)) == (
        "no_rate",
        "c",
        {"component": "one", "currency": "USD", "on": "2025-01-15"},
    )
    condition = rule(
        top={
            "when": [
                {
                    "metric": "foreign_capital",
                    "currency": "USD",
                    "rate_day": "signed",
                    "at_least": 1,
                }
            ]
        }
    )
    yuan = (Contribution("1", "foreign_capital", Decimal(7000), DAY),)
    assert [
        (each.kind, each.clause)
        for each in work_out(condition, milestones=facts["milestones"], contributions=yuan).notes
    ] == [("no_rate", "")]


def test_numbers_of_the_year_are_told_with_the_clause_and_missed_with_it():
    yearly = {
        "parameters": {
            "yearly": {
                "name": {"zh": "系数", "en": "Factor"},
                "by": "period",
                "values": {"2025": "0.03"},
            }
        }
    }
    document = rule({"mode": "single", "rate": {"parameter": "yearly"}}, per="year", top=yearly)
    assessment = work_out(document, ("1000", DAY), ("1000", date(2024, 1, 1)))
    steps = [*assessment.dues[0].steps, *assessment.notes]
    assert [step.clause for step in steps] == ["c"] * len(steps)
    told = [step for step in steps if step.kind in ("parameter", "no_parameter")]
    assert explain(told, "zh", load_policy(document)) == [
        "〔第一条〕2025 年的系数为 0.03。",
        "〔第一条〕奖励：系数没有 2024 年的数值。",
    ]
    assert explain(told, "en", load_policy(document)) == [
        "〔第一条〕Factor for 2025 is 0.03.",
        "〔第一条〕Reward: Factor has no value for 2024.",
    ]
    assert explain(told, "zh") == [
        "〔c〕2025 年的yearly为 0.03。",
        "〔c〕one：yearly没有 2024 年的数值。",
    ]


def test_reasons_are_told_without_their_policy_by_its_codes():
    missing = Step.of("no_rate", "", currency="USD", on=DAY)
    assert explain([missing], "zh", load_policy(rule())) == ["本政策：缺少 2025-06-30 的美元汇率。"]
    assert explain([missing], "en") == [
        "the policy: the rate of exchange of US dollars on 2025-06-30 is not known."
    ]
    refused = Step.of(
        "component_not_met", "", component="one", period="2025", condition="when[0]", found="False"
    )
    assert explain([refused], "zh") == ["one（2025）不适用：when[0]；现为否。"]
    assert explain(
        [Step.of("builds_on", "", components=["one", "two"], base=Decimal(5))], "en"
    ) == ["Based on one, two: 5 yuan."]


def test_a_cap_of_the_year_has_that_years_number_and_counts_that_year_alone():
    values = {
        "parameters": {
            "room": {
                "name": {"zh": "额度", "en": "room"},
                "by": "period",
                "values": {"2024": 12, "2025": 15},
            }
        }
    }
    document = rule(per="year", top={"caps": {"payee_year": {"parameter": "room"}}, **values})
    other = {
        **document["components"][0],
        "code": "two",
        "metric": "fixed_assets",
        "land": "included",
    }
    document["components"].append(other)
    money = [("1000", date(2024, 5, 1)), ("1000", DAY)]
    contributions = tuple(
        Contribution(f"{metric}{day}", metric, Decimal(amount), day)
        for metric in ("paid_in", "fixed_assets")
        for amount, day in money
    )
    dues = work_out(document, contributions=contributions).dues
    assert [(due.component, due.period, due.amount) for due in dues] == [
        ("one", "2024", Decimal("10.00")),
        ("one", "2025", Decimal("10.00")),
        ("two", "2024", Decimal("2.00")),
        ("two", "2025", Decimal("5.00")),
    ]
    assert [step.clause for due in dues for step in due.steps if step.kind == "payee_year_cap"] == [
        "",
        "",
    ]


def test_what_waits_for_its_stage_has_no_year_but_counts_under_the_cap_of_all_years():
    document = rule(
        stages=[{"share": "0.5", "milestone": "signed"}, {"share": "0.5", "milestone": "started"}],
        top={"caps": {"payee": 8, "payee_year": 100}},
    )
    assert [
        (due.stage, due.amount)
        for due in work_out(document, ("1000", DAY), milestones={"signed": SIGNED}).dues
    ] == [("signed", Decimal("5.00")), ("started", Decimal("3.00"))]


def test_of_several_only_the_highest_sum_is_paid_each_year_for_itself_or_over_all():
    document = rule(per="year", top={"higher_of": [{"of": ["one", "two"], "per": "year"}]})
    document["components"].append({**document["components"][0], "code": "two", "metric": "land"})
    money = [
        ("paid_in", 1000, date(2024, 5, 1)),
        ("land", 900, date(2024, 6, 1)),
        ("paid_in", 100, DAY),
        ("land", 600, DAY),
    ]
    contributions = tuple(
        Contribution(str(n), metric, Decimal(amount), day)
        for n, (metric, amount, day) in enumerate(money)
    )
    yearly = work_out(document, contributions=contributions)
    assert [(due.component, due.period) for due in yearly.dues] == [
        ("one", "2024"),
        ("two", "2025"),
    ]
    assert [(note.clause, dict(note.values)) for note in yearly.notes] == [
        ("", {"component": "two", "period": "2024", "amount": "9.00", "instead": "one"}),
        ("", {"component": "one", "period": "2025", "amount": "1.00", "instead": "two"}),
    ]
    document["higher_of"][0].pop("per")
    whole = work_out(document, contributions=contributions)
    assert [(due.component, due.period, due.amount) for due in whole.dues] == [
        ("two", "2024", Decimal("9.00")),
        ("two", "2025", Decimal("6.00")),
    ]
    assert [dict(note.values) for note in whole.notes] == [
        {"component": "one", "period": "", "amount": "11.00", "instead": "two"}
    ]


@pytest.mark.parametrize("per", ["year", "project"])
def test_what_builds_on_others_falls_due_with_the_last_of_them(per):
    document = rule(per="year")
    document["components"].append(
        {
            **document["components"][0],
            "code": "two",
            "of": ["one"],
            "per": per,
            "schedule": {"mode": "single", "rate": "0.5"},
        }
    )
    document["components"][1].pop("metric")
    dues = [
        due
        for due in work_out(
            document, ("1000", date(2024, 5, 1)), ("1000", date(2024, 8, 9)), ("2000", DAY)
        ).dues
        if due.component == "two"
    ]
    found = [(due.period, due.amount, due.on) for due in dues]
    years = [("2024", Decimal("10.00"), date(2024, 8, 9)), ("2025", Decimal("10.00"), DAY)]
    assert found == (years if per == "year" else [("", Decimal("20.00"), DAY)])


def test_a_yearly_sum_falls_due_on_each_anniversary_up_to_the_last_day_of_its_window():
    document = rule(
        {"mode": "fixed", "amount": 5},
        metric=None,
        per="year",
        window={"from": "appointed", "years": 3},
    )
    facts = Facts("P", milestones={"appointed": SIGNED}, contributions=())
    policy = load_policy(document)
    assert [(due.period, due.on) for due in assess(policy, facts, date(2028, 1, 15)).dues] == [
        ("2026", date(2026, 1, 15)),
        ("2027", date(2027, 1, 15)),
        ("2028", date(2028, 1, 15)),
    ]
    assert assess(policy, facts, date(2026, 1, 14)).dues == ()
    assert [due.period for due in assess(policy, facts, date(2028, 1, 14)).dues] == ["2026", "2027"]
    assert [due.period for due in assess(policy, facts, date(2040, 1, 1)).dues] == [
        "2026",
        "2027",
        "2028",
    ]
    assert assess(policy, Facts("P", contributions=()), DAY).dues == ()


@pytest.mark.parametrize(
    ("schedule", "amount", "expected"),
    [
        ({"mode": "steps", "from": 1000, "first": 7, "every": 200, "amount": 3}, "1000", "7.00"),
        ({"mode": "steps", "from": 1000, "first": 7, "every": 200, "amount": 3}, "1200", "10.00"),
        ({"mode": "pro_rata", "of": 3000, "amount": 100}, "3000", "100.00"),
        ({"mode": "pro_rata", "of": 3000, "amount": 100}, "2999.99", "100.00"),
        ({"mode": "pro_rata", "of": 3000, "amount": 100}, "2999", "99.97"),
    ],
)
def test_a_schedule_on_its_edge(schedule, amount, expected):
    assert amounts(work_out(rule(schedule), (amount, DAY))) == [Decimal(expected)]


def test_a_schedule_chosen_by_nothing_that_holds_is_told():
    document = rule(
        {
            "choose": [
                {
                    "when": [{"attribute": "origin", "equals": "foreign"}],
                    "then": {"mode": "single", "rate": "0.01"},
                }
            ]
        }
    )
    assessment = work_out(document, ("1000", DAY), attributes={"origin": "domestic"})
    assert [(note.kind, note.clause, dict(note.values)) for note in assessment.notes] == [
        ("no_schedule", "c", {"component": "one", "period": ""})
    ]
    assert explain(assessment.notes, "zh", load_policy(document)) == [
        "〔第一条〕奖励：没有适用的标准。"
    ]


def test_nobody_with_a_part_receives_nothing():
    assert work_out(rule(), ("1000", DAY), payees=()).dues == ()
