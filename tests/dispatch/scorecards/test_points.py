"""Completion, floor and cap, grades and ranks for any numbers."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.dispatch.scorecards.points import (
    completion,
    counted,
    grade_of,
    points_of,
    ranks,
    shares,
    weighted,
    within_limits,
)

D = Decimal
NUMBERS = st.integers(-(10**11), 10**11).map(lambda fen: D(fen) / 100)
GOALS = NUMBERS.filter(bool)
SHARES = st.integers(0, 3_000).map(lambda part: D(part) / 1_000)
POINTS = st.integers(0, 1_000).map(lambda part: D(part) / 10)
BOUNDS = {"excellent": D(90), "good": D(80), "passed": D(60)}


@pytest.mark.parametrize(
    ("value", "goal", "start", "higher", "expected"),
    [
        # as much as there is of what was to be: 120 of 100, 50 of 200
        ("120", "100", "0", True, "1.2"),
        ("50", "200", "0", True, "0.25"),
        ("0", "200", "0", True, "0"),
        ("-50", "200", "0", True, "-0.25"),
        # a goal of zero is kept or not
        ("0", "0", "0", True, "1"),
        ("5", "0", "0", True, "1"),
        ("-0.01", "0", "0", True, "0"),
        ("0", "0", "0", False, "1"),
        ("1", "0", "0", False, "0"),
        # a loss of at most 5: 5 is the whole, none is twice it, 10 is nothing
        ("-5", "-5", "0", True, "1"),
        ("0", "-5", "0", True, "2"),
        ("-10", "-5", "0", True, "0"),
        # at most 4 complaints: 4 is the whole, 2 is half more, 8 is nothing
        ("4", "4", "0", False, "1"),
        ("2", "4", "0", False, "1.5"),
        ("8", "4", "0", False, "0"),
        ("12", "4", "0", False, "-1"),
        # energy is to fall by 13: a fall of 13 is the whole, none is nothing
        ("-13", "-13", "0", False, "1"),
        ("0", "-13", "0", False, "0"),
        ("-26", "-13", "0", False, "2"),
        # of a plan the way counts, not the value: from 80 to 92
        ("80", "92", "80", True, "0"),
        ("86", "92", "80", True, "0.5"),
        ("95", "92", "80", True, "1.25"),
        ("45", "30", "60", False, "0.5"),
        # where it began it is to be kept
        ("80", "80", "80", True, "1"),
        ("79.99", "80", "80", True, "0"),
    ],
)
def test_completion_worked_by_hand(value, goal, start, higher, expected):
    found = completion(D(value), D(goal), D(start), higher_is_better=higher)
    assert found == D(expected)


def test_what_nobody_knows_is_nothing():
    assert completion(None, D(100)) == 0
    assert completion(None, D(-100), higher_is_better=False) == 0


@pytest.mark.parametrize(
    ("done", "floor", "cap", "least", "expected"),
    [
        ("1.3", "0", "1.2", "0", "1.2"),
        ("1.2", "0", "1.2", "0", "1.2"),
        ("0.4", "0", "1.2", "0", "0.4"),
        ("0.4", "0.6", "1.2", "0", "0.6"),
        ("0.59", "0", "1.2", "0.6", "0"),
        ("0.6", "0", "1.2", "0.6", "0.6"),
        ("0.59", "0.2", "1.2", "0.6", "0.2"),
        ("-3", "0", "1", "0", "0"),
    ],
)
def test_floor_cap_and_what_is_too_little(done, floor, cap, least, expected):
    found = counted(D(done), floor=D(floor), cap=D(cap), nothing_below=D(least))
    assert found == D(expected)


def test_points_are_rounded_once_half_up():
    assert points_of(D(30), D("1.2")) == D("36.00")
    assert points_of(D(10), D("0.33335")) == D("3.33")
    assert points_of(D(10), D("0.3335")) == D("3.34")  # 3.335
    assert points_of(D(15), D(1) / 3) == D("5.00")


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.booleans())
def test_a_better_value_is_never_worth_less(one, other, goal, start, higher):
    worse, better = sorted((one, other), reverse=not higher)
    way = {"higher_is_better": higher}
    assert completion(worse, goal, start, **way) <= completion(better, goal, start, **way)


@given(NUMBERS, GOALS, st.booleans())
def test_the_goal_itself_is_the_whole(value, goal, higher):
    assert completion(goal, goal, higher_is_better=higher) == 1
    assert (completion(value, goal, higher_is_better=higher) >= 1) == (
        value >= goal if higher else value <= goal
    )


@given(NUMBERS, NUMBERS, SHARES, SHARES, SHARES)
def test_what_counts_lies_between_floor_and_cap(value, goal, floor, above, least):
    found = counted(completion(value, goal), floor=floor, cap=floor + above, nothing_below=least)
    assert floor <= found <= floor + above


@given(NUMBERS, NUMBERS, NUMBERS, SHARES, SHARES, SHARES)
def test_what_counts_grows_with_the_value(one, other, goal, floor, above, least):
    bounds = {"floor": floor, "cap": floor + above, "nothing_below": least}
    low, high = (counted(completion(each, goal), **bounds) for each in sorted((one, other)))
    assert low <= high


RULES = st.lists(st.tuples(st.sampled_from("abc"), POINTS), max_size=5)


@given(RULES, st.fixed_dictionaries(dict.fromkeys("abc", POINTS)), POINTS)
def test_bonuses_keep_every_limit_in_whatever_order(asked, most_of, most):
    def total(order):
        return sum(within_limits(order, most_of, most), D(0))

    wanted = min(
        most,
        sum(
            (
                min(sum((points for rule, points in asked if rule == each), D(0)), limit)
                for each, limit in most_of.items()
            ),
            D(0),
        ),
    )
    assert all(total(order) == wanted for order in list(permutations(asked))[:20])
    assert all(each >= 0 for each in within_limits(asked, most_of, most))


@given(st.lists(st.tuples(POINTS, SHARES), min_size=1))
def test_a_mean_by_weight_lies_between_the_least_and_the_most(parts):
    found = weighted(parts)
    weighing = [share for weight, share in parts if weight]
    if not weighing:
        assert found is None
    else:
        slack = D("1e-20")
        assert min(weighing) - slack <= found <= max(weighing) + slack


@pytest.mark.parametrize(
    ("score", "vetoes", "grade"),
    [
        ("120", [], "excellent"),
        ("90", [], "excellent"),
        ("89.99", [], "good"),
        ("80", [], "good"),
        ("60", [], "passed"),
        ("59.99", [], "failed"),
        ("-3", [], "failed"),
        ("95", ["good"], "good"),
        ("95", ["failed", "good"], "failed"),
        ("70", ["good"], "passed"),
    ],
)
def test_grades_by_their_bounds_and_no_better_than_a_veto(score, vetoes, grade):
    assert grade_of(D(score), vetoes=vetoes, **BOUNDS) == grade


def test_equal_ones_share_a_place_and_the_next_is_left_out():
    scores = [D(80), D(95), D(80), D(70), D(95)]
    assert ranks([(False, score) for score in scores]) == [3, 1, 3, 5, 1]


def test_who_has_a_veto_stands_behind_all_others():
    assert ranks([(True, D(99)), (False, D(10)), (True, D(99))]) == [2, 1, 2]


@given(st.lists(st.tuples(st.booleans(), POINTS), max_size=12), st.randoms())
def test_a_rank_does_not_depend_on_the_order(scores, random):
    order = list(range(len(scores)))
    random.shuffle(order)
    shuffled = ranks([scores[each] for each in order])
    assert [shuffled[order.index(each)] for each in range(len(scores))] == ranks(scores)


@given(
    st.lists(st.integers(0, 999).map(D), min_size=1, max_size=30).filter(any),
    st.integers(1, 10_000).map(lambda part: D(part) / 100),
)
def test_points_shared_out_by_weight_make_the_whole(weights, total):
    found = shares(total, weights)
    assert sum(found) == total
    assert all(each >= 0 for each in found)


def test_points_shared_out_by_hand():
    assert shares(D(70), [D(5), D(3), D(3)]) == [D("31.82"), D("19.09"), D("19.09")]
