"""Small policies, each of a kind of fault: their cases come out, or the check refuses them with the
remedy.
"""

from pathlib import Path

import pytest

from commissions.engine import load_policy
from commissions.policies.cases import cases_of, work_out
from commissions.policies.check import check_text
from commissions.policies.reader import read

FILES = Path(__file__).parent / "files"
WORKED = sorted(path.name.removesuffix(".cases.yaml") for path in FILES.glob("*.cases.yaml"))


def cases(name):
    return cases_of(read((FILES / f"{name}.cases.yaml").read_bytes()))


@pytest.mark.parametrize(
    ("name", "case"),
    [pytest.param(name, case, id=f"{name}: {case.id}") for name in WORKED for case in cases(name)],
)
def test_a_case_comes_out_to_the_fen(name, case):
    policy = load_policy(read((FILES / f"{name}.policy.yaml").read_bytes()).content)
    assert work_out(policy, case).differences == []


@pytest.mark.parametrize(
    ("name", "path", "zh", "en"),
    [
        ("jobs-in-dollars", "components[0].currency", "没有币种", "has no currency"),
        (
            "list-that-does-not-exist",
            "components[0].when[0]",
            'world500, china500, private500, ""',
            'world500, china500, private500, ""',
        ),
        ("origin-in-chinese", "components[0].when[0]", "foreign, domestic", "foreign, domestic"),
    ],
)
def test_what_can_never_hold_is_refused_with_what_to_write(name, path, zh, en):
    text = (FILES / f"{name}.policy.yaml").read_bytes()
    told = {each.path: each.message for each in check_text(text, "zh")[1]}
    assert zh in told[path]
    assert en in {each.path: each.message for each in check_text(text, "en")[1]}[path]


def test_a_comma_that_cuts_a_text_off_is_named_with_its_line_and_the_quotes_it_needs():
    document, (finding,) = check_text((FILES / "comma-in-a-name.policy.yaml").read_bytes())
    assert (document, finding.line) == (None, 9)
    assert "first part" in finding.message
    assert 'en: "Rewards, first part"' in finding.message


def test_thousands_are_written_without_commas():
    (finding,) = check_text("format: 1\nbrackets: [{from: 0, to: 20,000,000}]\n")[1]
    assert (finding.line, "20000000" in finding.message) == (2, True)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("format：1\ncode：x\n", 1, "半角冒号"),
        ("name: Rewards: first part\n", 1, "加引号"),
        ("name:\n\tzh: 甲\n", 2, "制表符"),
    ],
)
def test_the_traps_of_yaml_are_told_with_the_way_out(text, line, says):
    (finding,) = check_text(text)[1]
    assert (finding.line, says in finding.message) == (line, True)


def test_a_key_with_nothing_behind_its_colon_is_no_trap():
    assert read("a: {cap: , floor: 1}").content == {"a": {"cap": None, "floor": 1}}


def test_a_code_keeps_the_zero_it_begins_with():
    assert read("[0111, 36, 0, 10]").content == ["0111", 36, 0, 10]


def test_a_choice_between_fixed_sums_needs_no_metric():
    assert check_text((FILES / "choice-of-fixed-sums.policy.yaml").read_bytes())[1] == []
    mixed = (
        (FILES / "choice-of-fixed-sums.policy.yaml")
        .read_text()
        .replace("{mode: fixed, amount: 2}", "{mode: single, rate: 0.01}")
    )
    (finding,) = check_text(mixed)[1]
    assert "mode: fixed" in finding.message
