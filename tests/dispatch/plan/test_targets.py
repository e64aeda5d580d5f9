"""Targets of a plan: entered in its draft, reported and verified by two people, changed by
proposal, and where they stand.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.transaction import atomic
from django.utils import timezone

from crm.core.errors import MissingFacts, NotPermitted, Refused, SamePerson
from crm.core.models import Attachment, Notification, Parameter
from crm.core.proposals.propose import propose_change
from crm.core.transitions import move
from crm.dispatch.models import Phase, Plan, PlanTarget, TargetReading
from crm.dispatch.plan import standing as standing_module
from crm.dispatch.plan.enter import (
    add_heading,
    add_target,
    propose_values,
    remove_target,
    set_values,
)
from crm.dispatch.plan.report import report_value
from crm.dispatch.plan.standing import standings_of
from crm.dispatch.queue.read import waiting_for

from .at_work import a_target, draft_plan, put_in_force


def report(target, value, by, evidence, *, ago=0):
    day = timezone.localdate() - timedelta(days=ago)
    return report_value(target, day=day, value=Decimal(value), evidence=evidence(), by=by)


def stands(target, day=None):
    row = PlanTarget.objects.select_related("heading__plan").get(pk=target.pk)
    return standings_of([row], day)[target.pk]


def test_a_draft_comes_into_force_by_the_leader_once_it_has_targets(people, draft):
    with pytest.raises(NotPermitted):
        move(draft, "put_in_force", by=people.headquarters)
    with pytest.raises(MissingFacts):
        move(draft, "put_in_force", by=people.leader)
    a_target(people, draft, 2, 3)
    assert put_in_force(people, draft).state == "in_force"


def test_of_two_plans_put_in_force_at_the_same_moment_the_database_takes_one(people, draft):
    a_target(people, draft, 2, 3)
    put_in_force(people, draft)
    same_days = {"starts_on": draft.ends_on, "ends_on": draft.ends_on + timedelta(days=9)}
    facts = {"name": "另一个", "department": people.city, "state": "in_force"}
    with pytest.raises(IntegrityError, match="plan_in_force_once_at_a_time"), atomic():
        Plan.objects.create(**facts, **same_days)
    day_after = {"starts_on": same_days["ends_on"], "ends_on": same_days["ends_on"]}
    assert Plan.objects.create(**facts, **day_after).is_in_force


def test_a_target_without_a_value_keeps_a_plan_from_coming_into_force_and_is_named(people, draft):
    a_target(people, draft, 2, 3)
    bare = a_target(people, draft, name="品牌数")
    a_target(people, draft, name="品牌数", parent=bare, department=people.park_department)
    with pytest.raises(Refused, match="：品牌数。"):
        put_in_force(people, draft)
    set_values(bare, {draft.phases.first(): Decimal(1)}, by=people.headquarters)
    assert put_in_force(people, draft).state == "in_force"


def test_of_two_plans_of_the_same_days_one_is_in_force(people, plan):
    second = draft_plan(people, name="新三年行动计划")
    a_target(people, second, 2, 3)
    with pytest.raises(Refused, match=plan.plan.name):
        put_in_force(people, second)
    move(plan.plan, "end", by=people.headquarters, note="由新计划接续")
    assert put_in_force(people, second).state == "in_force"


def test_the_days_of_a_draft_hold_its_phases(people, draft):
    draft.ends_on -= timedelta(days=1)
    with pytest.raises(ValidationError, match="两年见成效"):
        draft.full_clean()


def test_shares_do_not_add_up_and_what_is_known_of_today_alone_is_a_level(people, draft):
    ratio, live = "in_time", "links_filled"
    for number, (indicator, counts) in enumerate(
        [(ratio, "over_plan"), (live, "over_plan"), (live, "of_phase")]
    ):
        with pytest.raises(ValidationError):
            a_target(people, draft, 1, name=f"{number}", indicator=indicator, counts=counts)
    for counts in ("level", "of_phase"):
        a_target(people, draft, 1, name=counts, indicator=ratio, counts=counts)
    whole = a_target(people, draft, 1, name="链点", indicator=live, counts="level")
    with pytest.raises(ValidationError):
        a_target(people, draft, 1, name="链点", indicator=live, counts="level", parent=whole)


def test_a_target_of_a_draft_is_taken_away_with_its_values(people, draft):
    target, kept = a_target(people, draft, 2, 3), a_target(people, draft, 1, name="品牌数")
    remove_target(target, by=people.headquarters)
    assert PlanTarget.objects.get() == kept
    assert PlanTarget.history.filter(history_type="-").get().history_user == people.headquarters
    put_in_force(people, draft)
    with pytest.raises(ValidationError):
        remove_target(PlanTarget.objects.get(pk=kept.pk), by=people.headquarters)


def test_a_value_that_is_missing_comes_by_a_proposal(people, draft):
    target = a_target(people, draft, 2)
    put_in_force(people, draft)
    first, second = draft.phases.all()
    ways = {"by": people.headquarters, "why": "补设目标"}
    target = PlanTarget.objects.get(pk=target.pk)
    with pytest.raises(Refused):
        propose_values(target, {first: Decimal(9)}, **ways)
    with pytest.raises(NotPermitted):
        propose_values(target, {second: Decimal(9)}, by=people.officer, why="补设目标")
    [proposal] = propose_values(target, {second: Decimal(9)}, **ways)
    assert target.values.count() == 1
    move(proposal, "approve", by=people.leader)
    assert target.values.get(phase=second).value == 9


def test_who_answers_for_a_target_in_force_changes_by_a_proposal(people, plan):
    proposal = propose_change(
        plan.target, {"person": people.head}, by=people.headquarters, why="调岗"
    )
    move(proposal, "approve", by=people.leader)
    plan.target.refresh_from_db()
    assert plan.target.person == people.head


def test_a_draft_is_read_by_who_writes_it_and_who_decides(people, draft):
    seeing = {
        name
        for name in ("officer", "head", "leader", "headquarters", "auditor", "park_officer")
        if Plan.objects.visible_to(getattr(people, name)).exists()
    }
    assert seeing == {"leader", "headquarters"}


@pytest.mark.parametrize("who", ["officer", "outsider", "head", "park_officer", "auditor"])
def test_everybody_of_the_house_reads_a_plan_in_force(people, plan, who):
    assert list(PlanTarget.objects.visible_to(getattr(people, who))) == [plan.target]
    assert not PlanTarget.objects.visible_to(people.agency).exists()


def test_a_plan_in_force_gets_no_target_and_no_value_past_a_proposal(people, plan):
    heading = plan.plan.headings.get()
    with pytest.raises(ValidationError):
        add_target(
            by=people.headquarters, heading=heading, name="x", unit="家", department=people.city
        )
    with pytest.raises(ValidationError):
        set_values(plan.target, {plan.plan.phases.first(): Decimal(9)}, by=people.headquarters)


def test_phases_of_a_plan_share_no_day(people, draft):
    first = draft.phases.first()
    twice = Phase(plan=draft, name="x", starts_on=first.ends_on, ends_on=first.ends_on)
    with pytest.raises(ValidationError):
        twice.full_clean()


def test_a_value_counts_once_another_person_has_verified_it(people, plan, evidence):
    reading = report(plan.target, 1, people.officer, evidence)
    assert Attachment.objects.of(reading).count() == 1
    assert stands(plan.target).value is None
    with pytest.raises(NotPermitted):
        move(reading, "verify", by=people.officer)
    move(reading, "verify", by=people.headquarters)
    assert stands(plan.target).value == 1
    assert reading.history.count() == 2


def test_nobody_verifies_what_they_reported(people, plan, evidence):
    reading = report(plan.target, 1, people.headquarters, evidence)
    with pytest.raises(SamePerson):
        move(reading, "verify", by=people.headquarters)


def test_what_is_sent_back_no_longer_counts_and_who_reported_hears_of_it(people, plan, evidence):
    reading = report(plan.target, 1, people.officer, evidence)
    move(reading, "verify", by=people.headquarters)
    move(reading, "send_back", by=people.headquarters, note="凭证不符")
    assert stands(plan.target).value is None
    told = Notification.objects.get(recipient=people.officer)
    assert told.kind == "plan_reading_sent_back"


@pytest.mark.parametrize("who", ["outsider", "park_officer", "auditor", "leader"])
def test_who_is_not_of_the_department_does_not_report(people, plan, evidence, who):
    with pytest.raises(NotPermitted):
        report(plan.target, 1, getattr(people, who), evidence)


def test_nothing_is_reported_of_a_day_to_come_nor_for_what_is_measured(people, draft, evidence):
    a_target(people, draft, 2, 3)
    measured = a_target(people, draft, 5, 9, name="到位资金", indicator="paid_in", unit="")
    put_in_force(people, draft)
    target = PlanTarget.objects.get(name="新增上市公司")
    with pytest.raises(Refused):
        report(target, 1, people.officer, evidence, ago=-1)
    with pytest.raises(Refused):
        report(target, 1, people.officer, evidence, ago=400)
    with pytest.raises(Refused):
        report(measured, 1, people.officer, evidence)


def test_the_light_goes_by_the_time_that_is_over(people, plan, evidence):
    """Half of the phase is over: 1 of 2 is green, nothing is red."""
    assert stands(plan.target).light == "red"
    move(report(plan.target, 1, people.officer, evidence), "verify", by=people.headquarters)
    found = stands(plan.target)
    assert (found.light, found.done, found.over) == ("green", Decimal("0.5"), Decimal("0.5"))
    assert (found.goal, found.final, found.percent, found.due_percent) == (2, 3, 33, 33)
    later = stands(plan.target, timezone.localdate() + timedelta(days=60))
    assert later.light == "yellow"


def test_from_which_points_a_light_changes_is_data(people, plan):
    Parameter.objects.filter(code="plan_red_points").update(value=60)
    assert stands(plan.target).light == "yellow"
    Parameter.objects.filter(code="plan_yellow_points").update(value=55)
    assert stands(plan.target).light == "green"


def test_in_the_next_phase_the_way_begins_where_the_last_one_was_to_end(people, plan, evidence):
    move(report(plan.target, 1, people.officer, evidence), "verify", by=people.headquarters)
    second = plan.plan.phases.last()
    found = stands(plan.target, second.starts_on)
    assert (found.start, found.goal, found.done) == (2, 3, 0)


def test_what_begins_anew_forgets_the_phase_before(people, draft, evidence):
    target = a_target(people, draft, 10, 20, counts="of_phase")
    put_in_force(people, draft)
    move(report(target, 9, people.officer, evidence), "verify", by=people.headquarters)
    assert stands(target).percent == 90
    found = stands(target, draft.phases.last().starts_on)
    assert (found.value, found.start, found.goal) == (None, 0, 20)


@pytest.mark.parametrize(("value", "light"), [(10, "green"), (11, "red")])
def test_a_limit_passed_is_red_on_the_first_day_of_its_phase(people, draft, evidence, value, light):
    target = a_target(people, draft, 10, 20, counts="of_phase", higher_is_better=False)
    put_in_force(people, draft)
    reading = report(target, value, people.officer, evidence, ago=179)
    move(reading, "verify", by=people.headquarters)
    assert stands(target, draft.starts_on).light == light


def test_what_is_measured_ends_with_its_phase_or_its_plan(people, draft, monkeypatch):
    """The whole of what came in between two days is the number of these days."""
    monkeypatch.setattr(
        standing_module,
        "several",
        lambda codes, span, where=None, user=None: dict.fromkeys(
            codes, Decimal((span[1] - span[0]).days + 1)
        ),
    )
    ways = {"indicator": "paid_in", "unit": ""}
    of_plan = a_target(people, draft, 360, 720, name="全程", **ways)
    of_phase = a_target(people, draft, 360, 360, name="分期", counts="of_phase", **ways)
    put_in_force(people, draft)
    after = draft.ends_on + timedelta(days=100)
    assert (stands(of_plan, after).value, stands(of_phase, after).value) == (720, 360)
    before = draft.starts_on - timedelta(days=1)
    assert stands(of_plan, before).value is None
    assert stands(of_plan, date.min).value is None


def test_a_measured_target_asks_its_indicator(people, draft, monkeypatch):
    asked = []

    def several(codes, span, where=None, user=None):
        asked.append((list(codes), span[0], where))
        return dict.fromkeys(codes, Decimal(300_000_000))

    monkeypatch.setattr(standing_module, "several", several)
    whole = a_target(people, draft, 10**9, 2 * 10**9, name="到位资金", indicator="paid_in")
    part = a_target(people, draft, 10**9, 10**9, name="到位资金", indicator="paid_in", parent=whole)
    put_in_force(people, draft)
    found = stands(whole)
    assert (found.value, found.percent) == (300_000_000, 15)
    assert whole.in_words(found.value, found.goal, None) == (["3.0", "10.0", "—"], "亿元")
    stands(part)
    below = sorted([people.city.pk, people.park_department.pk])
    assert asked[0] == (["paid_in"], draft.starts_on, None)
    assert asked[1][2] == {"department": below}


def test_a_part_is_not_divided_again_and_stands_under_its_heading(people, draft):
    whole = a_target(people, draft, 2)
    part = a_target(people, draft, 1, parent=whole, department=people.park_department)
    with pytest.raises(ValidationError):
        a_target(people, draft, 1, parent=part, department=people.other_department)
    other = add_heading(by=people.headquarters, plan=draft, kind="aim", order=2, name="目标")
    with pytest.raises(ValidationError):
        a_target(people, draft, 1, parent=whole, heading=other)


def test_who_answers_for_a_target_reports_for_it_when_chosen_and_may_leave_later(people, draft):
    for nobody in (people.leader, people.auditor, people.agency):
        with pytest.raises(ValidationError):
            a_target(people, draft, 1, person=nobody)
    target = a_target(people, draft, 1)
    people.officer.is_active = False
    people.officer.save()
    target = PlanTarget.objects.get(pk=target.pk)
    target.note = "经办人已离岗"
    target.full_clean()


def test_a_target_in_force_changes_by_a_proposal_that_the_leader_approves(people, plan):
    value = plan.target.values.first()
    proposal = propose_change(value, {"value": Decimal(1)}, by=people.headquarters, why="上级调整")
    value.refresh_from_db()
    assert value.value == 2
    assert "approve" in [each.row.step for each in waiting_for(people.leader)]
    with pytest.raises(SamePerson):
        move(proposal, "approve", by=people.headquarters)
    move(proposal, "approve", by=people.leader)
    value.refresh_from_db()
    assert value.value == 1
    assert value.history.first().history_user == people.leader


def test_what_the_plan_waits_for(people, plan, evidence):
    assert ("report_value", plan.target.pk) in waits(people.officer)
    reading = report(plan.target, 1, people.officer, evidence)
    assert ("report_value", plan.target.pk) not in waits(people.officer)
    assert ("verify", reading.pk) in waits(people.headquarters)
    move(reading, "send_back", by=people.headquarters, note="凭证不符")
    assert ("report_value", plan.target.pk) in waits(people.officer)
    move(plan.plan, "end", by=people.headquarters, note="期满")
    assert waits(people.officer) == set()


def waits(user):
    return {(each.row.step, each.row.object_id) for each in waiting_for(user, at_most=99)}


def test_a_reading_is_never_edited(people, plan, evidence):
    reading = report(plan.target, 1, people.officer, evidence)
    assert not TargetReading.objects.get(pk=reading.pk).is_editable
