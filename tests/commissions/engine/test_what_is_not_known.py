"""Nothing is silent: what nobody stated holds an amount back, wherever a rule reads it, and the
note names it.
"""

import re
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import commissions.engine
from commissions.engine import LACKING, Contribution, Payee, explain, load_policy
from tests.commissions.engine.built import money, rule, total, work_out

ENGINE = Path(commissions.engine.__file__).parent
DAY = date(2025, 6, 30)
NAMED = {"name": {"zh": "类别", "en": "kind"}}
ATTRIBUTES = {
    "kind": {**NAMED, "kind": "choice", "choices": ["低", "高"]},
    "hi_tech": {**NAMED, "kind": "flag"},
    "award": {**NAMED, "kind": "number", "from": 0, "to": 100},
    "part": {**NAMED, "kind": "rate", "from": 0, "to": 1},
    "remark": {**NAMED, "kind": "text"},
}
IS_LOW = [{"attribute": "kind", "equals": "低"}]
LOW_ELSE_HIGH = {"choose": [{"when": IS_LOW, "then": 1}, {"then": 2}]}
SHARES = {"choose": [{"when": IS_LOW, "then": "0.4"}, {"then": "0.6"}]}
AWARD, PART = {"attribute": "award"}, {"attribute": "part"}
STAGES = [{"share": "1", "milestone": "signed"}]
TIER = {"code": "x", "name": {"zh": "甲", "en": "X"}}


def fixed(amount):
    return {"mode": "fixed", "amount": amount}


# What the component, or the top of the document, says; and the attribute that it rests on.
READERS = [
    ({"when": IS_LOW}, {}, "kind"),
    ({"when": [{"not": IS_LOW[0]}]}, {}, "kind"),
    ({"when": [{"attribute": "kind", "not_in": ["低"]}]}, {}, "kind"),
    ({"when": [{"attribute": "hi_tech", "equals": False}]}, {}, "hi_tech"),
    ({"when": [{"not": {"attribute": "hi_tech", "equals": True}}]}, {}, "hi_tech"),
    ({"when": [{"attribute": "award", "less_than": 5}]}, {}, "award"),
    ({"when": [{"attribute": "remark", "not_in": ["无"]}]}, {}, "remark"),
    ({"when": [{"attribute": "origin", "equals": "domestic"}]}, {}, "origin"),
    ({"when": [{"attribute": "list500", "equals": ""}]}, {}, "list500"),
    ({"when": [{"attribute": "contract_amount", "less_than": 5}]}, {}, "contract_amount"),
    ({"when": [{"metric": "paid_in", "less_than": AWARD}]}, {}, "award"),
    ({"schedule": {"mode": "single", "rate": SHARES}}, {}, "kind"),
    ({"schedule": {"mode": "single", "rate": PART}}, {}, "part"),
    ({"schedule": fixed(AWARD)}, {}, "award"),
    (
        {"schedule": {"choose": [{"when": IS_LOW, "then": fixed(1)}, {"then": fixed(2)}]}},
        {},
        "kind",
    ),
    (
        {"schedule": {"mode": "flat", "edge": "upper", "brackets": [{"from": 0, "amount": AWARD}]}},
        {},
        "award",
    ),
    (
        {"schedule": {"mode": "steps", "from": AWARD, "first": 1, "every": 1, "amount": 1}},
        {},
        "award",
    ),
    ({"schedule": {"mode": "pro_rata", "of": AWARD, "amount": 1}}, {}, "award"),
    ({"share": PART}, {}, "part"),
    ({"times": AWARD}, {}, "award"),
    ({"above": AWARD}, {}, "award"),
    ({"per": "year", "above_each_year": AWARD}, {}, "award"),
    ({"at_least": AWARD}, {}, "award"),
    ({"more_than": AWARD}, {}, "award"),
    ({"multipliers": [{"by": 2, "when": IS_LOW}]}, {}, "kind"),
    ({"multipliers": [{"by": AWARD}]}, {}, "award"),
    ({"floor": AWARD}, {}, "award"),
    ({"cap": LOW_ELSE_HIGH}, {}, "kind"),
    ({"cap_total": AWARD}, {}, "award"),
    ({"stages": {"choose": [{"when": IS_LOW, "then": STAGES}, {"then": STAGES}]}}, {}, "kind"),
    ({"stages": [{"share": PART, "milestone": "signed"}]}, {}, "part"),
    ({}, {"when": IS_LOW}, "kind"),
    ({}, {"caps": {"project": LOW_ELSE_HIGH}}, "kind"),
    ({}, {"caps": {"project_year": AWARD}}, "award"),
    ({}, {"caps": {"payee_year": AWARD}}, "award"),
    ({}, {"caps": {"all": AWARD}}, "award"),
    ({}, {"tax": {"treatment": "withheld", "rate": PART}}, "part"),
    ({}, {"borne_by": [{**TIER, "share": PART}]}, "part"),
]


@pytest.mark.parametrize(("component", "top", "attribute"), READERS)
def test_an_attribute_that_nobody_stated_holds_the_amount_back_and_is_named(
    component, top, attribute
):
    schedule = component.get("schedule")
    more = {key: value for key, value in component.items() if key != "schedule"}
    document = rule(schedule, {"attributes": deepcopy(ATTRIBUTES), **top}, **more)
    assessment = work_out(document, (1000, DAY), milestones={"signed": DAY})
    assert assessment.dues == ()
    held = [dict(note.values)["attribute"] for note in assessment.notes if note.kind == "undecided"]
    assert held == [attribute]
    assert "尚未确定" in explain(assessment.notes, "zh", load_policy(document))[-1]


@pytest.mark.parametrize(
    ("attribute", "value", "allowed"),
    [
        ("kind", "中", "低、高"),
        ("kind", True, "低、高"),
        ("hi_tech", "是", "是、否"),
        ("hi_tech", 1, "是、否"),
        ("award", "100.01", "0 至 100"),
        ("award", "-0.01", "0 至 100"),
        ("award", "很多", "0 至 100"),
        ("award", "NaN", "0 至 100"),
    ],
)
def test_a_value_that_an_attribute_cannot_have_holds_the_amount_back_in_conditions_too(
    attribute, value, allowed
):
    conditions = {
        "kind": {"attribute": "kind", "not_in": ["低"]},
        "hi_tech": {"not": {"attribute": "hi_tech", "equals": False}},
        "award": {"not": {"attribute": "award", "less_than": 50}},
    }
    document = rule(None, {"attributes": deepcopy(ATTRIBUTES)}, when=[conditions[attribute]])
    assessment = work_out(document, (1000, DAY), attributes={attribute: value})
    assert (assessment.dues, [note.kind for note in assessment.notes]) == ((), ["out_of_range"])
    assert f"（{allowed}）" in explain(assessment.notes, "zh", load_policy(document))[0]


@pytest.mark.parametrize(
    ("attribute", "value", "condition"),
    [
        ("award", "100.00", {"attribute": "award", "equals": 100}),
        ("award", 100, {"attribute": "award", "in": ["1", "100.0"]}),
        ("kind", "低", {"attribute": "kind", "in": ["低", "高"]}),
        ("hi_tech", False, {"attribute": "hi_tech", "equals": False}),
        ("industry", "3610", {"attribute": "industry", "equals": 3610}),
        ("list500", "", {"attribute": "list500", "not_in": ["world500"]}),
    ],
)
def test_numbers_are_compared_by_size_and_words_by_their_letters(attribute, value, condition):
    document = rule(None, {"attributes": deepcopy(ATTRIBUTES)}, when=[condition])
    assert total(work_out(document, (1000, DAY), attributes={attribute: value})) == Decimal("10.00")


KNOWN, UNKNOWN = {"attribute": "origin", "equals": "foreign"}, IS_LOW[0]


@pytest.mark.parametrize(
    ("condition", "origin", "is_due"),
    [
        ({"any": [UNKNOWN, KNOWN]}, "foreign", True),
        ({"any": [UNKNOWN, KNOWN]}, "domestic", None),
        ({"all": [UNKNOWN, KNOWN]}, "domestic", False),
        ({"all": [UNKNOWN, KNOWN]}, "foreign", None),
        ({"not": {"all": [UNKNOWN, KNOWN]}}, "domestic", True),
        ({"not": {"any": [UNKNOWN, KNOWN]}}, "foreign", False),
    ],
)
def test_what_is_not_known_does_no_harm_where_another_condition_decides(condition, origin, is_due):
    document = rule(None, {"attributes": deepcopy(ATTRIBUTES)}, when=[condition])
    assessment = work_out(document, (1000, DAY), attributes={"origin": origin})
    assert bool(assessment.dues) is bool(is_due)
    kinds = {True: [], False: ["component_not_met"], None: ["undecided"]}
    assert [note.kind for note in assessment.notes] == kinds[is_due]


@pytest.mark.parametrize(
    ("component", "top"),
    [
        ({"window": {"from": "started", "months": 12}}, {}),
        (
            {
                "when": [
                    {"metric": "paid_in", "window": {"from": "started", "years": 1}, "less_than": 5}
                ]
            },
            {},
        ),
        ({"when": [{"milestone": "signed", "within": {"from": "started", "years": 1}}]}, {}),
        ({}, {"validity": {"from": "2025-01-01", "by": "started"}}),
        ({}, {"payees": {"registered_before": "started"}}),
        (
            {"schedule": {"mode": "single", "rate": {"parameter": "rate"}}},
            {"parameters": {"rate": {**NAMED, "by": "started", "values": {"2025": "0.01"}}}},
        ),
        (
            {
                "schedule": {
                    "mode": "flat",
                    "edge": "upper",
                    "brackets": [
                        {"from": 0, "amount": 1, "within": {"from": "started", "months": 1}}
                    ],
                }
            },
            {},
        ),
    ],
)
def test_a_day_that_nobody_stated_holds_the_amount_back_and_is_named(component, top):
    more = {key: value for key, value in component.items() if key != "schedule"}
    document = rule(component.get("schedule"), top, **more)
    payee = Payee("1", lead=True, registered_on=DAY)
    assessment = work_out(document, (1000, DAY), milestones={"signed": DAY}, payees=(payee,))
    assert assessment.dues == ()
    assert [
        dict(note.values)["milestone"] for note in assessment.notes if note.kind == "no_milestone"
    ] == ["started"]
    assert "开工" in explain(assessment.notes, "zh", load_policy(document))[-1]


def test_the_time_of_a_claw_back_that_never_began_is_asked_for():
    document = rule(
        top={
            "on_termination": "claw_back",
            "claw_back": {"window": {"from": "started", "years": 1}},
        }
    )
    assessment = work_out(document, (1000, DAY), milestones={"terminated": date(2026, 1, 1)})
    assert (assessment.dues, [note.kind for note in assessment.notes]) == ((), ["no_milestone"])


WITHIN = {"milestone": "producing", "within": {"from": "signed", "months": 12}}


@pytest.mark.parametrize(
    ("condition", "as_of", "expected", "held"),
    [
        (WITHIN, date(2025, 12, 31), "0", "pending"),
        (WITHIN, date(2026, 1, 1), "0", "pending"),
        (WITHIN, date(2026, 1, 2), "20.00", ""),
        ({"milestone": "producing", "by": "2025-12-31"}, date(2025, 12, 31), "0", "pending"),
        ({"milestone": "producing", "by": "2025-12-31"}, date(2026, 1, 1), "20.00", ""),
        ({"milestone": "producing"}, date(2025, 12, 31), "20.00", ""),
    ],
)
def test_a_milestone_that_may_still_come_in_time_does_not_fall_into_the_rest(
    condition, as_of, expected, held
):
    choices = {"choose": [{"when": [condition], "then": "0.01"}, {"then": "0.02"}]}
    document = rule({"mode": "single", "rate": choices})
    assessment = work_out(
        document, (1000, date(2025, 3, 1)), milestones={"signed": date(2025, 1, 1)}, as_of=as_of
    )
    assert (total(assessment), "".join(note.kind for note in assessment.notes)) == (
        Decimal(expected),
        held,
    )
    if held:
        assert assessment.next_on == date(2026, 1, 2 if condition is WITHIN else 1)


def test_after_a_termination_no_milestone_may_still_come():
    choices = {"choose": [{"when": [WITHIN], "then": "0.01"}, {"then": "0.02"}]}
    milestones = {"signed": date(2025, 1, 1), "terminated": date(2025, 6, 1)}
    assessment = work_out(
        rule({"mode": "single", "rate": choices}),
        (1000, date(2025, 3, 1)),
        milestones=milestones,
        as_of=date(2025, 7, 1),
    )
    assert total(assessment) == Decimal("20.00")


def test_a_share_of_nothing_is_not_known():
    document = rule(
        when=[{"not": {"metric": "foreign_capital", "of": "equipment", "at_least": "0.3"}}]
    )
    assessment = work_out(document, (1000, DAY))
    assert (assessment.dues, [note.kind for note in assessment.notes]) == ((), ["nothing_to_share"])


def test_the_contract_without_a_day_of_signing_is_not_counted():
    document = rule(metric="total_investment")
    contract = money((1000, DAY), metric="total_investment")
    assert [note.kind for note in work_out(document, contributions=contract).notes] == [
        "no_milestone"
    ]
    assert total(work_out(document, contributions=contract, milestones={"signed": DAY})) == Decimal(
        "10.00"
    )


@pytest.mark.parametrize(
    ("city", "county", "expected"), [("0.6", "0.4", 1), ("0.6", "0.2", 0), ("0.6", "0.5", 0)]
)
def test_shares_that_people_set_add_up_to_one_or_nothing_is_due(city, county, expected):
    attributes = {
        name: {**NAMED, "kind": "rate", "from": 0, "to": 1} for name in ("city", "county")
    }
    bearers = [{**TIER, "code": name, "share": {"attribute": name}} for name in ("city", "county")]
    stated = {"city": city, "county": county}
    borne = rule(top={"attributes": attributes, "borne_by": bearers})
    stages = [
        {"share": {"attribute": name}, "milestone": day}
        for name, day in (("city", "signed"), ("county", "started"))
    ]
    staged = rule(top={"attributes": attributes}, stages=stages)
    for document in (borne, staged):
        assessment = work_out(
            document, (1000, DAY), attributes=stated, milestones={"signed": DAY, "started": DAY}
        )
        assert bool(assessment.dues) is bool(expected)
        assert [note.kind for note in assessment.notes] == ([] if expected else ["shares_open"])


def test_one_component_that_is_held_back_leaves_the_others_alone():
    document = rule(
        top={"attributes": deepcopy(ATTRIBUTES)}, stages=[{"share": PART, "milestone": "signed"}]
    )
    document["components"].append({**document["components"][0], "code": "two", "stages": STAGES})
    assessment = work_out(
        document, (1000, DAY), milestones={"signed": DAY}, attributes={"part": "0.9"}
    )
    assert [(due.component, due.amount) for due in assessment.dues] == [("two", Decimal("10.00"))]
    assert [dict(note.values)["component"] for note in assessment.notes] == ["one"]


def test_a_payee_without_a_role_that_is_paid_is_named():
    document = rule(top={"payees": {"divide": "roles", "roles": {"信息": "0.3", "促成": "0.7"}}})
    payees = (Payee("a", lead=True, role="信息"), Payee("b"))
    assessment = work_out(document, (1000, DAY), payees=payees)
    assert [(due.payee, due.amount) for due in assessment.dues] == [("a", Decimal("3.00"))]
    assert [dict(note.values) for note in assessment.notes] == [{"payee": "b", "reason": "no_role"}]


def test_a_window_not_begun_says_nothing_where_nothing_came_and_where_the_rule_does_not_apply():
    window = {"from": "started", "months": 12}
    assert (
        work_out(
            rule(window=window), contributions=(Contribution("1", "equipment", Decimal(5), DAY),)
        ).notes
        == ()
    )
    other = rule(window=window, when=[{"attribute": "origin", "equals": "foreign"}])
    notes = work_out(other, (1000, DAY), attributes={"origin": "domestic"}).notes
    assert [note.kind for note in notes] == ["component_not_met"]


def test_what_is_lacking_is_told_apart_from_what_is_not_due():
    """Each reason that ``scope.missing`` and ``Missing`` are given is lacking, and no other."""
    sources = "".join(path.read_text() for path in ENGINE.glob("*.py"))
    raised = re.findall(r'(?:\.missing\(\s*|Missing\(Step\.of\()"(\w+)"', sources)
    assert set(raised) == LACKING
