"""What contradicts something else in the policy, or can never hold."""

from tests.commissions.engine.faults_of_form import NAMES, given

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


# As in faults_of_form.
OF_SENSE = [
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
