"""What a table of transitions promises is registered: at the start, not when somebody presses the
button.
"""

import pytest

from crm.core import transitions
from crm.core.transitions import check_transitions, register_sequels, register_use_cases
from leads.models import Lead, Project


def test_every_promise_is_kept():
    assert check_transitions() == []


def test_a_step_whose_use_case_nobody_registers_stops_the_start(monkeypatch):
    monkeypatch.delitem(transitions._USE_CASES, (Lead, "convert"))
    (error,) = check_transitions()
    assert (error.id, error.obj) == ("core.E001", Lead)
    assert "convert has a use case" in error.msg


def test_a_step_whose_sequel_nobody_registers_stops_the_start(monkeypatch):
    monkeypatch.delitem(transitions._SEQUELS, (Project, "enter"))
    (error,) = check_transitions()
    assert (error.id, error.obj) == ("core.E001", Project)
    assert "enter has a sequel" in error.msg


def test_a_function_for_a_step_that_promises_none_stops_the_start(monkeypatch):
    monkeypatch.setattr(transitions, "_USE_CASES", {**transitions._USE_CASES})
    monkeypatch.setattr(transitions, "_SEQUELS", {**transitions._SEQUELS})
    register_use_cases(Lead, {"engage": print})
    register_sequels(Lead, {"no_such_step": print})
    assert {error.id for error in check_transitions()} == {"core.E002"}
    assert len(check_transitions()) == 2


@pytest.mark.parametrize(
    ("state", "bar"),
    [
        ("new", ["now", "ahead", "ahead", "ahead", "ahead"]),
        ("engaged", ["done", "done", "now", "ahead", "ahead"]),
        ("converted", ["done", "done", "done", "done", "now"]),
    ],
)
def test_the_bar_of_stages_follows_the_way(state, bar):
    lead = Lead(state=state)
    assert [status for _label, status in lead.stages()] == bar


def test_a_state_beside_the_way_stands_alone():
    assert Lead(state="rejected").stages() == [(str(Lead.State.REJECTED.label), "now")]
