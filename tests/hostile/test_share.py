"""A share leaves no value out over some screens, and no edge out on any that it tries."""

import pytest

from tests.hostile import share
from tests.hostile.share import in_turn, is_tried, rounds
from tests.hostile.values import DAYS, EDGES, NUMBERS

FIELDS = {"amount": NUMBERS, "day": DAYS}


@pytest.fixture(autouse=True)
def a_share(monkeypatch):
    monkeypatch.setattr(share, "WHOLE", False)


def tried(turn) -> dict[str, set]:
    found = {name: set() for name in FIELDS}
    for values in rounds(FIELDS, EDGES, turn):
        for name, value in values.items():
            found[name].add(value)
    return found


@pytest.mark.parametrize("turn", range(20))
def test_every_screen_has_the_edges_in_every_field_and_something_else(turn):
    for name, values in FIELDS.items():
        assert EDGES & set(values) < tried(turn)[name]


def test_as_many_screens_as_there_are_values_have_each_of_them():
    for name, values in FIELDS.items():
        assert set().union(*(tried(turn)[name] for turn in range(len(values)))) == set(values)


def test_two_fields_do_not_stand_at_the_same_place_of_their_values_at_once():
    same = {"from": DAYS, "to": DAYS}
    assert all(each["from"] != each["to"] for each in rounds(same, EDGES, 3))


def test_the_next_screen_goes_on_where_the_last_one_ended():
    assert [in_turn("abcde", turn, 2) for turn in range(3)] == [
        ["a", "b"],
        ["c", "d"],
        ["e", "a"],
    ]


def test_of_a_hundred_screens_a_share_tries_about_a_fourth_and_always_the_same():
    names = [f"record{n}:edit" for n in range(100)]
    tried = [name for name in names if is_tried(name)]
    assert 15 < len(tried) < 35
    assert tried == [name for name in names if is_tried(name)]


def test_the_whole_walk_has_every_value_in_every_field(monkeypatch):
    monkeypatch.setattr(share, "WHOLE", True)
    assert tried(0) == {name: set(values) for name, values in FIELDS.items()}
    assert in_turn("abcde", 1, 2) == list("abcde")
    assert all(is_tried(f"record{n}:edit") for n in range(100))
