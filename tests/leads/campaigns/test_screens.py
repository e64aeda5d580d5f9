"""The screens of campaigns, as who may, as a colleague, an outsider, and people from outside."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.core.transitions import perform
from leads.campaigns.share import Rule, share
from leads.models import (
    Activity,
    Campaign,
    CampaignEvent,
    CampaignMeeting,
    CampaignMember,
    CampaignTarget,
    Lead,
)
from leads.protection.register import register
from tests.leads.campaigns.conftest import new_companies

PAGES = ("campaign:index", "campaigntarget:index", "campaignevent:index", "campaign:figures")


@pytest.fixture
def running(people, chosen):
    share(chosen.campaign, Rule.EVEN, by=people.head)
    perform(chosen.campaign, "start", by=people.head)
    return chosen.campaign


def page(client, user, address, *args, **query):
    client.force_login(user)
    return client.get(reverse(address, args=args), query)


def send(client, user, address, *args, **data):
    client.force_login(user)
    return client.post(reverse(address, args=args), data)


def test_a_head_makes_a_campaign_chooses_and_shares(client, people):
    companies, today = new_companies(4), timezone.localdate()
    facts = {
        "name": "补链行动",
        "starts_on": today,
        "ends_on": today + timedelta(days=60),
        "department": people.city.pk,
        "companies_wanted": 4,
        "talks_wanted": 2,
        "visits_wanted": 1,
        "leads_wanted": 1,
        "signed_wanted": 0,
        "money_wanted": "5000",
    }
    send(client, people.head, "campaign:add", **facts)
    campaign = Campaign.objects.get()
    assert campaign.money_wanted == 50_000_000
    member = {"campaign": campaign.pk, "officer": people.officer.pk, "most": 3}
    send(client, people.head, "campaignmember:add", **member)
    found = page(client, people.head, "campaign:choose", campaign.pk, text="湘水第")
    assert {each.company for each in found.context["found"]} == set(companies)
    keys = [company.pk for company in companies]
    send(client, people.head, "campaign:choose", campaign.pk, company=keys)
    send(client, people.head, "campaign:share", campaign.pk, rule="even")
    assert campaign.targets.filter(owner=people.officer).count() == 3
    assert campaign.targets.filter(owner=None).count() == 1
    shown = page(client, people.head, "campaign:inspect", campaign.pk)
    assert shown.status_code == 200


def test_one_line_on_the_worklist_is_activity_and_step(client, people, running):
    target = running.targets.filter(owner=people.officer).first()
    shown = page(client, people.officer, "worklist:index", open=target.pk)
    assert shown.context["opened"].target == target
    line = {"kind": "call", "summary": "介绍了园区", "step": "approach", "way": "direct"}
    answer = send(client, people.officer, "worklist:touch", target.pk, **line)
    assert answer.status_code == 302
    target.refresh_from_db()
    assert (target.state, target.way) == ("approached", "direct")
    assert Activity.objects.get(campaigntarget=target).summary == "介绍了园区"


def test_what_is_refused_stands_there_with_what_was_typed(client, people, running):
    target = running.targets.filter(owner=people.officer).last()
    line = {"kind": "call", "summary": "介绍了园区", "step": "approach", "way": ""}
    answer = send(client, people.officer, "worklist:touch", target.pk, **line)
    assert answer.status_code == 200
    assert answer.context["opened"].target == target
    assert "介绍了园区" in answer.content.decode()
    assert not Activity.objects.filter(campaigntarget=target).exists()


def test_the_buttons_of_the_page_are_the_steps_of_the_table(client, people, running):
    target = running.targets.filter(owner=people.officer).first()
    client.force_login(people.officer)
    url = reverse("campaigntarget:step", args=[target.pk])
    client.post(url, {"step": "approach", "way": "direct"})
    client.post(url, {"step": "meet"})
    client.post(url, {"step": "open_lead"})
    target.refresh_from_db()
    assert target.lead == Lead.objects.get()
    shown = page(client, people.officer, "campaigntarget:inspect", target.pk).content.decode()
    assert reverse("lead:inspect", args=[target.lead_id]) in shown
    of_lead = page(client, people.officer, "lead:inspect", target.lead_id).content.decode()
    assert reverse("campaigntarget:inspect", args=[target.pk]) in of_lead


def test_a_note_on_the_page_is_a_touch(client, people, running):
    target = running.targets.filter(owner=people.officer).first()
    said = {"kind": "call", "text": "约了下周", "next_on": timezone.localdate()}
    send(client, people.officer, "campaigntarget:comment", target.pk, **said)
    assert Activity.objects.get(campaigntarget=target).summary == "约了下周"
    target.refresh_from_db()
    assert target.next_on == timezone.localdate()


@pytest.mark.parametrize("who", ["officer", "head", "leader", "headquarters", "auditor"])
def test_who_reads_campaigns_reads_all_of_them(client, people, running, who):
    user = getattr(people, who)
    target = running.targets.first()
    for name in PAGES:
        assert page(client, user, name).status_code == 200, name
    for tab in ("overview", "companies", "team", "events", "figures", "files"):
        shown = page(client, user, "campaign:inspect", running.pk, tab=tab)
        assert shown.status_code == 200, tab
    assert page(client, user, "campaigntarget:inspect", target.pk).status_code == 200


@pytest.mark.parametrize("who", ["leader", "auditor", "officer"])
def test_who_only_reads_shares_and_chooses_nothing(client, people, running, who):
    user = getattr(people, who)
    for name in ("campaign:choose", "campaign:share", "campaign:hand_over"):
        answer = page(client, user, name, running.pk)
        assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home")), name


def test_another_district_sees_nothing_of_it(client, people, running):
    target = running.targets.first()
    assert page(client, people.outsider, "campaign:inspect", running.pk).status_code == 404
    assert page(client, people.outsider, "campaigntarget:inspect", target.pk).status_code == 404
    assert page(client, people.outsider, "worklist:touch", target.pk).status_code == 404
    assert not page(client, people.outsider, "worklist:index").context["groups"]
    shown = page(client, people.outsider, "company:inspect", target.company_id).content.decode()
    assert running.name not in shown


@pytest.mark.parametrize("who", ["agency", "referrer"])
def test_people_from_outside_see_nothing_of_campaigns(people, running, who):
    user = getattr(people, who)
    for model in (Campaign, CampaignTarget, CampaignMember, CampaignEvent, CampaignMeeting):
        assert not model.objects.visible_to(user).exists()
    assert not Activity.objects.visible_to(user).exists()


def test_an_agents_company_is_marked_without_its_name(client, people, agent, campaign):
    held = register(by=people.agency, agent=agent, company_name="沅江光电有限公司", title="x")
    shown = page(client, people.head, "campaign:choose", campaign.pk, text="沅江光电")
    text = shown.content.decode()
    assert held.company.name in text
    assert "已由机构报备" in text
    assert agent.name not in text
    assert 'name="company"' not in text, "it cannot be ticked"


def test_the_follow_up_of_a_meeting_brings_the_company_back(client, people, running):
    target = running.targets.filter(owner=people.officer).first()
    day = timezone.localdate() + timedelta(days=1)
    event = {
        "campaign": running.pk,
        "kind": "trip",
        "title": "赴深圳小分队",
        "place": "深圳",
        "starts_on": timezone.localdate(),
        "ends_on": timezone.localdate(),
        "cost": "3.5",
    }
    send(client, people.officer, "campaignevent:add", **event)
    trip = CampaignEvent.objects.get()
    assert trip.cost == 35_000
    meeting = {
        "event": trip.pk,
        "target": target.pk,
        "arranged_for": timezone.localdate(),
        "follow_up": "寄样品",
        "follow_up_on": day,
    }
    send(client, people.officer, "campaignmeeting:add", **meeting)
    target.refresh_from_db()
    assert (CampaignMeeting.objects.get().target, target.next_on) == (target, day)


def test_the_worklist_asks_as_much_for_many_as_for_few(
    client, people, running, django_assert_max_num_queries
):
    client.force_login(people.officer)
    client.get(reverse("worklist:index"))
    with django_assert_max_num_queries(40):
        client.get(reverse("worklist:index"))


def test_figures_are_counted_per_way_and_against_the_year_before(client, people, running):
    target = running.targets.filter(owner=people.officer).first()
    perform(target, "approach", by=people.officer, way="native")
    perform(target, "meet", by=people.officer)
    shown = page(client, people.leader, "campaign:figures", by="way").context["report"]
    cells = {row.cells[0]: row.cells[1:5] for row in shown.rows}
    assert cells["乡贤引荐"] == [1, 1, 1, 0]
    assert sum(row.cells[1] for row in shown.rows) == shown.figures[0].value == 6
    long_ago = timezone.now() - timedelta(days=365)
    CampaignTarget.objects.filter(pk=target.pk).update(created_at=long_ago)
    shown = page(client, people.leader, "campaign:figures").context["report"]
    assert (shown.figures[0].value, shown.figures[0].note) == (5, "上年 1")


def test_a_campaign_of_a_list_is_edited(client, people, campaign):
    campaign.list_kind_id = "private500"
    campaign.save()
    form = page(client, people.head, "campaign:edit", campaign.pk).context["form"]
    assert form["list_kind"].value() == "private500"
