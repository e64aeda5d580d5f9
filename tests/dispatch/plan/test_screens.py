"""The page of the plan and the screens of its targets, as who may, a colleague, people from
outside, and nobody.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.core.models import Proposal
from crm.core.transitions import move
from crm.dispatch.models import Heading, Phase, Plan, PlanTarget, PlanUrging, TargetReading
from crm.dispatch.plan.board import Board, By

from .at_work import a_target, plan_at_work, put_in_force

ROLES = ("officer", "head", "park_officer", "finance", "leader", "headquarters", "auditor")


def page(client, user, address, *args, **query):
    client.force_login(user)
    return client.get(reverse(address, args=args), query)


def send(client, user, address, *args, **data):
    client.force_login(user)
    return client.post(reverse(address, args=args), data)


def verified(target, value, people):
    TargetReading.objects.create(
        target=target,
        day=timezone.localdate(),
        value=Decimal(value),
        reported_by=people.officer,
        verified_by=people.headquarters,
        state="verified",
    )


@pytest.mark.parametrize("who", ROLES)
def test_everybody_of_the_house_reads_the_plan(client, people, plan, who):
    shown = page(client, getattr(people, who), "action_plan")
    assert shown.status_code == 200
    assert "新增上市公司" in shown.text and "两年见成效" in shown.text
    record = page(client, getattr(people, who), "plantarget:inspect", plan.target.pk)
    assert record.status_code == 200


def test_people_from_outside_and_nobody_are_sent_away(client, people, plan):
    assert client.get(reverse("action_plan")).status_code == 302
    assert page(client, people.agency, "action_plan").status_code in (302, 403, 404)


def test_a_draft_is_404_for_who_only_reads(client, people, draft):
    assert page(client, people.officer, "action_plan_of", draft.pk).status_code == 404
    assert page(client, people.headquarters, "action_plan_of", draft.pk).status_code == 200


def test_without_a_plan_the_first_action_is_offered_to_who_may(client, people):
    address = reverse("plan:add")
    assert address in page(client, people.headquarters, "action_plan").text
    assert address not in page(client, people.officer, "action_plan").text


def test_the_office_draws_up_a_plan_and_the_leader_lets_it_come_into_force(client, people):
    hq, today = people.headquarters, timezone.localdate()
    days = {"starts_on": today, "ends_on": today + timedelta(days=99)}
    send(client, hq, "plan:add", name="新计划", aim="", department=people.city.pk, **days)
    plan = Plan.objects.get()
    send(client, hq, "phase:add", plan=plan.pk, name="一年", **days)
    send(
        client, hq, "heading:add", plan=plan.pk, kind="action", order=1, label="行动一", name="品牌"
    )
    heading = Heading.objects.get()
    target = {
        "heading": heading.pk,
        "name": "品牌数",
        "unit": "个",
        "counts": "over_plan",
        "higher_is_better": "on",
        "baseline": 0,
        "weight": 1,
        "department": people.city.pk,
        "supporting": [people.park_department.pk],
    }
    send(client, hq, "plantarget:add", **target)
    stored = PlanTarget.objects.get()
    assert list(stored.supporting.all()) == [people.park_department]
    send(client, hq, "plantarget:values", stored.pk, **{f"phase_{Phase.objects.get().pk}": 10})
    assert stored.values.get().value == 10
    send(client, people.leader, "plan:step", plan.pk, step="put_in_force")
    plan.refresh_from_db()
    assert plan.state == "in_force"
    assert send(client, hq, "plantarget:values", stored.pk).status_code == 302


def test_a_value_is_reported_on_the_screen_and_verified_by_another(client, people, plan, evidence):
    today = timezone.localdate()
    asked = {"day": today, "value": 1, "evidence": evidence(), "note": ""}
    denied = send(client, people.outsider, "plantarget:report", plan.target.pk, **asked)
    assert denied.status_code in (302, 403)
    asked["evidence"] = evidence()
    send(client, people.officer, "plantarget:report", plan.target.pk, **asked)
    reading = TargetReading.objects.get()
    send(client, people.headquarters, "targetreading:step", reading.pk, step="verify")
    reading.refresh_from_db()
    assert (reading.state, reading.verified_by) == ("verified", people.headquarters)
    for tab in ("values", "readings", "parts", "tasks"):
        shown = page(client, people.officer, "plantarget:inspect", plan.target.pk, tab=tab)
        assert shown.status_code == 200


def test_a_change_on_the_screen_is_a_proposal(client, people, plan):
    value = plan.target.values.first()
    send(
        client, people.headquarters, "targetvalue:edit", value.pk, value=5, why_proposed="上级调整"
    )
    assert Proposal.objects.get().values == {"value": "5"}
    value.refresh_from_db()
    assert value.value == 2
    asked = {
        "name": "新上市公司",
        "unit": "家",
        "counts": "over_plan",
        "higher_is_better": "on",
        "baseline": 0,
        "weight": 2,
        "department": people.city.pk,
        "why_proposed": "口径调整",
    }
    send(client, people.headquarters, "plantarget:edit", plan.target.pk, **asked)
    proposal = Proposal.objects.latest("pk")
    assert proposal.values["name"] == "新上市公司"
    move(proposal, "approve", by=people.leader)
    plan.target.refresh_from_db()
    assert (plan.target.name, plan.target.weight) == ("新上市公司", 2)


def test_missing_values_of_a_plan_in_force_are_proposed_on_the_screen(client, people, draft):
    target = a_target(people, draft, 2)
    put_in_force(people, draft)
    first, second = draft.phases.all()
    address = reverse("plantarget:values", args=[target.pk])
    assert address in page(client, people.headquarters, "plantarget:inspect", target.pk).text
    assert address not in page(client, people.officer, "plantarget:inspect", target.pk).text
    form = page(client, people.headquarters, "plantarget:values", target.pk).context["form"]
    assert list(form.fields) == [f"phase_{second.pk}", "why_proposed"]
    asked = {f"phase_{second.pk}": 9}
    refused = send(client, people.headquarters, "plantarget:values", target.pk, **asked)
    assert refused.status_code == 200
    asked["why_proposed"] = "补设目标"
    send(client, people.headquarters, "plantarget:values", target.pk, **asked)
    proposal = Proposal.objects.get()
    shown = page(client, people.leader, "proposal:inspect", proposal.pk)
    assert shown.status_code == 200 and second.name in shown.text
    move(proposal, "approve", by=people.leader)
    assert target.values.get(phase=second).value == 9


def test_a_target_is_taken_away_from_a_draft_alone(client, people, draft):
    target, kept = a_target(people, draft, 2), a_target(people, draft, 3, name="品牌数")
    address = reverse("plantarget:delete", args=[target.pk])
    everything = {"view": "all", "all": "1"}
    assert address in page(client, people.headquarters, "plantarget:index", **everything).text
    assert send(client, people.leader, "plantarget:delete", target.pk).status_code in (302, 403)
    assert PlanTarget.objects.count() == 2
    send(client, people.headquarters, "plantarget:delete", target.pk)
    assert PlanTarget.objects.get() == kept
    put_in_force(people, draft)
    send(client, people.headquarters, "plantarget:delete", kept.pk)
    assert PlanTarget.objects.get() == kept
    assert not Proposal.objects.exists()
    address = reverse("plantarget:delete", args=[kept.pk])
    assert address not in page(client, people.headquarters, "plantarget:index", **everything).text


def test_red_targets_are_urged_from_the_page(client, people, plan):
    address = reverse("action_plan_urge", args=[plan.plan.pk])
    assert address in page(client, people.headquarters, "action_plan").text
    assert address not in page(client, people.officer, "action_plan").text
    asked = {"text": "请补报", "due_on": timezone.localdate()}
    denied = send(client, people.officer, "action_plan_urge", plan.plan.pk, **asked)
    assert denied.status_code in (302, 403)
    assert not PlanUrging.objects.exists()
    send(client, people.headquarters, "action_plan_urge", plan.plan.pk, **asked)
    assert PlanUrging.objects.get().to == people.officer


def test_targets_stand_by_heading_by_department_or_only_the_red_and_yellow(people, draft):
    a_target(people, draft, 2, 3)
    reached = a_target(people, draft, 1, 3, name="已达", department=people.park_department)
    plan = put_in_force(people, draft)
    verified(reached, 1, people)
    by_heading = Board(plan).groups
    assert [(title, len(rows)) for title, rows in by_heading] == [("行动六　上市加速", 2)]
    assert len(Board(plan, By.DEPARTMENT).groups) == 2
    [(_title, [row])] = Board(plan, By.LIT).groups
    assert row.light == "red"
    assert Board(plan).lights == {"red": 1, "green": 1}


def test_a_phase_that_is_over_says_how_many_targets_it_reached(people, plan):
    day = plan.plan.phases.last().starts_on
    first, second = Board(plan.plan, day=day).phases
    assert (first.status, second.status) == ("done", "now")
    assert "0 / 1" in first.note
    verified(plan.target, 2, people)
    assert "1 / 1" in Board(plan.plan, day=day).phases[0].note


def test_the_page_asks_as_often_for_many_targets_as_for_few(client, people):
    plan = plan_at_work(people, targets=3)
    few = _queries(client, people.headquarters)
    heading, phase = Heading.objects.get(plan=plan), plan.phases.first()
    for number in range(30):
        target = PlanTarget.objects.create(
            heading=heading, name=f"更多{number}", unit="家", department=people.city
        )
        target.values.create(phase=phase, value=number)
        target.readings.create(
            day=timezone.localdate(),
            value=1,
            reported_by=people.officer,
            verified_by=people.headquarters,
            state="verified",
        )
    assert _queries(client, people.headquarters) == few <= 40


def _queries(client, user) -> int:
    page(client, user, "action_plan")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("action_plan")).status_code == 200
    return len(queries)
