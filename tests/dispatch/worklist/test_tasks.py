"""Tasks of a plan: given, handed down, done step by step, accepted by another person."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm.core.errors import MissingFacts, NotPermitted, Refused, SamePerson
from crm.core.models import Attachment, Notification
from crm.core.transitions import move, next_steps
from crm.dispatch.models import PlanTask
from crm.dispatch.queue.read import waiting_for
from crm.dispatch.worklist.give import add_step, delegate, put_after
from crm.dispatch.worklist.lights import light_of
from crm.dispatch.worklist.steps import finish_step
from crm.dispatch.worklist.urge import urge, urge_all


def done(task, by, **facts):
    if task.state != PlanTask.State.IN_HAND:
        move(task, "take_up", by=by)
    move(task, "finish", by=by, result="已走访", **facts)
    return task


def waits(user):
    return {(each.row.step, each.row.object_id) for each in waiting_for(user, at_most=99)}


def test_from_open_to_accepted_by_another_person(people, task):
    assert Notification.objects.get(recipient=people.officer).kind == "plan_task_given"
    move(task, "take_up", by=people.officer)
    with pytest.raises(MissingFacts):
        move(task, "finish", by=people.officer)
    done(task, people.officer)
    assert (task.state, task.done_by) == ("done", people.officer)
    with pytest.raises(NotPermitted):
        move(task, "accept", by=people.officer)
    move(task, "accept", by=people.headquarters)
    assert (task.state, task.accepted_by) == ("accepted", people.headquarters)


def test_who_did_it_does_not_accept_it_whatever_the_right(people, give):
    task = give(person=None)
    done(task, people.head)
    with pytest.raises(SamePerson):
        move(task, "accept", by=people.head)


def test_it_is_done_by_its_person_or_the_head_of_its_department(people, task):
    for stranger in (people.outsider, people.park_officer):
        with pytest.raises(Refused):
            move(task, "take_up", by=stranger)
    with pytest.raises(NotPermitted):
        move(task, "take_up", by=people.auditor)
    move(task, "take_up", by=people.head)
    assert task.state == "in_hand"


def test_what_is_sent_back_is_done_again_and_says_why(people, task):
    done(task, people.officer)
    with pytest.raises(MissingFacts):
        move(task, "send_back", by=people.headquarters)
    move(task, "send_back", by=people.headquarters, note="缺走访记录")
    assert task.state == "sent_back"
    kinds = Notification.objects.filter(recipient=people.officer).values_list("kind", flat=True)
    assert "plan_task_sent_back" in kinds
    done(task, people.officer)
    assert task.state == "done"


def test_only_the_office_cancels_and_says_why(people, task):
    with pytest.raises(NotPermitted):
        move(task, "cancel", by=people.head, note="重复")
    move(task, "cancel", by=people.headquarters, note="与另一任务合并")
    assert task.state == "cancelled"


def test_a_step_that_is_open_stands_in_the_way_and_is_named(people, task, evidence):
    step = add_step(by=people.officer, task=task, title="列出名单", due_on=task.due_on)
    with pytest.raises(Refused):
        finish_step(step, by=people.officer)
    move(task, "take_up", by=people.officer)
    with pytest.raises(Refused, match="列出名单"):
        move(task, "finish", by=people.officer, result="x")
    with pytest.raises(NotPermitted):
        finish_step(step, by=people.outsider)
    finish_step(step, by=people.officer, evidence=evidence())
    step.refresh_from_db()
    assert step.evidence == Attachment.objects.of(task).get()
    with pytest.raises(Refused):
        finish_step(step, by=people.officer)
    done(task, people.officer)


def test_another_task_that_comes_first_stands_in_the_way_and_is_named(people, give):
    first, second = give(title="编制名录"), give(title="走访")
    put_after(second, first, by=people.headquarters)
    move(second, "take_up", by=people.officer)
    [step] = [each for each in next_steps(second, people.officer) if each.name == "finish"]
    assert "编制名录" in step.refusal
    done(first, people.officer)
    with pytest.raises(Refused, match="编制名录"):
        move(second, "finish", by=people.officer, result="x")
    move(first, "accept", by=people.headquarters)
    done(second, people.officer)


def test_no_circle_of_tasks_is_closed(people, give):
    one, two, three = (give(title=name) for name in "甲乙丙")
    put_after(two, one, by=people.headquarters)
    put_after(three, two, by=people.headquarters)
    for task in (three, one):
        with pytest.raises(Refused):
            put_after(one, task, by=people.headquarters)
    with pytest.raises(NotPermitted):
        put_after(three, one, by=people.officer)


def test_handed_down_it_keeps_from_whom_and_is_accepted_there(people, give):
    task = give(person=None)
    with pytest.raises(Refused):
        delegate(task, to=people.other_department, by=people.head, note="属地办理")
    with pytest.raises(Refused):
        delegate(task, to=people.park_department, by=people.head, note=" ")
    with pytest.raises(NotPermitted):
        delegate(task, to=people.park_department, by=people.officer, note="属地办理")
    task = delegate(
        task,
        to=people.park_department,
        person=people.park_officer,
        by=people.head,
        note="属地办理",
    )
    assert (task.delegated_from, task.delegated_by) == (people.city, people.head)
    done(task, people.park_officer)
    assert ("accept", task.pk) in waits(people.head)
    move(task, "accept", by=people.head)
    assert task.accepted_by == people.head


def test_somebody_of_another_department_is_not_handed_it(people, give):
    task = give(person=None)
    with pytest.raises(Refused):
        delegate(
            task, to=people.park_department, person=people.officer, by=people.head, note="属地"
        )


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 12), "green"),
        (date(2026, 11, 13), "yellow"),
        (date(2026, 11, 20), "yellow"),
        (date(2026, 11, 21), "red"),
    ],
)
def test_the_light_of_a_task_goes_by_its_day(today, expected):
    assert light_of(date(2026, 11, 20), today, yellow_days=7) == expected


def test_an_urging_is_answered_by_who_was_urged(people, task):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(NotPermitted):
        urge(task, text="请尽快", due_on=tomorrow, by=people.officer)
    urging = urge(task, text="请尽快", due_on=tomorrow, by=people.leader)
    assert ("answer", urging.pk) in waits(people.officer)
    with pytest.raises(Refused):
        move(urging, "answer", by=people.head, answer="代答")
    move(urging, "answer", by=people.officer, answer="本周走访完")
    assert waits(people.officer) & {("answer", urging.pk)} == set()
    assert Notification.objects.filter(
        recipient=people.leader, kind="plan_urging_answered"
    ).exists()


def test_nobody_is_urged_for_what_is_nobodys_is_done_or_was_due(people, give):
    tomorrow = timezone.localdate() + timedelta(days=1)
    ways = {"text": "请尽快", "by": people.leader}
    with pytest.raises(Refused):
        urge(give(person=None), due_on=tomorrow, **ways)
    with pytest.raises(Refused):
        urge(give(), due_on=tomorrow - timedelta(days=2), **ways)
    with pytest.raises(Refused):
        urge(done(give(), people.officer), due_on=tomorrow, **ways)


def test_all_whose_targets_are_red_are_urged_once(people, plan):
    tomorrow = timezone.localdate() + timedelta(days=1)
    ways = {"text": "请补报", "due_on": tomorrow, "by": people.headquarters}
    made, nobody = urge_all([plan.target], **ways)
    assert [each.to for each in made] == [people.officer] and nobody == []
    assert urge_all([plan.target], **ways) == ([], [])


def test_what_a_task_waits_for(people, give):
    task = give(person=None)
    assert ("take_up", task.pk) in waits(people.officer)
    assert ("take_up", task.pk) not in waits(people.outsider)
    move(task, "take_up", by=people.officer)
    assert ("finish", task.pk) in waits(people.officer)
    done(task, people.officer)
    assert ("accept", task.pk) in waits(people.headquarters)
    assert ("accept", task.pk) not in waits(people.head)
    move(task, "accept", by=people.headquarters)
    assert waits(people.headquarters) & {("accept", task.pk)} == set()
