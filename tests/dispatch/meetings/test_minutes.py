"""Minutes: who came, what was said, what was decided; and decisions that come back until done."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from crm.core.errors import MissingFacts, NotPermitted, Refused
from crm.core.transitions import move
from crm.dispatch.meetings.items import put_on_agenda
from crm.dispatch.meetings.minutes import (
    decide,
    drop_decision,
    note_attendance,
    note_said,
    note_summary,
)
from crm.dispatch.meetings.prepare import call_meeting, prepare, send
from crm.dispatch.models import AgendaItem, MeetingDecision, PlanTask, Waiting

A_DAY = timedelta(days=1)


@pytest.fixture
def meeting(body, people, today, plan):
    """Sent, and today."""
    made = prepare(body, None, today, by=people.headquarters)
    send(made, by=people.headquarters)
    return made


def everybody_came(meeting, people):
    came = {attendance.pk: ("present", "") for attendance in meeting.attendances.all()}
    note_attendance(meeting, came, by=people.headquarters)


@pytest.fixture
def decision(meeting, people, plan, today):
    return decide(
        meeting,
        by=people.headquarters,
        text="专题调度后备企业股改",
        heading=plan.target.heading,
        department=people.city,
        person=people.officer,
        due_on=today + 10 * A_DAY,
    )


def close(meeting, people):
    everybody_came(meeting, people)
    move(meeting, "hold", by=people.headquarters)


def test_minutes_are_closed_once_it_is_known_who_came(meeting, people):
    with pytest.raises(MissingFacts):
        move(meeting, "hold", by=people.headquarters)
    everybody_came(meeting, people)
    meeting.refresh_from_db()
    move(meeting, "hold", by=people.headquarters)
    assert (meeting.state, meeting.written_by) == ("held", people.headquarters)


def test_who_stands_in_has_a_name(meeting, people):
    row = meeting.attendances.get(person=people.officer)
    with pytest.raises(Refused):
        note_attendance(meeting, {row.pk: ("stood_in", " ")}, by=people.headquarters)
    note_attendance(meeting, {row.pk: ("stood_in", "李副局长")}, by=people.headquarters)
    note_attendance(meeting, {row.pk: ("excused", "李副局长")}, by=people.headquarters)
    row.refresh_from_db()
    assert (row.came, row.stand_in) == ("excused", "")
    assert [each.came for each in row.history.all()] == ["excused", "stood_in", "invited"]
    assert row.history.first().history_user == people.headquarters


def test_a_note_leaves_one_row_of_history_with_its_writer(meeting, people):
    item = put_on_agenda(meeting, title="听取汇报", by=people.headquarters)
    note_said(item, "原则同意", by=people.headquarters)
    note_said(item, "原则同意", by=people.headquarters)
    rows = AgendaItem.history.filter(id=item.pk)
    assert rows.count() == 2 and rows.first().history_user == people.headquarters


def test_minutes_open_on_the_day_of_the_meeting(body, people, plan, tomorrow):
    ahead = call_meeting(by=people.headquarters, body=body, meets_on=tomorrow)
    send(ahead, by=people.headquarters)
    with pytest.raises(Refused):
        note_summary(ahead, "抓紧", by=people.headquarters)
    everyone = {attendance.pk: ("present", "") for attendance in ahead.attendances.all()}
    with pytest.raises(Refused):
        note_attendance(ahead, everyone, by=people.headquarters)


@pytest.mark.parametrize("who", ["officer", "leader", "auditor", "head"])
def test_others_do_not_write(meeting, people, plan, who):
    with pytest.raises(NotPermitted):
        note_summary(meeting, "抓紧", by=getattr(people, who))


def test_a_decision_becomes_a_task_when_the_minutes_are_closed(meeting, people, decision):
    assert decision.task is None and not PlanTask.objects.exists()
    close(meeting, people)
    decision.refresh_from_db()
    task = decision.task
    assert (task.title, task.person, task.department) == (
        "专题调度后备企业股改",
        people.officer,
        people.city,
    )
    assert (task.due_on, task.state) == (decision.due_on, "open")
    assert meeting.number in task.content
    assert task.history.first().history_user == people.headquarters


def test_until_then_it_may_be_dropped_and_afterwards_not(meeting, people, decision, plan, today):
    drop_decision(decision, by=people.headquarters)
    assert not MeetingDecision.objects.exists()
    assert MeetingDecision.history.first().history_type == "-"
    close(meeting, people)
    facts = {"heading": plan.target.heading, "department": people.city, "due_on": today}
    late = decide(meeting, by=people.headquarters, text="补记一项", **facts)
    assert late.task.title == "补记一项"  # the minutes are closed: a task at once
    with pytest.raises(Refused):
        drop_decision(late, by=people.headquarters)


@pytest.mark.parametrize("wrong", ["day", "person"])
def test_a_decision_that_cannot_be_carried_out_is_refused(meeting, people, plan, today, wrong):
    facts = {
        "text": "走访",
        "heading": plan.target.heading,
        "department": people.city,
        "person": people.auditor if wrong == "person" else people.officer,
        "due_on": today - A_DAY if wrong == "day" else today,
    }
    with pytest.raises(ValidationError):
        decide(meeting, by=people.headquarters, **facts)
    assert not MeetingDecision.objects.exists()


def test_decisions_come_back_until_their_tasks_are_accepted(
    meeting, body, make_body, people, decision, today
):
    close(meeting, people)
    decision.refresh_from_db()

    def on_the_table(number, of=body):
        found = prepare(of, None, today + number * A_DAY, by=people.headquarters)
        return [(item.title, item.facts["state"]) for item in found.items.filter(part="decisions")]

    # the day of the meeting counts: what is drawn today looks at meetings before today
    type(meeting).objects.filter(pk=meeting.pk).update(meets_on=today - A_DAY)
    assert on_the_table(1) == [("专题调度后备企业股改", "open")]
    move(decision.task, "take_up", by=people.officer)
    assert on_the_table(2) == [("专题调度后备企业股改", "in_hand")]
    move(decision.task, "finish", by=people.officer, result="已调度")
    assert on_the_table(3) == [("专题调度后备企业股改", "done")]
    move(decision.task, "send_back", by=people.headquarters, note="缺清单")
    assert on_the_table(4) == [("专题调度后备企业股改", "sent_back")]
    move(decision.task, "take_up", by=people.officer)
    move(decision.task, "finish", by=people.officer, result="已补清单")
    move(decision.task, "accept", by=people.headquarters)
    assert on_the_table(5) == []
    other = make_body(name="副指挥长")
    assert on_the_table(1, of=other) == []


def test_the_office_is_called_to_send_to_write_and_to_issue(body, people, plan, today):
    def waiting():
        rows = Waiting.objects.filter(content_type__model="dispatchmeeting")
        return [(row.step, row.missing) for row in rows]

    made = prepare(body, None, today, by=people.headquarters)
    assert waiting() == [("send", [])]
    send(made, by=people.headquarters)
    assert waiting() == [("hold", ["somebody_came"])]
    everybody_came(made, people)
    assert waiting() == [("hold", [])]
    made.refresh_from_db()
    move(made, "hold", by=people.headquarters)
    assert waiting() == [("issue_brief", [])]
