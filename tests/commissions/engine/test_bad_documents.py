"""Every way to write a policy wrong: refused whole, with the line and what to do."""

import json
from copy import deepcopy

import pytest
from jsonschema import Draft202012Validator

from commissions.engine import check_document, json_schema
from commissions.engine.problems import MESSAGES
from commissions.policies.check import check_text
from commissions.policies.library import codes, document_of, text_of
from tests.commissions.engine.faults_of_form import NAMES, OF_FORM
from tests.commissions.engine.faults_of_sense import (
    OF_SENSE,
    RANGE,
    SUM,
    one,
    tiers,
    with_attribute,
)

DEMO = document_of("changde-demo")
FAULTS = [*OF_FORM, *OF_SENSE]


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
