"""The library of real policies: every document is sound, and every worked case comes out to the
fen.
"""

from functools import cache
from pathlib import Path

import pytest

import commissions
from commissions.engine import describe, explain, load_policy
from commissions.policies.cases import cases_of, work_out
from commissions.policies.reader import read

LIBRARY = Path(commissions.__file__).parent / "library"
POLICIES = sorted(path.stem for path in LIBRARY.glob("*.yaml"))
WORKED = {
    "D01",
    "D02",
    "D03",
    "D04",
    "D05",
    "D06",
    "D09",
    "D10",
    "D11",
    "D13a",
    "D13b",
    "D13c",
    "D14",
    "D15",
    "D19",
    "D20",
    "D23",
    "D31",
    "D32",
    "D34",
    "D36",
    "D39",
    "D43",
    "D47",
    "D48",
    "D49",
}


@cache
def policy(code):
    return load_policy(read((LIBRARY / f"{code}.yaml").read_bytes()).content)


def cases(code):
    return cases_of(read((LIBRARY / "cases" / f"{code}.yaml").read_bytes()), policy(code))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param((code, each), id=f"{code} {each.id}")
        for code in POLICIES
        for each in cases(code)
    ],
)
def test_a_worked_case_comes_out_to_the_fen(case):
    code, each = case
    result = work_out(policy(code), each)
    assert result.differences == [], explain(
        [step for due in result.assessment.dues for step in due.steps], "en", policy(code)
    )


def test_every_published_case_but_the_one_of_totals_is_there():
    assert {each.id for code in POLICIES for each in cases(code)} >= WORKED


@pytest.mark.parametrize("code", POLICIES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_policy_and_the_reasons_of_its_cases_can_be_told(code, language):
    assert len(describe(policy(code), language)) >= 2
    for case in cases(code):
        assessment = work_out(policy(code), case).assessment
        steps = [step for due in assessment.dues for step in due.steps] + list(assessment.notes)
        assert all("{" not in sentence for sentence in explain(steps, language, policy(code)))
        assert steps, "a case without a single reason"


def test_the_library_covers_the_numeric_policies_and_more():
    own_readings = {
        "congjiang-whole",
        "congjiang-from-zero",
        "intl-tech-park-uplift-on-top",
        "qingdao-2019-domestic-cap-first",
        "changsha-2022-uplift-on-top",
    }
    without_numbers = {"xiamen", "kaifeng", "nansha", "rongcheng", "jiangmen", "us-florida"}
    others = {"changde-demo", "ruijin-unit", "ruijin-agent", "example-agents", "example-dollars"}
    assert len(set(POLICIES) - own_readings - without_numbers - others) == 32
