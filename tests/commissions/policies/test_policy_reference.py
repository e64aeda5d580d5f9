"""The reference for policy authors: complete, and every example in it is sound."""

import re
from pathlib import Path

import pytest

from commissions.engine import check_document, describe, load_policy
from commissions.engine.facts import METRICS, MILESTONES, PAYEE_TRAITS
from commissions.engine.vocabulary import BUILT_IN, CONDITIONS, NODES, SCHEDULES
from commissions.policies.cases import cases_of, work_out
from commissions.policies.reader import read

TEXT = (Path(__file__).parents[3] / "docs" / "policies.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml ?(\w*)\n(.*?)^```", TEXT, re.S | re.M)
OTHER = {
    "code": "other",
    "name": {"zh": "乙", "en": "B"},
    "clause": "c",
    "metric": "local_tax",
    "per": "year",
    "schedule": {"mode": "single", "rate": "0.1"},
}


def around(kind, example):
    """The example as a whole document."""
    content = read(example).content
    if not kind:
        return content
    one = {
        "code": "one",
        "name": {"zh": "甲", "en": "A"},
        "clause": "c",
        "metric": "paid_in",
        "schedule": {"mode": "single", "rate": "0.01"},
    }
    if kind == "component":
        one = {key: value for key, value in {**one, **content}.items() if value is not None}
    quota = {
        "quota": {"name": {"zh": "任务数", "en": "quota"}, "kind": "number", "from": 0, "to": 1000}
    }
    document = {
        "format": 1,
        "code": "p",
        "version": "1",
        "name": {"zh": "办法", "en": "Rules"},
        "clauses": {"c": "一"},
        "on_termination": "keep",
        "attributes": quota,
        "components": [one, OTHER],
    }
    return document | content if kind == "top" else document


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_an_example_of_the_reference_is_sound(kind, example):
    document = around(kind, example)
    assert check_document(document) == []
    assert describe(load_policy(document), "zh")


def test_the_cases_of_the_reference_come_out():
    (cases,) = re.findall(r"^```\n(cases:.*?)^```", TEXT, re.S | re.M)
    policy = load_policy(read(EXAMPLES[0][1]).content)
    assert [work_out(policy, case).differences for case in cases_of(read(cases))] == [[]]


def test_every_word_of_the_format_stands_in_the_reference():
    words = {
        name
        for keys in [*NODES.values(), *CONDITIONS.values(), *SCHEDULES.values()]
        for name in keys
    }
    words |= {*SCHEDULES, *METRICS, *MILESTONES, *PAYEE_TRAITS, *BUILT_IN}
    assert [word for word in sorted(words) if not re.search(rf"\b{word}\b", TEXT)] == []
