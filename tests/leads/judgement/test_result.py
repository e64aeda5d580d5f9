"""Scales and the weighing of a judgement: arithmetic alone."""

from decimal import Decimal

import pytest

from leads.judgement.result import Given, Part, weigh
from leads.models.scale import ScaleError, grade_of, read_scale

MEASURED = "0: 0\n150: 40\n200: 60\n300: 100"


def given(points, department="发改委"):
    return Given(department, "良", Decimal(points))


@pytest.mark.parametrize(
    ("value", "points"),
    [
        ("0", 0),
        ("149.99", 0),
        ("150", 40),
        ("150.01", 40),
        ("199.99", 40),
        ("200", 60),
        ("299.9999", 60),
        ("300", 100),
        ("99999", 100),
    ],
)
def test_a_number_earns_the_points_of_the_highest_bound_that_it_reaches(value, points):
    assert grade_of(read_scale(MEASURED, measured=True), number=Decimal(value)).points == points


def test_a_word_earns_the_points_of_its_line_and_no_other_word_any():
    grades = read_scale("优： 100\n良: 80", measured=False)
    assert grade_of(grades, word="良").points == 80
    with pytest.raises(ScaleError):
        grade_of(grades, word="中")


@pytest.mark.parametrize(
    ("text", "measured"),
    [
        ("", False),
        ("优", False),
        (": 80", False),
        ("优: viel", False),
        ("优: 101", False),
        ("优: -1", False),
        ("优: 80\n优: 60", False),
        ("10: 80", True),
        ("0: 0\n20: 50\n10: 40", True),
        ("0: 0\n0.0: 10", True),
        ("null: 0", True),
        ("NaN: 0", True),
        ("优: NaN", False),
    ],
)
def test_a_scale_that_leaves_doubt_is_refused(text, measured):
    with pytest.raises(ScaleError):
        read_scale(text, measured=measured)


def test_a_problem_names_its_line():
    with pytest.raises(ScaleError, match="2"):
        read_scale("优: 100\n良 80", measured=False)


def test_the_score_is_the_weighted_mean_and_each_part_says_what_it_adds():
    result = weigh([Part("产业", 30, [given(80)]), Part("环境", 10, [given(40)])], Decimal(60))
    assert (result.score, result.passes) == (Decimal("70.00"), True)
    assert [(line["share"], line["points"], line["adds"]) for line in result.explanation] == [
        ("75.00", "80.00", "60.00"),
        ("25.00", "40.00", "10.00"),
    ]


def test_departments_asked_about_one_criterion_count_alike():
    assert weigh(
        [Part("产业", 1, [given(100, "甲"), given(50, "乙")])], Decimal(60)
    ).score == Decimal("75.00")


def test_a_criterion_without_an_answer_weighs_nothing():
    result = weigh([Part("产业", 30, [given(90)]), Part("环境", 70)], Decimal(60))
    assert result.score == Decimal("90.00")
    assert (result.explanation[1]["points"], result.explanation[1]["adds"]) == ("", "")


@pytest.mark.parametrize(("points", "passes"), [("59.99", False), ("60", True), ("60.01", True)])
def test_the_pass_score_itself_passes(points, passes):
    assert weigh([Part("产业", 1, [given(points)])], Decimal(60)).passes is passes


def test_no_points_on_a_vetoing_criterion_speak_against_the_lead_whatever_the_score():
    parts = [Part("产业", 90, [given(100)]), Part("环境", 10, [given(0)], vetoes=True)]
    result = weigh(parts, Decimal(60))
    assert (result.score, result.passes, result.explanation[1]["vetoed"]) == (
        Decimal("90.00"),
        False,
        True,
    )


def test_a_third_is_rounded_half_up_once():
    result = weigh([Part("甲", 1, [given(100)]), Part("乙", 2, [given(0)])], Decimal(60))
    assert result.score == Decimal("33.33")


def test_nothing_answered_is_no_result():
    with pytest.raises(ValueError, match="no criterion"):
        weigh([Part("产业", 1)], Decimal(60))
