"""The screens of tasks, as who may, as a colleague, and as people of other departments."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.core.models import AuditEntry
from crm.core.transitions import move
from crm.dispatch.models import Heading, PlanTask, PlanUrging, TaskDependence, TaskStep
from crm.dispatch.worklist.give import add_step
from tests.dispatch.plan.at_work import draft_plan

ROLES = ("officer", "outsider", "head", "park_officer", "finance", "leader", "auditor")


def page(client, user, address, *args, **query):
    client.force_login(user)
    return client.get(reverse(address, args=args), query)


def send(client, user, address, *args, **data):
    client.force_login(user)
    return client.post(reverse(address, args=args), data)


@pytest.mark.parametrize("who", ROLES)
def test_everybody_of_the_house_reads_tasks(client, people, task, who):
    shown = page(client, getattr(people, who), "plantask:index", view="all", all="1")
    assert shown.status_code == 200 and task.title in shown.text
    record = page(client, getattr(people, who), "plantask:inspect", task.pk)
    assert record.status_code == 200


def test_people_from_outside_see_none(client, people, task):
    assert not PlanTask.objects.visible_to(people.agency).exists()
    assert page(client, people.agency, "plantask:inspect", task.pk).status_code in (302, 403, 404)


def test_the_office_gives_a_task_and_a_colleague_does_not(client, people, plan):
    asked = {
        "heading": Heading.objects.get().pk,
        "title": "德国工业园招商手册定稿",
        "content": "",
        "department": people.city.pk,
        "person": people.officer.pk,
        "due_on": timezone.localdate(),
    }
    assert send(client, people.officer, "plantask:add", **asked).status_code in (302, 403)
    assert not PlanTask.objects.exists()
    send(client, people.headquarters, "plantask:add", **asked)
    assert PlanTask.objects.get().person == people.officer


def test_who_may_not_reads_why_and_loses_nothing(client, people, task):
    """The form is theirs, the task that they chose in it is not."""
    asked = {"task": task.pk, "title": "列出名单", "due_on": task.due_on}
    again = send(client, people.park_officer, "taskstep:add", **asked)
    assert again.status_code == 200
    assert "列出名单" in again.text and "此任务不由您办理" in again.text
    assert not TaskStep.objects.exists()
    assert AuditEntry.objects.filter(by=people.park_officer, outcome="refused").exists()


def test_a_task_is_done_on_its_page(client, people, task, evidence):
    send(client, people.officer, "plantask:step", task.pk, step="take_up")
    asked = {"task": task.pk, "title": "列出名单", "due_on": task.due_on}
    send(client, people.officer, "taskstep:add", **asked)
    step = TaskStep.objects.get()
    finish = reverse("taskstep:finish", args=[step.pk])
    assert finish in page(client, people.officer, "plantask:inspect", task.pk).text
    assert finish not in page(client, people.outsider, "plantask:inspect", task.pk).text
    refused = send(client, people.officer, "plantask:step", task.pk, step="finish", result="好")
    assert refused.status_code == 200 and "列出名单" in refused.text
    asked = {"done_on": timezone.localdate(), "evidence": evidence()}
    assert send(client, people.outsider, "taskstep:finish", step.pk).status_code in (302, 403)
    send(client, people.officer, "taskstep:finish", step.pk, **asked)
    send(client, people.officer, "plantask:step", task.pk, step="finish", result="好")
    send(client, people.headquarters, "plantask:step", task.pk, step="accept")
    task.refresh_from_db()
    assert task.state == "accepted"


def test_handing_down_on_the_screen(client, people, give):
    task = give(person=None)
    shown = page(client, people.head, "plantask:delegate", task.pk)
    assert set(shown.context["form"].fields["to"].queryset) == {people.park_department}
    asked = {"to": people.park_department.pk, "note": "属地办理"}
    assert send(client, people.outsider, "plantask:delegate", task.pk, **asked).status_code in (
        302,
        403,
    )
    send(client, people.head, "plantask:delegate", task.pk, **asked)
    task.refresh_from_db()
    assert (task.department, task.delegated_by) == (people.park_department, people.head)


def test_tasks_are_put_in_order_and_no_circle_is_stored(client, people, give):
    one, two = give(title="甲"), give(title="乙")
    send(client, people.headquarters, "taskdependence:add", task=two.pk, on=one.pk)
    refused = send(client, people.headquarters, "taskdependence:add", task=one.pk, on=two.pk)
    assert refused.status_code == 200
    assert TaskDependence.objects.get().task == two
    assert "甲" in page(client, people.officer, "plantask:inspect", two.pk).text


def test_late_tasks_are_found_and_urged(client, people, give):
    late = give(title="逾期的", due_on=timezone.localdate() - timedelta(days=3))
    give(title="还早的")
    listed = page(client, people.leader, "plantask:index", is_late="true", view="all", all="1")
    assert "逾期的" in listed.text and "还早的" not in listed.text
    address = reverse("planurging:of_plantask", args=[late.pk])
    assert address in page(client, people.leader, "action_plan").text
    asked = {"text": "请尽快", "due_on": timezone.localdate()}
    send(client, people.leader, "planurging:of_plantask", late.pk, **asked)
    urging = PlanUrging.objects.get()
    assert address not in page(client, people.leader, "action_plan").text
    send(client, people.officer, "planurging:step", urging.pk, step="answer", answer="本周完成")
    urging.refresh_from_db()
    assert urging.state == "answered"


def test_the_page_of_a_plan_leads_to_its_own_tasks(client, people, plan, give):
    give(title="本计划的")
    other = draft_plan(people, name="下一计划")
    give(title="另一计划的", heading=Heading.objects.get(plan=other))
    shown = page(client, people.headquarters, "action_plan").text
    address = f"{reverse('plantask:index')}?plan={plan.plan.pk}"
    assert f"{address}&amp;department={people.city.pk}" in shown
    listed = client.get(f"{address}&department={people.city.pk}&view=all&all=1")
    assert "本计划的" in listed.text and "另一计划的" not in listed.text


def test_of_a_plan_that_has_ended_nothing_is_offered(client, people, task):
    step = add_step(by=people.officer, task=task, title="列出名单", due_on=task.due_on)
    move(task, "take_up", by=people.officer)
    move(task.plan, "end", by=people.headquarters, note="期满")
    denied = (302, 403)
    assert page(client, people.leader, "planurging:of_plantask", task.pk).status_code in denied
    assert page(client, people.head, "plantask:delegate", task.pk).status_code in denied
    assert page(client, people.officer, "taskstep:edit", step.pk).status_code in denied
    shown = page(client, people.officer, "plantask:inspect", task.pk)
    assert shown.status_code == 200
    assert reverse("taskstep:finish", args=[step.pk]) not in shown.text


def test_a_step_that_is_done_is_not_edited(client, people, task, evidence):
    step = add_step(by=people.officer, task=task, title="列出名单", due_on=task.due_on)
    assert page(client, people.officer, "taskstep:edit", step.pk).status_code == 200
    assert page(client, people.outsider, "taskstep:edit", step.pk).status_code in (302, 403)
    move(task, "cancel", by=people.headquarters, note="合并")
    assert page(client, people.officer, "taskstep:edit", step.pk).status_code in (302, 403)


def test_the_queue_tells_what_one_must_know_and_what_is_missing(client, people, task):
    add_step(by=people.officer, task=task, title="列出名单", due_on=task.due_on)
    move(task, "take_up", by=people.officer)
    home = page(client, people.officer, "wagtailadmin_home")
    assert home.status_code == 200
    assert task.title in home.text and "列出名单" in home.text
