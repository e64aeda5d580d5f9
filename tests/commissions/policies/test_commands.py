"""The policy commands, as a policy officer's assistant uses them."""

from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from commissions.policies.library import FOLDER, text_of


def run(*args):
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_a_sound_policy_is_described(tmp_path):
    assert "单个项目不超过 50 万元。" in run("check_policy", FOLDER / "funing.yaml")
    assert "No more than 500,000 yuan for a project." in run(
        "check_policy", FOLDER / "funing.yaml", "--language", "en"
    )


def test_every_problem_is_named_with_its_line_and_the_exit_code_says_so(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(
        text_of("funing").replace("to: 100000000, rate: 0.001", "to: 90000000, rate: 0.001")
    )
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("check_policy", file, stdout=out)
    assert refused.value.returncode == 1
    assert out.getvalue() == (
        f"{file}:26: components[0].schedule.brackets[1].to: 与下一档之间有空档：下一档从 "
        f"100000000 起，此处应相同。\n"
    )


def test_cases_are_worked_out_with_their_steps():
    told = run("assess", "funing", FOLDER / "cases" / "funing.yaml")
    assert "✓ D02: 240,000.00" in told
    assert "〔奖励标准〕10,000,000 至 100,000,000 的部分 90,000,000 × 1‰ ＝ 90,000。" in told
    assert "5 of 5 cases came out" in told


def test_a_case_that_does_not_come_out_is_named(tmp_path):
    file = tmp_path / "cases.yaml"
    file.write_text(
        "cases:\n- {id: A, facts: {contributions: [{metric: fixed_assets, amount: 1000000, "
        "on: 2025-01-01}]}, as_of: 2026-01-01, expected: 5000.01}\n"
    )
    with pytest.raises(CommandError, match="not as expected: A") as refused:
        run("assess", "funing", file)
    assert refused.value.returncode == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cases: []", "第 1 行"),
        ("cases:\n- {id: A, facts: {}, as_of: 2026-13-01, expected: 1}", "2026-13-01"),
        (
            "cases:\n- {id: A, facts: {contributions: [{metric: gold, amount: 1, on: "
            "2026-01-01}]}, as_of: 2026-01-01, expected: 1}",
            "gold",
        ),
        (
            "cases:\n- {id: A, facts: {contribution: []}, as_of: 2026-01-01, expected: 1}",
            "contribution",
        ),
        ("cases:\n- {id: A, facts: {}, as_of: 2026-01-01}", "expected"),
        (
            "cases:\n- {id: A, facts: {attributes: {chanel: agent}}, as_of: 2026-01-01, "
            "expected: 1}",
            "chanel",
        ),
        (
            "cases:\n- {id: A, facts: {contributions: [{metric: paid_in, amount: 1, on: "
            "2026-01-01, currency: USD}]}, as_of: 2026-01-01, expected: 1}",
            "original",
        ),
        (
            "cases:\n- {id: A, facts: {contributions: [{metric: paid_in, amount: NaN, on: "
            "2026-01-01}]}, as_of: 2026-01-01, expected: 1}",
            "NaN",
        ),
        (
            "cases:\n- {id: A, facts: {rates: [{currency: USD, on: 2026-01-01, yuan: 0}]}, "
            "as_of: 2026-01-01, expected: 1}",
            "大于 0",
        ),
        (
            "cases:\n- {id: A, facts: {payees: [{id: a, confirmed: no}]}, as_of: 2026-01-01, "
            "expected: 1}",
            "“no”",
        ),
    ],
)
def test_faulty_cases_are_told_with_their_line(text, says, tmp_path):
    file = tmp_path / "cases.yaml"
    file.write_text(text)
    with pytest.raises(CommandError, match=says):
        run("assess", "funing", file)


@pytest.mark.parametrize(
    ("language", "says"), [("zh", "的选项中"), ("en", "is not among the choices")]
)
def test_what_is_wrong_is_told_in_the_language_that_was_asked_for(language, says, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(text_of("funing").replace("equals: agent", "equals: 代理"))
    for command in (
        ("check_policy", file),
        ("assess", file, FOLDER / "cases" / "funing.yaml"),
        ("simulate", file),
    ):
        out = StringIO()
        with pytest.raises(CommandError) as refused:
            call_command(*command, "--language", language, stdout=out)
        assert says in out.getvalue() + str(refused.value)


@pytest.mark.parametrize(
    ("language", "says"), [("zh", "第 2 行：.*断开"), ("en", "Line 2: The comma before")]
)
def test_a_text_that_cannot_be_read_is_told_in_the_language_that_was_asked_for(
    language, says, tmp_path
):
    file = tmp_path / "mine.yaml"
    file.write_text("format: 1\nname: {zh: 甲, en: one, two}\n")
    with pytest.raises(CommandError, match=says):
        run("assess", file, FOLDER / "cases" / "funing.yaml", "--language", language)


@pytest.mark.parametrize(
    ("language", "says"), [("zh", "招商渠道尚未确定"), ("en", "channel has not been set")]
)
def test_reasons_follow_the_language(language, says, tmp_path):
    file = tmp_path / "cases.yaml"
    file.write_text("cases:\n- {id: A, facts: {}, as_of: 2026-01-01, expected: 0}\n")
    assert says in run("assess", "funing", file, "--language", language)


@pytest.mark.django_db
def test_a_policy_that_is_nowhere_is_told_what_there_is():
    with pytest.raises(CommandError, match="funing"):
        run("assess", "atlantis", FOLDER / "cases" / "funing.yaml")


def test_a_simulation_shows_who_gains_and_loses(deal, agreement, verified_assets, tmp_path):
    """1.2 亿 of fixed assets: 460,000 under the demonstration rules, 5‰ without a bracket is
    600,000.
    """
    sheet = tmp_path / "compare.xlsx"
    told = run("simulate", "dezhou-2022", "--against", "current", "--xlsx", sheet)
    assert "460,000.00\t600,000.00\t+140,000.00" in told
    assert "1 awards: 460,000.00 → 600,000.00 (+140,000.00); 1 gain, 0 lose" in told
    rows = list(openpyxl.load_workbook(sheet).active.values)
    assert [float(each) for each in rows[1][3:]] == [460000, 600000, 140000]
    assert rows[-1][5] == 140000
