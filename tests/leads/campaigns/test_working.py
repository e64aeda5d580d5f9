"""Officers work their companies: in one line, step by step, until a day, to a lead."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from crm.core.errors import MissingFacts, NotPermitted, Refused
from crm.core.transitions import move, next_steps, perform
from crm.demo.clock import at
from crm.dispatch.models import Waiting
from crm.dispatch.queue.read import by_urgency
from leads.campaigns.calendar import dates_of
from leads.campaigns.choose import choose
from leads.campaigns.hand_over import hand_over_companies
from leads.campaigns.share import Rule, share
from leads.campaigns.tally import days_per_step, tally
from leads.campaigns.touch import touch
from leads.campaigns.worklist import task_of, worklist_of
from leads.models import Activity, CampaignTarget, Chain, Company, Lead, Link, List500Facts, Native
from leads.pipeline.convert import convert
from tests.leads.campaigns.conftest import new_companies, new_officer

TODAY = timezone.localdate


@pytest.fixture
def running(people, chosen):
    """The campaign at work: three companies in the officer's hand, three in the head's."""
    share(chosen.campaign, Rule.EVEN, by=people.head)
    perform(chosen.campaign, "start", by=people.head)
    return chosen.campaign


@pytest.fixture
def mine(people, running):
    return list(running.targets.filter(owner=people.officer).order_by("pk"))


def met(target, by, **facts):
    touch(target, by=by, kind="call", summary="电话介绍", step="approach", way="direct", **facts)
    touch(target, by=by, kind="meeting", summary="面谈一小时", step="meet")
    return CampaignTarget.objects.get(pk=target.pk)


def test_a_touch_is_an_activity_and_brings_the_company_back_by_the_rhythm(people, mine):
    touch(mine[0], by=people.officer, kind="call", summary=" 已寄资料 ")
    activity = Activity.objects.get(campaigntarget=mine[0])
    assert (activity.summary, activity.by, activity.record) == ("已寄资料", people.officer, mine[0])
    mine[0].refresh_from_db()
    assert mine[0].next_on == TODAY() + timedelta(days=14)
    touch(mine[0], by=people.officer, kind="call", summary="再约", next_on=TODAY())
    mine[0].refresh_from_db()
    assert mine[0].next_on == TODAY()


def test_a_touch_takes_the_step_that_came_of_it(people, mine):
    native = Native.objects.create(name="陈远山")
    touch(
        mine[0],
        by=people.officer,
        kind="call",
        summary="陈总引荐",
        step="approach",
        way="native",
        native=native,
    )
    target = CampaignTarget.objects.get(pk=mine[0].pk)
    assert (target.state, target.way, target.native) == ("approached", "native", native)


def test_without_a_way_nobody_is_approached(people, mine):
    with pytest.raises(MissingFacts):
        touch(mine[0], by=people.officer, kind="call", summary="电话", step="approach")
    assert not Activity.objects.filter(campaigntarget=mine[0]).exists()


def test_not_now_until_a_day_that_is_still_to_come(people, mine):
    day = TODAY() + timedelta(days=90)
    target = met(mine[0], people.officer)
    with pytest.raises((ValidationError, MissingFacts)):
        touch(target, by=people.officer, kind="call", summary="明年再说", step="put_off")
    with pytest.raises(ValidationError):
        move(target, "put_off", by=people.officer, back_on=TODAY())
    touch(target, by=people.officer, kind="call", summary="再说", step="put_off", next_on=day)
    target = CampaignTarget.objects.get(pk=target.pk)
    assert (target.state, target.back_on, target.next_on) == ("not_now", day, day)
    waiting = Waiting.objects.get(step="touch", object_id=target.pk)
    assert (waiting.appears_on, waiting.due_on) == (day, day)
    assert not by_urgency(people.officer).filter(pk=waiting.pk).exists()
    assert by_urgency(people.officer, day).filter(pk=waiting.pk).exists()
    perform(target, "meet", by=people.officer)
    assert CampaignTarget.objects.get(pk=target.pk).state == "met"


def test_who_declines_says_why_and_is_out_of_the_worklist(people, mine):
    target = met(mine[0], people.officer)
    touch(target, by=people.officer, kind="call", summary="总部冻结投资", step="decline")
    assert CampaignTarget.objects.get(pk=target.pk).state == "declined"
    assert target.moves().last().note == "总部冻结投资"
    assert target not in worklist_of(people.officer)
    with pytest.raises(Refused):
        touch(target, by=people.officer, kind="call", summary="再试")


def test_what_sleeps_is_told_to_who_shares_out(people, running, mine):
    long_ago = TODAY() - timedelta(days=31)
    CampaignTarget.objects.filter(pk=mine[0].pk).update(next_on=long_ago)
    mine[0].refresh_from_db()
    mine[0].save()
    assert by_urgency(people.head).filter(step="wake").get().object_id == mine[0].pk
    assert not by_urgency(people.officer).filter(step="wake").exists()
    assert task_of(worklist_of(people.officer).get(pk=mine[0].pk), people.officer).light == "red"
    touch(mine[0], by=people.officer, kind="call", summary="接上头了")
    assert not by_urgency(people.head).filter(step="wake").exists()


def test_a_company_in_anothers_hand_is_not_touched(people, mine):
    stranger = new_officer("colleague", people.city)
    with pytest.raises(Refused, match="该企业由officer负责"):
        touch(mine[0], by=stranger, kind="call", summary="顺便问问")
    with pytest.raises(Refused):
        perform(mine[0], "approach", by=stranger, way="direct")
    with pytest.raises(NotPermitted):
        touch(mine[0], by=people.auditor, kind="call", summary="x")
    with pytest.raises(CampaignTarget.DoesNotExist):
        touch(mine[0], by=people.outsider, kind="call", summary="x")
    assert not [step for step in next_steps(mine[0], stranger) if step.is_open]


def test_nothing_is_touched_before_the_campaign_runs(people, chosen):
    share(chosen.campaign, Rule.EVEN, by=people.head)
    target = chosen.campaign.targets.filter(owner=people.officer).first()
    with pytest.raises(Refused, match="不在进行中"):
        touch(target, by=people.officer, kind="call", summary="x")
    assert not worklist_of(people.officer).exists()


def test_the_worklist_has_the_most_pressing_first_and_only_ones_own(people, running, mine):
    CampaignTarget.objects.filter(pk=mine[2].pk).update(next_on=TODAY() - timedelta(days=2))
    CampaignTarget.objects.filter(pk=mine[0].pk).update(next_on=TODAY() + timedelta(days=40))
    found = list(worklist_of(people.officer))
    assert [each.pk for each in found] == [mine[2].pk, mine[1].pk, mine[0].pk]
    tasks = [task_of(each, people.officer) for each in found]
    assert [(task.group, task.light, task.days_late) for task in tasks] == [
        ("due", "yellow", 2),
        ("week", "", 0),
        ("later", "", 0),
    ]
    assert [name for name, _label in tasks[0].steps] == ["approach", "put_off"]


def test_of_a_list_company_a_lead_has_its_place_on_the_list(people, running, mine):
    CampaignTarget.objects.filter(pk=mine[0].pk).update(list_kind="world500")
    target = met(mine[0], people.officer)
    lead = perform(target, "open_lead", by=people.officer)
    assert (lead.channel, lead.owner, lead.department) == (
        "list500",
        people.officer,
        people.city,
    )
    assert lead.list500facts.listed_company == target.company
    assert CampaignTarget.objects.get(pk=target.pk).lead == lead
    assert lead.has_activity(), "what was done before it was a lead"


def test_of_a_missing_link_a_lead_has_the_link(people, campaign):
    chain = Chain.objects.create(name="装备链")
    link = Link.objects.create(chain=chain, name="液压件", keywords="液压")
    campaign.chain = chain
    campaign.save()
    company = Company.objects.create(name="大江液压集团")
    choose(campaign, [company.pk], by=people.head, links={company.pk: link})
    share(campaign, Rule.EVEN, by=people.head)
    perform(campaign, "start", by=people.head)
    target = met(campaign.targets.get(), people.officer)
    lead = perform(target, "open_lead", by=people.officer)
    assert (lead.channel, lead.chainfacts.link) == ("chain", link)


def test_through_a_native_a_lead_is_of_the_hometown(people, mine):
    native = Native.objects.create(name="陈远山")
    touch(
        mine[0],
        by=people.officer,
        kind="call",
        summary="引荐",
        step="approach",
        way="native",
        native=native,
    )
    touch(mine[0], by=people.officer, kind="meeting", summary="面谈", step="meet")
    lead = perform(CampaignTarget.objects.get(pk=mine[0].pk), "open_lead", by=people.officer)
    assert (lead.channel, lead.hometownfacts.native) == ("hometown", native)


def test_a_company_that_is_a_lead_already_does_not_become_one_again(people, mine):
    target = met(mine[0], people.officer)
    Lead.objects.create(
        number="XS-T1",
        title="基地",
        company=target.company,
        channel="list500",
        department=people.city,
        received_at=timezone.now(),
    )
    with pytest.raises(Refused, match="已有线索或项目"):
        perform(target, "open_lead", by=people.officer)


def test_what_becomes_of_the_lead_is_in_the_figures_of_the_campaign(people, running, mine):
    met(mine[1], people.officer)
    target = met(mine[0], people.officer)
    lead = perform(target, "open_lead", by=people.officer)
    found = tally(running.targets.all())
    assert (found.chosen, found.approached, found.met, found.leads, found.signed) == (
        6,
        2,
        2,
        1,
        0,
    )
    Lead.objects.filter(pk=lead.pk).update(
        state="negotiating", investment=Decimal(60_000_000), industry="3811"
    )
    List500Facts.objects.create(lead=lead, listed_company=target.company, plan="base")
    project = convert(Lead.objects.get(pk=lead.pk), by=people.officer)
    project.state, project.contract_amount = "signed", Decimal(50_000_000)
    project.save()
    found = tally(running.targets.all())
    assert (found.signed, found.money) == (1, Decimal(50_000_000))


def test_an_officer_who_leaves_hands_over_everything(people, running, mine):
    successor = new_officer("successor", people.city)
    met(mine[0], people.officer)
    Activity.objects.filter(campaigntarget=mine[0]).update(
        next_on=TODAY(), next_by=people.officer, next_step="寄样品"
    )
    with pytest.raises(NotPermitted):
        hand_over_companies(people.officer, to=successor, by=people.officer, reason="调离")
    with pytest.raises(Refused):
        hand_over_companies(people.officer, to=people.auditor, by=people.head, reason="调离")
    with pytest.raises(Refused):
        hand_over_companies(people.officer, to=successor, by=people.head, reason=" ")
    assert hand_over_companies(people.officer, to=successor, by=people.head, reason="调离") == 3
    assert set(running.targets.values_list("owner", flat=True)) == {successor.pk, people.head.pk}
    assert set(
        Activity.objects.filter(campaigntarget=mine[0]).values_list("next_by", flat=True)
    ) == {successor.pk}
    assert successor.notifications.get().kind == "companies_handed_over"
    assert mine[0].history.first().history_user == people.head
    assert not Waiting.objects.filter(step="touch", person=people.officer).exists()


def test_of_two_companies_that_are_one_the_work_goes_to_the_kept_one(people, running, mine):
    from leads.companies.merge import merge

    (kept,) = new_companies(1, country="日本")
    merge(kept, mine[0].company, by=people.head, reason="同一家")
    assert CampaignTarget.objects.get(pk=mine[0].pk).company == kept


def test_whoever_came_to_a_later_state_came_through_the_funnel_but_not_on_a_visit(people, mine):
    target = met(mine[0], people.officer)
    perform(target, "open_lead", by=people.officer)
    found = tally(target.campaign.targets.all())
    assert found.passed == [6, 1, 1, 1, 1, 1, 1]
    assert found.visited == 0


def days_later(count):
    return at(timezone.now() + timedelta(days=count))


def test_the_first_day_of_a_state_stays_when_the_company_comes_to_it_again(people, mine):
    step = {"by": people.officer, "way": "direct"}
    perform(mine[0], "approach", **step)
    perform(mine[0], "put_off", by=people.officer, back_on=TODAY() + timedelta(days=30))
    with days_later(30):
        perform(mine[0], "approach", **step)
        perform(mine[0], "meet", by=people.officer)
    mine[0].refresh_from_db()
    assert mine[0].approached_on == TODAY()
    assert mine[0].met_on == TODAY() + timedelta(days=30)
    assert mine[0].answered_on is None


def test_half_of_the_companies_took_no_more_days_from_step_to_step(people, running, mine):
    for target, days in zip(mine, (4, 9, 10), strict=True):
        perform(target, "approach", by=people.officer, way="direct")
        with days_later(days):
            perform(target, "answer", by=people.officer)
    with days_later(12):
        perform(mine[0], "meet", by=people.officer)
        perform(mine[2], "meet", by=people.officer)
    # chosen and approached on one day; 4, 9, 10 days; then 12 − 4 and 12 − 10: between 2 and 8
    assert days_per_step(running.targets.all()) == [None, 0, 9, 5, None, None, None]


def test_the_days_of_ones_companies_are_in_ones_calendar(people, mine):
    days = [(event.on, event.title) for event in dates_of(people.officer)]
    assert len(days) == 3
    assert days[0] == (mine[0].next_on, f"{mine[0].company} · {mine[0].campaign}")
    assert not list(dates_of(people.outsider))
