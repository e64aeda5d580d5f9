"""What money depends on changes by a proposal that a second person approves, not otherwise."""

import threading
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from commissions.models import ApprovalStep
from crm.core.errors import NotPermitted, Refused, SamePerson
from crm.core.models import (
    CalendarDay,
    MessageService,
    Notification,
    Parameter,
    Proposal,
    RateLimit,
    User,
)
from crm.core.models.proposal import models_by_proposal
from crm.core.proposals.propose import propose_change, propose_new, propose_removal
from crm.core.tables.columns import TABLES
from crm.core.transitions import move, next_steps
from crm.dispatch.models import PlanTarget, TargetValue
from crm.dispatch.queue.read import waiting_for
from leads.models import WarningRule
from parks.models import ExchangeRate

NOTICE = "public_notice_working_days"


@pytest.fixture
def notice(db):
    return Parameter.objects.get(code=NOTICE)


@pytest.fixture
def longer(people, notice):
    """The public notice of 5 days is to be 7."""
    return propose_change(notice, {"value": Decimal(7)}, by=people.headquarters, why="审计建议")


def rate(people, **changes):
    values = {
        "currency": "USD",
        "on": date(2026, 1, 5),
        "yuan": Decimal("7.1"),
        "source": "中国外汇交易中心",
        **changes,
    }
    return propose_new(ExchangeRate, values, by=people.finance, why="当日中间价")


def test_numbers_rates_holidays_and_approvals_go_by_proposal_and_no_file_goes_around_it(people):
    assert set(models_by_proposal()) == {
        Parameter,
        ExchangeRate,
        CalendarDay,
        ApprovalStep,
        MessageService,
        RateLimit,
        WarningRule,
        PlanTarget,
        TargetValue,
        User,
    }
    ways_around = [table.label for table in TABLES.values() if hasattr(table.model, "CHANGES")]
    assert [
        label
        for label in ways_around
        if TABLES[label].may_import(people.headquarters) or TABLES[label].may_import(people.finance)
    ] == []


def test_only_numbers_on_which_money_depends_need_a_second_person(client, people):
    number = Parameter.objects.get(code="reservation_days")
    client.force_login(people.headquarters)
    client.post(reverse("parameter:edit", args=[number.pk]), {"value": "45"})
    assert (Parameter.get("reservation_days"), Proposal.objects.count()) == (45, 0)


def test_what_is_typed_on_the_screen_changes_nothing_until_another_person_approves(
    client, people, notice
):
    client.force_login(people.headquarters)
    address = reverse("parameter:edit", args=[notice.pk])
    assert "why_proposed" in client.post(address, {"value": "7"}).context["form"].errors
    answer = client.post(address, {"value": "7", "why_proposed": "审计建议"})
    proposal = Proposal.objects.get()
    assert answer.url == reverse("proposal:inspect", args=[proposal.pk])
    assert Parameter.get(NOTICE) == 5
    assert "审计建议" in client.get(reverse("parameter:inspect", args=[notice.pk])).text
    client.force_login(people.leader)
    assert proposal in [each.record for each in waiting_for(people.leader)]
    client.post(reverse("proposal:step", args=[proposal.pk]), {"step": "approve"})
    assert Parameter.get(NOTICE) == 7
    newest = notice.history.first()
    assert newest.history_user == people.leader
    assert "hq" in newest.history_change_reason
    assert "leader" in newest.history_change_reason
    history = client.get(reverse("parameter:history", args=[notice.pk])).text
    assert newest.history_change_reason in history


def test_nobody_approves_an_own_proposal(people, longer):
    from crm.core.granting import give_role

    give_role(people.headquarters, "officer")
    with pytest.raises(SamePerson):
        move(longer, "approve", by=type(people.leader).objects.get(pk=people.headquarters.pk))
    assert longer not in [each.record for each in waiting_for(people.headquarters)]
    assert Parameter.get(NOTICE) == 5
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(decided_by=people.headquarters, state="approved")


def test_who_has_no_say_in_it_does_not_decide(people, longer):
    assert [step.name for step in next_steps(longer, people.finance) if step.is_open] == []
    with pytest.raises(Refused):
        move(longer, "approve", by=people.finance)
    with pytest.raises(NotPermitted):
        move(longer, "approve", by=people.officer)
    with pytest.raises(NotPermitted):
        propose_change(longer.record, {"value": Decimal(1)}, by=people.finance, why="x")


def test_a_refusal_needs_its_reason_and_leaves_all_as_it_was(people, longer):
    with pytest.raises(Refused):
        move(longer, "refuse", by=people.leader)
    move(longer, "refuse", by=people.leader, note="维持五个工作日")
    assert (longer.state, Parameter.get(NOTICE)) == ("refused", 5)


def test_a_record_has_one_open_proposal(people, notice, longer):
    with pytest.raises(Refused, match="hq"):
        propose_change(notice, {"value": Decimal(9)}, by=people.headquarters, why="再提")
    with pytest.raises(Refused):
        move(longer, "withdraw", by=people.leader)
    move(longer, "withdraw", by=people.headquarters)
    propose_change(notice, {"value": Decimal(9)}, by=people.headquarters, why="再提")


def test_a_proposal_on_a_value_that_has_changed_since_is_not_approved(people, notice, longer):
    Parameter.objects.filter(pk=notice.pk).update(value=6)
    with pytest.raises(Refused, match="已变更"):
        move(longer, "approve", by=people.leader)
    assert (Parameter.get(NOTICE), Proposal.objects.get().state) == (6, "open")


def test_a_rate_is_proposed_by_one_of_finance_and_approved_by_the_other(people):
    proposal = rate(people)
    assert not ExchangeRate.objects.exists()
    with pytest.raises(SamePerson):
        move(proposal, "approve", by=people.finance)
    move(proposal, "approve", by=people.finance2)
    stored = ExchangeRate.objects.get()
    assert (stored.yuan, stored.on, stored.history.get().history_user) == (
        Decimal("7.1"),
        date(2026, 1, 5),
        people.finance2,
    )
    with pytest.raises(ValidationError):
        rate(people)


def test_two_proposals_of_one_rate_do_not_both_come_into_force(people):
    first, second = rate(people), rate(people, yuan=Decimal("7.2"))
    move(first, "approve", by=people.finance2)
    with pytest.raises(Refused):
        move(second, "approve", by=people.finance2)
    assert ExchangeRate.objects.get().yuan == Decimal("7.1")


def test_a_holiday_is_taken_away_by_proposal(client, people):
    day = CalendarDay.objects.first()
    client.force_login(people.headquarters)
    assert client.get(reverse("calendarday:delete", args=[day.pk])).status_code == 200
    client.post(reverse("calendarday:delete", args=[day.pk]))
    client.post(reverse("calendarday:delete", args=[day.pk]), {"why": "通知更正"})
    assert CalendarDay.objects.filter(pk=day.pk).exists()
    move(Proposal.objects.get(), "approve", by=people.leader)
    assert not CalendarDay.objects.filter(pk=day.pk).exists()
    assert CalendarDay.history.filter(id=day.pk).first().history_user == people.leader


def test_many_holidays_are_approved_at_once(client, people):
    for day in (1, 2):
        values = {"day": date(2031, 1, day), "is_working": False, "name": "元旦"}
        propose_new(CalendarDay, values, by=people.headquarters, why="国办通知")
    client.force_login(people.leader)
    ids = "&".join(f"id={pk}" for pk in Proposal.objects.values_list("pk", flat=True))
    address = reverse("wagtail_bulk_action", args=["core", "proposal", "approve"])
    client.post(f"{address}?{ids}&next={reverse('proposal:index')}")
    assert CalendarDay.objects.filter(day__year=2031).count() == 2


def test_those_who_decide_are_told_and_so_is_who_proposed(people, longer):
    told = Notification.objects.filter(kind="proposal_to_decide")
    assert set(told.values_list("recipient__username", flat=True)) == {"leader"}
    move(longer, "approve", by=people.leader)
    assert Notification.objects.get(kind="proposal_decided").recipient == people.headquarters


def test_the_auditor_reads_proposals_and_others_do_not_see_them(client, people, longer):
    rate(people)
    client.force_login(people.auditor)
    page = client.get(reverse("proposal:inspect", args=[longer.pk]))
    assert "审计建议" in page.text
    assert client.get(reverse("proposal:index") + "?export=csv").status_code in (200, 302)
    assert not Proposal.objects.visible_to(people.agency).exists()
    assert not Proposal.objects.visible_to(people.officer).filter(pk=longer.pk).exists()


@pytest.fixture
def committed(committed_database):
    """A proposal and two who may decide, seen by every connection."""
    from crm.core.granting import give_role
    from crm.core.models import Department

    department = Department.objects.create(name="同刻指挥部")

    def person(name, role):
        user = User.objects.create_user(f"same_instant_{name}", department=department)
        give_role(user, role)
        return User.objects.get(pk=user.pk)

    people = {
        name: person(name, role)
        for name, role in (("hq", "headquarters"), ("a", "leader"), ("b", "leader"))
    }
    number = Parameter.objects.get(code=NOTICE)
    proposal = propose_change(number, {"value": Decimal(7)}, by=people["hq"], why="同刻")
    return SimpleNamespace(proposal=proposal, number=number, **people)


def test_of_two_who_approve_at_once_one_does(committed):
    together, refused = threading.Barrier(2), []

    def approve(by):
        together.wait()
        try:
            move(Proposal.objects.get(pk=committed.proposal.pk), "approve", by=by)
        except Refused as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[by]) for by in (committed.a, committed.b)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Parameter.get(NOTICE), len(refused)) == (7, 1)
    assert committed.number.history.filter(value=7).count() == 1


def test_a_removal_whose_day_has_changed_is_not_approved(people):
    day = CalendarDay.objects.first()
    proposal = propose_removal(day, by=people.headquarters, why="更正")
    CalendarDay.objects.filter(pk=day.pk).update(name="另一节日")
    with pytest.raises(Refused):
        move(proposal, "approve", by=people.leader)
