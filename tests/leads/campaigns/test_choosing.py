"""Companies are chosen for a campaign; who is in another hand stays out, and an agent's name is not
told.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused
from crm.core.granting import give_role
from crm.core.models import User
from crm.core.transitions import perform
from leads.campaigns.choose import choose
from leads.campaigns.find import MISSING, Standing, Wanted, find
from leads.models import (
    Campaign,
    CampaignTarget,
    Chain,
    Company,
    FitScore,
    Industry,
    Link,
    TargetEntry,
    TargetList,
)
from leads.pipeline.register import register_lead
from leads.protection.register import register
from tests.leads.campaigns.conftest import new_campaign, new_companies


def listed(name, rank, kind="world500", year=2026, **facts):
    found, _new = TargetList.objects.get_or_create(kind_id=kind, year=year)
    company = Company.objects.create(name=name, **facts)
    TargetEntry.objects.create(
        target_list=found, rank=rank, company=company, name_as_listed=name, place="德国"
    )
    return company


def held_company(people, agent):
    name = "沅江光电有限公司"
    return register(by=people.agency, agent=agent, company_name=name, title="x").company


def test_a_list_of_one_year_by_rank(people):
    second, first = listed("甲集团", 40), listed("乙集团", 7)
    listed("丙集团", 1, year=2025)
    found = find(Wanted(list_kind="world500", year=2026), people.head)
    assert [each.company for each in found] == [first, second]
    assert [each.entry.rank for each in found] == [7, 40]


def test_who_fits_best_comes_first(people, campaign):
    first, second = listed("甲集团", 1), listed("乙集团", 2)
    FitScore.objects.create(company=second, score=70, parts={}, computed_at=timezone.now())
    found = find(Wanted(list_kind="world500"), people.head)
    assert [each.company for each in found] == [second, first]
    choose(campaign, [first.pk, second.pk], by=people.head)
    assert list(campaign.targets.order_by("pk").values_list("score", flat=True)) == [None, 70]


def test_by_industry_and_what_lies_below_it(people):
    motors = Company.objects.create(name="电机厂", industry=Industry.objects.get(code="3811"))
    Company.objects.create(name="食品厂", industry=Industry.objects.get(code="1411"))
    found = find(Wanted(industry=Industry.objects.get(code="38")), people.head)
    assert [each.company for each in found] == [motors]


def test_those_that_could_fill_a_missing_link_of_a_chain(people):
    chain = Chain.objects.create(name="装备链")
    link = Link.objects.create(chain=chain, name="液压件", keywords="液压")
    strong = Link.objects.create(
        chain=chain, name="整机", keywords="整机", set_strength="strong", set_reason="x"
    )
    hydraulic = listed("大江液压集团", 12)
    listed("大江整机集团", 3)
    listed("大江食品集团", 4)
    (found,) = find(Wanted(chain=chain, link=MISSING), people.head)
    assert (found.company, found.link) == (hydraulic, link)
    assert found.reasons
    assert [each.link for each in find(Wanted(link=str(strong.pk)), people.head)] == [strong]


def test_nothing_asked_for_is_nothing_found(people):
    listed("甲集团", 1)
    assert find(Wanted(), people.head) == []
    assert find(Wanted(chain=Chain.objects.create(name="装备链")), people.head) == []


def test_who_is_in_another_hand_stays_out(people, agent, campaign):
    free, led, elsewhere = new_companies(3)
    register_lead(
        by=people.officer,
        company=led,
        title="基地",
        channel="list500",
        department=people.city,
        owner=people.officer,
    )
    choose(new_campaign(people.city, name="别的行动"), [elsewhere.pk], by=people.head)
    held = register(
        by=people.agency, agent=agent, company_name="沅江光电有限公司", title="x"
    ).company
    keys = [each.pk for each in (free, led, elsewhere, held)]
    made = choose(campaign, keys, by=people.head)
    assert made.added == 1
    assert made.left_out == {Standing.IN_HAND: 1, Standing.ELSEWHERE: 1, Standing.HELD: 1}
    assert [target.company for target in campaign.targets.all()] == [free]
    assert choose(campaign, keys, by=people.head).left_out[Standing.HERE] == 1


def test_that_an_agent_holds_it_is_marked_without_its_name(people, agent, campaign, client):
    held = register(
        by=people.agency, agent=agent, company_name="沅江光电有限公司", title="x"
    ).company
    (found,) = find(Wanted(text="沅江光电"), people.head, campaign)
    assert found.company == held
    assert found.standing == Standing.HELD
    assert agent.name not in str(found.standing.label)


def test_a_target_that_an_agent_registers_later_is_left_to_it(people, agent, campaign):
    (company,) = new_companies(1)
    choose(campaign, [company.pk], by=people.head)
    target = campaign.targets.get()
    target.owner, target.next_on = people.officer, timezone.localdate()
    target.save()
    campaign.state = "running"
    campaign.save()
    register(by=people.agency, agent=agent, company_name=company.name, title="x")
    target = CampaignTarget.objects.get()
    with pytest.raises(Refused, match="已由机构报备"):
        perform(target, "approach", by=people.officer, way="direct")
    perform(target, "release", by=people.officer, note="已由机构受理")
    assert CampaignTarget.objects.get().state == "released"


def test_a_company_is_in_one_open_hand_by_the_database(people, chosen):
    other = new_campaign(people.city, name="别的行动")
    company = chosen.companies[0]
    with pytest.raises(IntegrityError, match="company_in_one_hand"), transaction.atomic():
        CampaignTarget.objects.create(campaign=other, company=company)
    chosen.campaign.targets.filter(company=company).update(state="declined")
    CampaignTarget.objects.create(campaign=other, company=company)


def test_what_is_in_hand_has_a_day_by_the_database(people, chosen):
    with pytest.raises(IntegrityError, match="has_a_day"), transaction.atomic():
        chosen.campaign.targets.update(owner=people.officer)


@pytest.mark.parametrize("who", ["officer", "leader", "auditor", "finance"])
def test_only_who_runs_campaigns_chooses(people, campaign, who):
    (company,) = new_companies(1)
    with pytest.raises(NotPermitted):
        choose(campaign, [company.pk], by=getattr(people, who))


def test_a_closed_campaign_takes_no_more(people, campaign):
    (company,) = new_companies(1)
    campaign.state = "closed"
    campaign.save()
    with pytest.raises(Refused):
        choose(campaign, [company.pk], by=people.head)


def test_what_is_chosen_has_its_list_place_and_history(people, campaign):
    company = listed("甲集团", 40, country="德国")
    choose(campaign, [company.pk], by=people.head)
    target = campaign.targets.get()
    assert (target.list_kind_id, target.place, target.state) == ("world500", "德国", "untouched")
    assert [each.history_user for each in target.history.all()] == [people.head]


def test_the_number_of_queries_does_not_grow_with_the_companies(people, campaign):
    few, many = new_companies(3), new_companies(60, country="德国")
    choose(campaign, [few[0].pk], by=people.head)
    counted = []
    for companies in (few[1:], many):
        with CaptureQueriesContext(connection) as asked:
            choose(campaign, [company.pk for company in companies], by=people.head)
        counted.append(len(asked))
    assert counted[1] <= counted[0] < 40


def test_a_campaign_that_is_closed_sets_its_companies_free(people, chosen):
    campaign, today = chosen.campaign, timezone.localdate()
    campaign.state = "running"
    campaign.save()
    done = campaign.targets.first()
    campaign.targets.filter(pk=done.pk).update(state="declined")
    perform(campaign, "close", by=people.head, outcome="走访五家")
    states = sorted(campaign.targets.values_list("state", flat=True))
    assert states == ["declined"] + ["released"] * 5
    released = campaign.targets.filter(state="released").first()
    assert released.moves().get().by == people.head
    again = new_campaign(people.city, name="再来", ends_on=today + timedelta(days=400))
    assert choose(again, [released.company_id], by=people.head).added == 1


def test_who_sees_no_campaigns_leads_none(people, db):
    editor = User.objects.create_user("ed")
    give_role(editor, "editor")
    campaign = Campaign(name="x", leader=editor)
    with pytest.raises(ValidationError, match="招商行动"):
        campaign.clean()
    campaign.leader = people.leader
    campaign.clean()
