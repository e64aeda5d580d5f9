"""Completion and lights for any numbers: caps, zero and negative goals, lower is better."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.dispatch.plan.completion import completion, due_by_now, is_lost, light_of

NUMBERS = st.integers(-(10**11), 10**11).map(lambda fen: Decimal(fen) / 100)
PARTS = st.integers(0, 10_000).map(lambda part: Decimal(part) / 10_000)
POINTS = {"yellow_points": Decimal(5), "red_points": Decimal(20)}


@pytest.mark.parametrize(
    ("value", "start", "goal", "higher", "expected"),
    [
        ("87", "80", "92", True, "0.58"),
        ("92", "80", "92", True, "1"),
        ("200", "80", "92", True, "1"),
        ("70", "80", "92", True, "0"),
        ("0", "0", "0", True, "1"),
        ("-1", "0", "0", True, "0"),
        ("80", "80", "80", True, "1"),
        ("79.99", "80", "80", True, "0"),
        ("-5", "-10", "0", True, "0.50"),
        ("-20", "-10", "-30", False, "0.50"),
        ("45", "60", "30", False, "0.50"),
        ("30", "60", "30", False, "1"),
        ("70", "60", "30", False, "0"),
        ("90", "90", "80", True, "1"),
        ("79", "90", "80", True, "0"),
    ],
)
def test_which_part_of_the_way_is_behind(value, start, goal, higher, expected):
    found = completion(Decimal(value), Decimal(start), Decimal(goal), higher_is_better=higher)
    assert round(found, 2) == Decimal(expected)


def test_what_nobody_knows_counts_as_nothing():
    assert completion(None, Decimal(0), Decimal(0)) == 0


@given(NUMBERS, NUMBERS, NUMBERS, st.booleans())
def test_it_is_never_below_nothing_nor_above_the_whole(value, start, goal, higher):
    assert 0 <= completion(value, start, goal, higher_is_better=higher) <= 1


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_more_is_never_less_complete(one, other, start, goal):
    less, more = sorted((one, other))
    assert completion(less, start, goal) <= completion(more, start, goal)
    way = {"higher_is_better": False}
    assert completion(less, start, goal, **way) >= completion(more, start, goal, **way)


@pytest.mark.parametrize(
    ("value", "goal", "higher", "expected"),
    [
        ("61", "60", False, True),
        ("60.01", "60", False, True),
        ("60", "60", False, False),
        ("0", "60", False, False),
        ("1", "0", False, True),
        ("61", "60", True, False),
        ("59", "60", True, False),
    ],
)
def test_a_limit_that_is_passed_is_lost(value, goal, higher, expected):
    assert is_lost(Decimal(value), Decimal(goal), higher_is_better=higher) is expected
    assert not is_lost(None, Decimal(goal), higher_is_better=higher)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_lower_is_better_is_higher_is_better_in_the_mirror(value, start, goal):
    mirrored = completion(-value, -start, -goal, higher_is_better=False)
    assert completion(value, start, goal) == mirrored


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_where_the_numbers_begin_does_not_matter(value, start, goal, shift):
    assert completion(value, start, goal) == completion(value + shift, start + shift, goal + shift)


@given(NUMBERS, NUMBERS, st.booleans())
def test_the_goal_reached_is_the_whole_and_green_on_every_day(start, goal, higher):
    done = completion(goal, start, goal, higher_is_better=higher)
    assert done == 1
    assert light_of(done, Decimal(1), **POINTS) == "green"


@given(NUMBERS, NUMBERS, PARTS)
def test_who_stands_where_one_should_stand_is_green(start, goal, over):
    due = due_by_now(start, goal, over)
    done = completion(due, start, goal)
    if goal > start:
        assert light_of(done, over, **POINTS) == "green"


@given(PARTS, PARTS, PARTS)
def test_a_light_does_not_get_better_as_time_passes(done, one, other):
    worse = ("green", "yellow", "red").index
    sooner, later = sorted((one, other))
    assert worse(light_of(done, sooner, **POINTS)) <= worse(light_of(done, later, **POINTS))


@pytest.mark.parametrize(
    ("done", "over", "expected"),
    [
        ("0.50", "0.55", "green"),
        ("0.50", "0.5501", "yellow"),
        ("0.50", "0.70", "yellow"),
        ("0.50", "0.7001", "red"),
        ("0", "0", "green"),
        ("1", "1", "green"),
        ("0.99", "1", "green"),
    ],
)
def test_by_how_many_points_it_lies_behind(done, over, expected):
    assert light_of(Decimal(done), Decimal(over), **POINTS) == expected
