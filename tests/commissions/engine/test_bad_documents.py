"""Every way to write a policy wrong: refused whole, with the line and what to do."""

import json
from copy import deepcopy
from datetime import datetime

import pytest
from jsonschema import Draft202012Validator

from commissions.engine import check_document, json_schema
from commissions.engine.problems import MESSAGES
from commissions.policies.check import check_text
from commissions.policies.library import codes, document_of, text_of

DEMO = document_of("changde-demo")
RATE = "components[0].schedule.brackets[0].rate"


NAMES = {"zh": "甲", "en": "A"}
CHOICE = {"name": NAMES, "kind": "choice", "choices": ["x", "y"]}


def given(document, attribute):
    """The first rate is what a person sets, as ``attribute``
    declares; a choice is declared alone.
    """
    document.update(attributes={"a": attribute})
    if attribute["kind"] != "choice":
        document["components"][0]["schedule"]["brackets"][0].update(rate={"attribute": "a"})


def nested(levels):
    return {"not": nested(levels - 1)} if levels else {"attribute": "industry", "equals": "1"}


def chosen(levels):
    return {"choose": [{"then": chosen(levels - 1)}]} if levels else 1


SUM = {"mode": "fixed", "amount": 5}
RANGE = {"kind": "number", "from": 2, "to": 10}


def one(document, **keys):
    """The first component with other keys; None takes one out."""
    document["components"][0].update(keys)


def with_attribute(document, declared, condition):
    document.update(attributes={"a": {"name": NAMES, **declared}})
    document["when"].append(condition)


def tiers(first, second):
    """A share by the origin of the capital."""
    return {
        "choose": [
            {"when": [{"attribute": "origin", "equals": "foreign"}], "then": first},
            {"then": second},
        ]
    }


# What is done to a sound document, where the problem is found, and a part of what is said of it.
# All that is said stands in told/.
FAULTS = [
    (lambda d: d.pop("components"), "components", "is needed"),
    (lambda d: d.update(components=[]), "components", "at least one"),
    (lambda d: d.update(color="red"), "color", "not a key"),
    (lambda d: d.update(format=2), "format", "must be 1"),
    (lambda d: d.update(name="办法"), "name", "both languages"),
    (lambda d: d["components"][0].pop("land"), "components[0].land", "included or excluded"),
    (lambda d: d["components"][0].update(clause="c9"), "components[0].clause", "clauses"),
    (lambda d: d["components"][0].update(metric="gold"), "components[0].metric", "must be one of"),
    (
        lambda d: d["components"][0].update(metric="foreign_capital"),
        "components[0].currency",
        "currency",
    ),
    (
        lambda d: d["components"][0].update(currency="USD"),
        "components[0].rate_day",
        "rate of exchange",
    ),
    (lambda d: d["components"][0].update(floor=2000000), "components[0].cap", "below the floor"),
    (
        lambda d: d["components"][0].update(of=["list500"]),
        "components[0].metric",
        "needs a metric, or of",
    ),
    (
        lambda d: d["components"][0]["schedule"].update(mode="slices"),
        "components[0].schedule.mode",
        "must be one of",
    ),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][0].update(to=40000000),
        "components[0].schedule.brackets[0].to",
        "leaves a gap",
    ),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][0].update(to=60000000),
        "components[0].schedule.brackets[0].to",
        "overlaps",
    ),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][0].pop("to"),
        "components[0].schedule.brackets[0].to",
        "only the last",
    ),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][1].update(to=1),
        "components[0].schedule.brackets[1].to",
        "more than",
    ),
    (lambda d: d["components"][0]["schedule"]["brackets"][0].update(rate=0.005), RATE, "in quotes"),
    (lambda d: d["components"][0]["schedule"]["brackets"][0].update(rate="5"), RATE, "write 0.05"),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][0].update(rate="5‰"),
        RATE,
        "0.005 for 5‰",
    ),
    (lambda d: d["components"][0]["schedule"]["brackets"][0].update(rate="-0.1"), RATE, "negative"),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][0].update(rate="NaN"),
        RATE,
        "not a number",
    ),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][0].update(rate="1e999"),
        RATE,
        "not a number",
    ),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][0].update(rate={"parameter": "x"}),
        RATE,
        "parameters",
    ),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][0].update(rate={"attribute": "x"}),
        RATE,
        "declared under attributes",
    ),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][0].update(rate={"either": 1}),
        RATE,
        "one of choose",
    ),
    (
        lambda d: d["components"][0]["stages"][0].update(share="0.4"),
        "components[0].stages",
        "add up to 1",
    ),
    (
        lambda d: d["components"][1]["window"].update({"from": "birth"}),
        "components[1].window.from",
        "must be one of",
    ),
    (
        lambda d: d["components"][1]["window"].update(months=3),
        "components[1].window",
        "exactly one",
    ),
    (lambda d: d["components"][1].update(code="fixed_assets"), "components[0].code", "its own"),
    (lambda d: d["when"][0].update(equals="K"), "when[0]", "exactly one"),
    (lambda d: d["when"].append({"weather": "fine"}), "when[1]", "begins with one of"),
    (lambda d: d.update(higher_of=[{"of": ["gold"]}]), "higher_of[0].of", "not a component"),
    (lambda d: d.update(payees={"divide": "roles"}), "payees.roles", "needs the roles"),
    (lambda d: d.update(payees={"never": ["rich"]}), "payees.never[0]", "must be one of"),
    (
        lambda d: d.update(on_termination="keep", claw_back={"share": 1}),
        "claw_back",
        "on_termination",
    ),
    (lambda d: d.update(validity={"from": "2026-02-30"}), "validity.from", "must be a date"),
    (
        lambda d: d.update(validity={"from": "2026-02-01", "to": "2025-01-01"}),
        "validity.to",
        "before it begins",
    ),
    (
        lambda d: d.update(attributes={"a": {"name": {"zh": "甲", "en": "A"}, "kind": "choice"}}),
        "attributes.a",
        "choices",
    ),
    (
        lambda d: d["components"].append(
            {**d["components"][2], "code": "a", "metric": None, "land": None, "of": ["a"]}
        ),
        "components[3].of",
        "a → a",
    ),
    (
        lambda d: d.update(payees={"divide": "roles", "roles": {"a": "0.3", "b": "0.6"}}),
        "payees.roles",
        "add up to 1, not 0.9",
    ),
    (
        lambda d: d.update(borne_by=[{"code": "city", "name": NAMES, "share": "0.3"}]),
        "borne_by",
        "add up to 1, not 0.3",
    ),
    (
        lambda d: d["components"][0].update(
            stages={"choose": [{"then": [{"share": "0.9", "milestone": "started"}]}]}
        ),
        "components[0].stages.choose[0].then",
        "add up to 1",
    ),
    (
        lambda d: d["components"][0].update(cap=None, floor=20, cap_total=10),
        "components[0].cap_total",
        "below the floor",
    ),
    (
        lambda d: d.update(attributes={"a": {"name": NAMES, "kind": "number", "from": 2, "to": 1}}),
        "attributes.a.from",
        "more than",
    ),
    (
        lambda d: d.update(parameters={"a": {"name": NAMES, "by": "period", "values": {}}}),
        "parameters.a.values",
        "at least one",
    ),
    (
        lambda d: d.update(
            parameters={"a": {"name": NAMES, "by": "period", "values": {"next": 1}}}
        ),
        "parameters.a.values.next",
        "a year such as",
    ),
    (lambda d: given(d, {"name": NAMES, "kind": "text"}), RATE, "not a number"),
    (lambda d: given(d, {"name": NAMES, "kind": "number"}), "attributes.a", "from and to"),
    (
        lambda d: (given(d, CHOICE), d["when"].append({"attribute": "a", "equals": "z"})),
        "when[1]",
        "choices",
    ),
    (
        lambda d: (given(d, CHOICE), d["when"].append({"attribute": "a", "in": ["x", "z"]})),
        "when[1]",
        "choices",
    ),
    (
        lambda d: (given(d, CHOICE), d["when"].append({"attribute": "a", "not_in": ["z"]})),
        "when[1]",
        "choices",
    ),
    (
        lambda d: d["components"][0]["schedule"].update(brackets=[]),
        "components[0].schedule.brackets",
        "at least one",
    ),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][-1].update(rising_to="0.01"),
        "components[0].schedule.brackets[2].to",
        "stops rising",
    ),
    (
        lambda d: d["components"][0]["schedule"]["brackets"][0].update({"from": 50000000}),
        "components[0].schedule.brackets[0].to",
        "more than",
    ),
    (
        lambda d: d["components"][0].update(
            schedule={"mode": "steps", "from": 1, "every": 0, "first": 1, "amount": 1}
        ),
        "components[0].schedule.every",
        "more than zero",
    ),
    (
        lambda d: d["components"][0].update(schedule={"mode": "steps", "from": 1, "every": 1}),
        "components[0].schedule",
        "first",
    ),
    (
        lambda d: d["components"][0].update(
            schedule={
                "mode": "steps",
                "from": 1,
                "every": 1,
                "first": 1,
                "amount": 1,
                "first_rate": 1,
                "rate": 1,
            }
        ),
        "components[0].schedule",
        "first",
    ),
    (
        lambda d: d["components"][0].update(schedule="single"),
        "components[0].schedule.mode",
        "must be one of",
    ),
    (lambda d: d["components"][1].pop("metric"), "components[1].metric", "needs a metric, or of"),
    (
        lambda d: d["components"][1].update(metric="foreign_capital", currency="CNY"),
        "components[1].rate_day",
        "rate of exchange",
    ),
    (
        lambda d: d["when"].append({"metric": "fixed_assets", "at_least": 1}),
        "when[1].land",
        "included or excluded",
    ),
    (
        lambda d: d["when"].append({"metric": "foreign_capital", "at_least": 1}),
        "when[1].currency",
        "currency",
    ),
    (
        lambda d: d["when"].append({"metric": "paid_in", "currency": "USD", "at_least": 1}),
        "when[1].rate_day",
        "rate of exchange",
    ),
    (
        lambda d: d["when"].append({"metric": "paid_in", "at_least": 1, "less_than": 2}),
        "when[1]",
        "exactly one",
    ),
    (lambda d: d["when"].append("foreign"), "when[1]", "begins with one of"),
    (lambda d: d["when"].append(nested(20)), "when[1]" + ".not" * 6, "deep"),
    (
        lambda d: d["components"][0].update(cap=chosen(20)),
        "components[0].cap" + ".choose[0].then" * 11,
        "one of choose",
    ),
    (
        lambda d: d["components"][0].update(cap={"choose": []}),
        "components[0].cap.choose",
        "at least one",
    ),
    (lambda d: d["components"][0].update(cap={"choose": 5}), "components[0].cap.choose", "a list"),
    (
        lambda d: d["components"][0].update(cap={"choose": [5]}),
        "components[0].cap.choose[0]",
        "a mapping",
    ),
    (
        lambda d: d["components"][0].update(cap={"choose": [{"when": []}]}),
        "components[0].cap.choose[0].then",
        "is needed",
    ),
    (
        lambda d: d["components"][0].update(cap={"parameter": "a", "attribute": "b"}),
        "components[0].cap",
        "one of choose",
    ),
    (lambda d: d["components"][0].update(cap=True), "components[0].cap", "not a number"),
    (lambda d: d["components"][0].update(cap="1e16"), "components[0].cap", "not a number"),
    (lambda d: d["components"][0].update(cap=0.1), "components[0].cap", "in quotes"),
    (lambda d: d["components"][0].update(cap="5％"), "components[0].cap", "0.05 for 5%"),
    (
        lambda d: d["components"][0].update(outside_cap="yes"),
        "components[0].outside_cap",
        "true or false",
    ),
    (lambda d: d["components"][0].update(of="tax"), "components[0].of", "a list"),
    (lambda d: d["components"][0].update(code=True), "components[0].code", "must be text"),
    (lambda d: d["components"][0].update(code="  "), "components[0].code", "must be text"),
    (lambda d: d["components"][0].update(code=["x"]), "components[0].code", "must be text"),
    (
        lambda d: d["components"][0].update(name={"zh": "甲", "en": " "}),
        "components[0].name",
        "both languages",
    ),
    (
        lambda d: d["components"][0].update(name={"zh": "甲", "en": 5}),
        "components[0].name",
        "both languages",
    ),
    (lambda d: d["components"].__setitem__(0, "fixed"), "components[0]", "a mapping"),
    (lambda d: d.update(components="fixed"), "components", "a list"),
    (lambda d: d.update(clauses="c"), "clauses", "a mapping"),
    (lambda d: d.update(payees={"at_most": "two"}), "payees.at_most", "whole number"),
    (lambda d: d.update(payees={"at_most": 1201}), "payees.at_most", "whole number"),
    (lambda d: d.update(payees={"at_most": -1}), "payees.at_most", "whole number"),
    (lambda d: d.update(payees={"at_most": True}), "payees.at_most", "whole number"),
    (lambda d: d.update(validity={"from": 2026}), "validity.from", "must be a date"),
    (
        lambda d: d.update(validity={"from": datetime(2026, 1, 1, 12)}),
        "validity.from",
        "must be a date",
    ),
    (
        lambda d: d["when"].append({"attribute": "industry", "equals": {"a": 1}}),
        "when[1].equals",
        "must be text",
    ),
    (
        lambda d: d["when"].append({"attribute": "origin", "equals": "内资"}),
        "when[1]",
        "foreign, domestic",
    ),
    (
        lambda d: d["when"].append({"attribute": "list500", "in": ["world500", "World500"]}),
        "when[1]",
        "World500 is not among",
    ),
    (
        lambda d: d["when"].append({"attribute": "channel", "not_in": ["代理"]}),
        "when[1]",
        "agent, hometown",
    ),
    (
        lambda d: d["when"].append({"attribute": "industry_section", "equals": "制造业"}),
        "when[1]",
        "A, B, C",
    ),
    (
        lambda d: d["when"].append({"attribute": "industry", "equals": "制造业"}),
        "when[1]",
        "GB/T 4754",
    ),
    (
        lambda d: d["when"].append({"attribute": "industry", "equals": "C36"}),
        "when[1]",
        "GB/T 4754",
    ),
    (lambda d: d["when"].append({"attribute": "industry", "in": []}), "when[1].in", "at least one"),
    (
        lambda d: d["when"].append({"attribute": "origin", "at_least": 5}),
        "when[1]",
        "is not a number",
    ),
    (
        lambda d: d["when"].append({"attribute": "contract_amount", "equals": "很多"}),
        "when[1]",
        "is not a number",
    ),
    (
        lambda d: d["when"].append({"attribute": "contract_amount", "less_than": 0}),
        "when[1]",
        "can never hold",
    ),
    (
        lambda d: with_attribute(d, {"kind": "flag"}, {"attribute": "a", "equals": "是"}),
        "when[1]",
        "equals: true or equals: false",
    ),
    (
        lambda d: with_attribute(d, {"kind": "flag"}, {"attribute": "a", "in": [True, "no"]}),
        "when[1]",
        "not no",
    ),
    (
        lambda d: with_attribute(d, {"kind": "flag"}, {"attribute": "a", "at_most": 1}),
        "when[1]",
        "is not a number",
    ),
    (lambda d: with_attribute(d, RANGE, {"attribute": "a", "equals": 11}), "when[1]", "2 – 10"),
    (
        lambda d: with_attribute(d, RANGE, {"attribute": "a", "at_least": "10.01"}),
        "when[1]",
        "at_least 10.01",
    ),
    (
        lambda d: with_attribute(d, RANGE, {"attribute": "a", "more_than": 10}),
        "when[1]",
        "more_than 10",
    ),
    (
        lambda d: with_attribute(d, RANGE, {"attribute": "a", "at_most": "1.99"}),
        "when[1]",
        "at_most 1.99",
    ),
    (
        lambda d: with_attribute(d, RANGE, {"attribute": "a", "less_than": 2}),
        "when[1]",
        "less_than 2",
    ),
    (
        lambda d: with_attribute(
            d, {"kind": "number", "choices": [3, 5]}, {"attribute": "a", "more_than": 5}
        ),
        "when[1]",
        "more_than 5",
    ),
    (
        lambda d: with_attribute(
            d, {"kind": "rate", "choices": ["0.1", "0.2"]}, {"attribute": "a", "equals": "0.3"}
        ),
        "when[1]",
        "0.1, 0.2",
    ),
    (
        lambda d: d.update(attributes={"origin": {"name": NAMES, "kind": "text"}}),
        "attributes.origin",
        "another name",
    ),
    (
        lambda d: one(d, metric="jobs", land=None, currency="USD", rate_day="signed", schedule=SUM),
        "components[0].currency",
        "has no currency",
    ),
    (
        lambda d: one(d, metric="jobs", land=None, rate_day="signed", schedule=SUM),
        "components[0].rate_day",
        "has no currency",
    ),
    (
        lambda d: one(d, metric="jobs", land=None, pays_in="USD", rate_day="arrival", schedule=SUM),
        "components[0].rate_day",
        "has no currency",
    ),
    (
        lambda d: one(d, metric="jobs", land=None),
        "components[0].schedule",
        "a rate of it is no money",
    ),
    (lambda d: one(d, metric="jobs", schedule=SUM), "components[0]", "jobs and land"),
    (
        lambda d: one(d, metric="jobs", land=None, plus=["paid_in"], schedule=SUM),
        "components[0]",
        "jobs and paid_in",
    ),
    (lambda d: one(d, minus=["jobs"]), "components[0]", "fixed_assets and jobs"),
    (
        lambda d: d["when"].append({"metric": "jobs", "of": "paid_in", "at_least": 1}),
        "when[1]",
        "jobs and paid_in",
    ),
    (
        lambda d: d["when"].append(
            {"metric": "jobs", "currency": "USD", "rate_day": "signed", "at_least": 1}
        ),
        "when[1].currency",
        "has no currency",
    ),
    (
        lambda d: one(d, currency="USD", rate_day="signed", pays_in="CNY"),
        "components[0].pays_in",
        "stands with sums alone",
    ),
    (
        lambda d: one(d, metric=None, land=None, per="year", schedule=SUM, stages=None),
        "components[0].window",
        "needs its window",
    ),
    (lambda d: one(d, in_advance=True), "components[0].in_advance", "nothing is counted for"),
    (lambda d: one(d, above_each_year=5), "components[0].above_each_year", "per: year"),
    (
        lambda d: one(d, per="year", above=1, above_each_year=5),
        "components[0].above_each_year",
        "not beside above",
    ),
    (lambda d: one(d, at_least=1, more_than=5), "components[0].more_than", "exactly one"),
    (
        lambda d: one(d, when=[{"metric": "local_tax", "per": "year", "at_least": 1}]),
        "components[0].when[0].per",
        "as a whole",
    ),
    (
        lambda d: (
            d.update(parameters={"a": {"name": NAMES, "by": "period", "values": {"2025": 1}}}),
            one(d, cap={"parameter": "a"}),
        ),
        "components[0].cap",
        "write per: year",
    ),
    (
        lambda d: one(d, cap={"choose": [{"then": 5}, {"when": [], "then": 6}]}),
        "components[0].cap.choose[0]",
        "put it last",
    ),
    (
        lambda d: one(
            d,
            stages=[
                {"share": "0.5", "milestone": "started"},
                {"share": "0.5", "milestone": "started"},
            ],
        ),
        "components[0].stages[1].milestone",
        "a stage already",
    ),
    (
        lambda d: d.update(borne_by=[{"code": "c", "name": NAMES, "share": "0.5"}] * 2),
        "borne_by[1].code",
        "used twice",
    ),
    (
        lambda d: d.update(
            borne_by=[
                {"code": str(n), "name": NAMES, "share": tiers(first, "0.5")}
                for n, first in enumerate(("0.6", "0.5"))
            ]
        ),
        "borne_by",
        "not 1.1",
    ),
    (lambda d: d.update(payees={"at_most": 0}), "payees.at_most", "more than zero"),
    (lambda d: d.update(tax={"treatment": "added", "rate": 1}), "tax.rate", "must be less"),
    (
        lambda d: (
            given(d, {"name": NAMES, "kind": "rate", "from": 0, "to": 1}),
            d.update(tax={"treatment": "added", "rate": {"attribute": "a"}}),
        ),
        "tax.rate",
        "must be less",
    ),
    (
        lambda d: (
            given(d, {"name": NAMES, "kind": "number", "from": 0, "to": 1}),
            one(
                d,
                schedule={
                    "mode": "steps",
                    "from": 1,
                    "every": {"attribute": "a"},
                    "first": 1,
                    "amount": 1,
                },
            ),
        ),
        "components[0].schedule.every",
        "more than zero",
    ),
    (lambda d: one(d, metric=None, land=None, of=[]), "components[0].of", "at least one"),
    (lambda d: d.update(higher_of=[{"of": []}]), "higher_of[0].of", "at least one"),
    (
        lambda d: one(d, metric=None, land=None, stages=None),
        "components[0].metric",
        "mode: fixed alone",
    ),
    (
        lambda d: (
            d["components"].append({**d["components"][1], "code": "a", "metric": None, "of": ["b"]})
            or d["components"].append(
                {**d["components"][1], "code": "b", "metric": None, "of": ["list500", "a"]}
            )
        ),
        "components[3].of",
        "a → b → a",
    ),
]


def problems_after(change):
    document = deepcopy(DEMO)
    change(document)
    return check_document(document)


SOUND = [
    lambda d: d["when"].append({"attribute": "industry", "in": [36, "3610", "C"]}),
    lambda d: d["when"].append({"attribute": "list500", "equals": ""}),
    lambda d: d["when"].append({"attribute": "contract_amount", "at_most": 0}),
    lambda d: with_attribute(d, RANGE, {"attribute": "a", "at_least": 10}),
    lambda d: with_attribute(d, RANGE, {"attribute": "a", "at_most": 2}),
    lambda d: with_attribute(
        d, {"kind": "number", "from": 2}, {"attribute": "a", "more_than": 10**6}
    ),
    lambda d: with_attribute(d, {"kind": "text"}, {"attribute": "a", "equals": "什么都行"}),
    lambda d: one(d, metric="jobs", land=None, pays_in="USD", rate_day="signed", schedule=SUM),
    lambda d: one(d, metric="jobs", land=None, minus=["jobs"], schedule=SUM),
    lambda d: one(
        d,
        metric=None,
        land=None,
        stages=None,
        per="year",
        window={"from": "signed", "years": 2},
        in_advance=True,
        schedule=SUM,
    ),
    lambda d: one(
        d,
        cap={
            "choose": [
                {"when": [{"attribute": "origin", "equals": "foreign"}], "then": 5},
                {"then": 6},
            ]
        },
    ),
    lambda d: d.update(
        borne_by=[
            {"code": str(n), "name": NAMES, "share": tiers(*some)}
            for n, some in enumerate((("0.6", "0.3"), ("0.4", "0.7")))
        ]
    ),
    lambda d: d.update(tax={"treatment": "withheld", "rate": 1}),
    lambda d: one(
        d,
        stages=[
            {"share": "0.5", "milestone": "started"},
            {"share": "0.5", "milestone": "started", "months": 6},
        ],
    ),
]


@pytest.mark.parametrize("change", SOUND)
def test_what_can_hold_is_taken(change):
    assert problems_after(change) == []


@pytest.mark.parametrize(("change", "path", "says"), FAULTS)
def test_a_faulty_document_is_told_where_and_what(change, path, says):
    problems = {problem.path: problem for problem in problems_after(change)}
    assert says in problems[path].told("en")
    assert problems[path].told("zh") != problems[path].told("en")


def test_what_is_no_document_at_all_is_refused():
    for value in (None, [], "format: 1", 5):
        assert [(problem.path, problem.kind) for problem in check_document(value)] == [
            ("document", "not_a_mapping")
        ]
    document = {key: value for key, value in DEMO.items() if key != "format"}
    assert [(problem.path, problem.kind) for problem in check_document(document)] == [
        ("format", "format")
    ]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("format: 1\ncode: &x a\nname: *x\n", 2, "锚点"),
        ("a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n", 1, "锚点"),
        ("format: 1\ncode: !!python/object/apply:os.system ['id']\n", 2, "标签"),
        ("format: 1\ncode: a\ncode: b\n", 3, "出现了两次"),
        ("format: 1\n  code: a\n", 2, "YAML"),
        ("[" * 100, 1, "层数"),
        ("", None, "空"),
        ("x" * 300_000, None, "KB"),
        ("- [1]: 2\n", 1, "键"),
    ],
)
def test_text_that_hides_something_is_refused_with_its_line(text, line, says):
    document, (finding,) = check_text(text)
    assert (document, finding.line) == (None, line)
    assert says in finding.message


def test_a_file_of_ten_megabytes_is_refused_at_once():
    assert check_text(b"a: b\n" * 2_000_000)[1][0].line is None


def test_a_problem_has_the_line_of_its_place():
    text = text_of("changde-demo").replace("rate: 0.003}", "rate: 3}")
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "rate: 3}" in each)
    assert [(each.line, each.path) for each in check_text(text)[1]] == [
        (line, "components[0].schedule.brackets[1].rate")
    ]


def test_the_library_fits_the_published_schema_and_a_faulty_one_does_not():
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for code in codes():
        assert [
            error.message
            for error in validator.iter_errors(json.loads(json.dumps(document_of(code))))
        ] == [], code
    assert not validator.is_valid({**DEMO, "color": "red"})
    assert not validator.is_valid(
        {
            **DEMO,
            "components": [{**DEMO["components"][1], "schedule": {"mode": "single", "rate": "5"}}],
        }
    )


def test_every_message_is_told_in_both_languages():
    assert all(len(each) == 2 and all(each) for each in MESSAGES.values())
