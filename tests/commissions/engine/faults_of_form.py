"""What may be wrong with one key of a policy, or with its value."""

from datetime import datetime

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


# What is done to a sound document, where the problem is found, and a part of what is said of it.
# All that is said stands in told/.
OF_FORM = [
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
]
