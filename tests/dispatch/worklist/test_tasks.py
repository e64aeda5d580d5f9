"""Tasks of a plan: given, handed down, done step by step, accepted by another person."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from crm.core.errors import MissingFacts, NotPermitted, Refused, SamePerson
from crm.core.granting import give_role
from crm.core.models import Attachment, Notification, User
from crm.core.transitions import move, next_steps
from crm.dispatch.models import PlanTask
from crm.dispatch.queue.read import waiting_for
from crm.dispatch.queue.reconcile import reconcile
from crm.dispatch.worklist.give import add_step, delegate, give_task, put_after
from crm.dispatch.worklist.lights import light_of
from crm.dispatch.worklist.steps import finish_step
from crm.dispatch.worklist.urge import urge, urge_all
from tests.dispatch.plan.at_work import a_target, put_in_force


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


def leave(person):
    person.is_active = False
    person.save()


def test_whose_person_left_after_doing_it_is_still_accepted_or_cancelled(people, give):
    accepted, cancelled = done(give(), people.officer), give()
    leave(people.officer)
    move(PlanTask.objects.get(pk=accepted.pk), "accept", by=people.headquarters)
    move(PlanTask.objects.get(pk=cancelled.pk), "cancel", by=people.headquarters, note="已离岗")


def test_nobody_is_given_a_task_who_does_not_work_on_tasks(people, give, task):
    for nobody in (people.leader, people.auditor, people.agency):
        with pytest.raises(ValidationError):
            give(person=nobody)
        task.person = nobody
        with pytest.raises(ValidationError):
            task.full_clean()


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


def test_however_many_days_it_is_yellow_before():
    assert light_of(date(2026, 11, 20), date(2026, 11, 1), yellow_days=10**9) == "yellow"


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


def test_a_second_urging_of_what_has_an_open_one_is_refused(people, task):
    ways = {"text": "请尽快", "due_on": timezone.localdate(), "by": people.leader}
    first = urge(task, **ways)
    with pytest.raises(Refused):
        urge(task, **ways)
    move(first, "withdraw", by=people.leader, note="误发")
    assert urge(task, **ways).to == people.officer


def test_an_urging_waits_no_longer_than_there_is_something_to_do(people, give):
    ways = {"text": "请尽快", "due_on": timezone.localdate(), "by": people.leader}
    tasks = [give() for _each in range(3)]
    finished, cancelled, left = urgings = [urge(task, **ways) for task in tasks]
    asked = {("answer", urging.pk) for urging in urgings}
    assert waits(people.officer) >= asked
    done(tasks[0], people.officer)
    move(tasks[1], "cancel", by=people.headquarters, note="合并")
    assert waits(people.officer) & asked == {("answer", left.pk)}
    move(tasks[0], "send_back", by=people.headquarters, note="缺材料")
    assert ("answer", finished.pk) in waits(people.officer)
    move(tasks[2].plan, "end", by=people.headquarters, note="期满")
    assert waits(people.officer) & asked == set()


def test_an_urging_of_a_target_waits_no_longer_than_the_plan(people, plan):
    ways = {"text": "请尽快", "due_on": timezone.localdate(), "by": people.leader}
    urging = urge(plan.target, **ways)
    assert ("answer", urging.pk) in waits(people.officer)
    move(plan.plan, "end", by=people.headquarters, note="期满")
    assert ("answer", urging.pk) not in waits(people.officer)


def test_when_the_plan_has_ended_nothing_of_it_goes_on(people, give, evidence):
    finished, task = done(give(), people.officer), give()
    step = add_step(by=people.officer, task=task, title="列出名单", due_on=task.due_on)
    move(task, "take_up", by=people.officer)
    move(task.plan, "end", by=people.headquarters, note="期满")
    with pytest.raises(Refused):
        finish_step(step, by=people.officer)
    with pytest.raises(Refused):
        add_step(by=people.officer, task=task, title="走访", due_on=task.due_on)
    with pytest.raises(Refused):
        move(finished, "accept", by=people.headquarters)
    with pytest.raises(Refused):
        urge(task, text="请尽快", due_on=timezone.localdate(), by=people.leader)
    with pytest.raises(Refused):
        delegate(task, to=people.park_department, by=people.head, note="属地办理")
    move(task, "cancel", by=people.headquarters, note="期满")


def test_of_a_draft_people_hear_of_their_tasks_when_it_comes_into_force(people, draft):
    a_target(people, draft, 2, 3)
    [heading] = draft.headings.all()
    facts = {"department": people.city, "due_on": timezone.localdate()}
    for person in (people.officer, people.headquarters, None):
        task = give_task(by=people.head, heading=heading, title="走访", person=person, **facts)
    with pytest.raises(Refused):
        move(task, "take_up", by=people.officer)
    told = Notification.objects.filter(kind="plan_task_given")
    assert not told.exists()
    put_in_force(people, draft)
    assert {each.recipient for each in told} == {people.officer, people.headquarters}


def test_what_nobody_of_the_giving_department_accepts_the_office_of_the_plan_does(people, give):
    task = delegate(give(person=None), to=people.park_department, by=people.head, note="属地办理")
    done(task, people.park_officer)
    leave(people.head)
    assert ("accept", task.pk) in waits(people.headquarters)
    move(task, "accept", by=people.headquarters)


def test_what_its_person_left_undone_the_department_does(people, give):
    task = give()
    leave(people.officer)
    task = PlanTask.objects.get(pk=task.pk)
    reconcile(PlanTask, [task.pk])
    colleague = User.objects.create_user("colleague", department=people.city)
    give_role(colleague, "officer")
    assert ("take_up", task.pk) in waits(colleague)
    move(task, "take_up", by=colleague)


def test_nobody_who_left_is_urged(people, give, plan):
    task = give()
    leave(people.officer)
    ways = {"text": "请尽快", "due_on": timezone.localdate(), "by": people.leader}
    with pytest.raises(Refused):
        urge(PlanTask.objects.get(pk=task.pk), **ways)
    assert urge_all([plan.target], **ways) == ([], [plan.target])


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
