"""Followers hear of every write: of each at once, or of a use case's at its end."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from crm.core import writes
from crm.core.models import Department
from crm.core.writes import Follower, as_one, follow_writes, unheard, written

OURS = ("crm", "leads", "parks", "commissions")
MAY = {"crm/accounts/rotation.py", "crm/core/writes.py", "crm/dispatch/queue/reconcile.py"}


@pytest.fixture
def heard(db, monkeypatch):
    """[(who, keys)] that a follower at once and one that waits were told."""
    told = []
    monkeypatch.setattr(writes, "FOLLOWERS", {})

    def at_once(keys):
        told.append(("at once", keys))

    def at_the_end(keys):
        told.append(("at the end", keys))

    def joined(answers):
        return sorted(set().union(*answers))

    follow_writes(Department, Follower(list, at_once))
    follow_writes(Department, Follower(set, at_the_end, joined))
    return told


def made(name) -> int:
    return Department.objects.create(name=name).pk


def at_the_end(heard) -> list:
    return [keys for who, keys in heard if who == "at the end"]


def test_outside_of_a_use_case_each_write_is_told_at_once(heard):
    keys = [made("一"), made("二")]
    assert [key for _who, (key,) in heard] == [keys[0], keys[0], keys[1], keys[1]]


def test_what_a_use_case_writes_is_told_once_at_its_end(heard):
    with as_one():
        keys = [made("一"), made("二")]
        Department.objects.get(pk=keys[0]).save()
        with as_one():
            keys.append(made("三"))
        written(Department, [keys[1]])
        assert at_the_end(heard) == []
        assert len(heard) == 5
    assert at_the_end(heard) == [keys]


def test_it_is_told_in_the_transaction(heard, monkeypatch):
    def refuse(_keys):
        raise PermissionDenied

    follow_writes(Department, Follower(set, refuse, list))
    with pytest.raises(PermissionDenied), as_one():
        made("一")
    assert not Department.objects.exists()


def test_what_failed_is_told_to_nobody(heard):
    with pytest.raises(PermissionDenied), as_one():
        made("一")
        raise PermissionDenied
    assert at_the_end(heard) == []
    key = made("二")
    assert at_the_end(heard) == [{key}]


def test_a_row_that_is_taken_away_is_told_of_though_it_is_gone(heard):
    key = made("一")
    heard.clear()
    with as_one():
        Department.objects.get(pk=key).delete()
    assert at_the_end(heard) == [[key]]


def test_what_a_follower_writes_on_being_told_is_told_as_well(heard):
    def write_one_more(_keys):
        if Department.objects.count() < 3:
            made("再来一个")

    follow_writes(Department, Follower(set, write_one_more, list))
    with as_one():
        first = made("一")
    told = at_the_end(heard)
    assert told[0] == [first]
    assert len(told) == Department.objects.count() == 3


def test_what_is_unheard_stays_unheard(heard):
    with as_one(), unheard():
        made("一")
    assert heard == []


def test_every_use_case_of_ours_is_told_of_as_one():
    root = Path(__file__).parents[2]
    by_hand = {
        str(path.relative_to(root))
        for folder in OURS
        for path in (root / folder).rglob("*.py")
        if "@transaction.atomic" in path.read_text(encoding="utf-8")
    }
    assert by_hand <= MAY
