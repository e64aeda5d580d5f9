"""What stands against a lead binds, whatever its amount, until it is ruled or judged otherwise."""

from decimal import Decimal

import pytest
from django.urls import reverse

from crm.core.errors import MissingFacts, NotPermitted, Refused
from crm.core.transitions import move, next_steps, perform
from crm.dispatch.queue.read import waiting_for
from leads.judgement.convene import convene
from leads.judgement.give import GivenAnswer
from leads.judgement.schemes import in_force
from leads.models import Activity, Lead
from leads.pipeline.register import register_lead

FAILING = {"环境影响": GivenAnswer(word="不符合准入")}


@pytest.fixture
def small_lead(big_lead):
    """Of 1.2 亿, where a judgement is compulsory from 5 亿."""
    big_lead.investment = Decimal(120_000_000)
    big_lead.save()
    return Lead.objects.get(pk=big_lead.pk)


@pytest.fixture
def conclude(people, assessors, answer):
    def finished(judgement, **others):
        for opinion in judgement.opinions.all():
            by = assessors.planner if opinion.department == assessors.plan else assessors.ecologist
            said = {
                name: word
                for name, word in others.items()
                if opinion.answers.filter(criterion__name=name).exists()
            }
            answer(opinion, by, **said)
        perform(judgement, "finish", by=people.officer)
        judgement.refresh_from_db()
        return judgement

    return finished


def everything(assessors):
    return {
        criterion: assessors.ecology if criterion.name == "环境影响" else assessors.plan
        for criterion in in_force().criteria.all()
    }


def accept(lead, people):
    move(lead, "judge", by=people.head)
    return lead.state


def test_a_leaders_refusal_binds_below_the_amount_from_which_leads_are_judged(
    people, small_lead, judgement, conclude
):
    conclude(judgement)
    move(judgement, "overrule", by=people.leader, note="与城市定位不符", ruling="reject")
    with pytest.raises(MissingFacts):
        accept(small_lead, people)
    with pytest.raises(MissingFacts):
        move(small_lead, "judge", by=people.leader)
    perform(judgement, "rule_otherwise", by=people.leader, note="企业调整了方案", ruling="accept")
    assert accept(small_lead, people) == "judged"


def test_only_a_leader_rules_otherwise_and_says_why(people, small_lead, judgement):
    move(judgement, "overrule", by=people.leader, note="不再等待", ruling="reject")
    with pytest.raises(NotPermitted):
        perform(judgement, "rule_otherwise", by=people.head, note="重点项目", ruling="accept")
    with pytest.raises(MissingFacts):
        perform(judgement, "rule_otherwise", by=people.leader, note=" ", ruling="accept")


def test_a_new_judgement_does_not_pass_by_a_leaders_refusal(
    people, assessors, small_lead, judgement, conclude
):
    move(judgement, "overrule", by=people.leader, note="先否决", ruling="reject")
    again = conclude(convene(small_lead, everything(assessors), by=people.officer))
    assert again.passes
    with pytest.raises(MissingFacts):
        accept(small_lead, people)
    with pytest.raises(Refused):
        move(judgement, "rule_otherwise", by=people.leader, note="按旧的研判", ruling="accept")
    move(again, "overrule", by=people.leader, note="同意新的研判", ruling="accept")
    assert accept(small_lead, people) == "judged"


def test_a_failed_judgement_binds_until_the_same_departments_judge_again(
    people, assessors, small_lead, judgement, conclude
):
    assert not conclude(judgement, **FAILING).passes
    with pytest.raises(MissingFacts):
        accept(small_lead, people)
    friendly = dict.fromkeys(in_force().criteria.all(), assessors.plan)
    with pytest.raises(Refused, match="市生态环境局"):
        convene(small_lead, friendly, by=people.officer)
    assert conclude(convene(small_lead, everything(assessors), by=people.officer)).passes
    assert accept(small_lead, people) == "judged"


def test_what_departments_said_is_not_set_aside_by_taking_the_question_back(
    people, assessors, judgement, answer
):
    answer(judgement.opinions.get(department=assessors.ecology), assessors.ecologist, **FAILING)
    with pytest.raises(Refused):
        move(judgement, "withdraw", by=people.officer, note="材料不全")


def test_a_lead_is_not_accepted_while_it_is_judged(people, small_lead, judgement, conclude):
    with pytest.raises(MissingFacts):
        accept(small_lead, people)
    conclude(judgement)
    assert accept(small_lead, people) == "judged"


def test_a_ruling_against_an_accepted_lead_stops_the_work_on_it(
    people, small_lead, judgement, conclude
):
    conclude(judgement)
    accept(small_lead, people)
    move(judgement, "overrule", by=people.leader, note="用地不再供应", ruling="reject")
    Activity.objects.create(
        lead=small_lead,
        kind="call",
        happened_at=small_lead.received_at,
        summary="通话",
        by=people.officer,
    )
    with pytest.raises(MissingFacts):
        move(small_lead, "engage", by=people.officer)


def test_another_lead_of_a_refused_company_needs_a_judgement_of_its_own(
    people, assessors, small_lead, judgement, conclude
):
    move(judgement, "overrule", by=people.leader, note="失信", ruling="reject")
    move(small_lead, "reject", by=people.head, note="领导不予受理")
    facts = {
        "company": small_lead.company,
        "title": "储能二期",
        "channel": "chain",
        "department": people.city,
    }
    other = register_lead(
        by=people.officer, owner=people.officer, investment=Decimal(9_000_000), **facts
    )
    with pytest.raises(MissingFacts):
        accept(other, people)
    conclude(convene(other, everything(assessors), by=people.officer))
    assert accept(other, people) == "judged"


def test_the_page_of_the_lead_says_what_stands_against_it_and_where_it_is_ruled_on(
    client, people, small_lead, judgement
):
    move(judgement, "overrule", by=people.leader, note="与城市定位不符", ruling="reject")
    address = reverse("lead:inspect", args=[small_lead.pk])
    client.force_login(people.head)
    page = client.get(address).content.decode()
    assert page.count("与城市定位不符") >= 2, "among the notices and in the timeline"
    assert "不予受理" in page
    assert "对研判作出裁定" not in page
    client.force_login(people.leader)
    page = client.get(address).content.decode()
    assert "对研判作出裁定" in page
    ruled = client.post(
        reverse("assessment:step", args=[judgement.pk]),
        {"step": "rule_otherwise", "ruling": "accept", "note": "方案已调整"},
        follow=True,
    )
    assert ruled.status_code == 200
    judgement.refresh_from_db()
    assert (judgement.ruling, judgement.moves().last().note) == ("accept", "方案已调整")
    assert "方案已调整" in client.get(address).content.decode()


def test_a_ruling_is_open_to_leaders_and_nothing_waits_for_it(
    people, small_lead, judgement, conclude
):
    conclude(judgement)
    assert [each for each in waiting_for(people.leader) if each.record == judgement] == []
    assert "overrule" in {
        step.name for step in next_steps(judgement, people.leader) if not step.refusal
    }


def test_nothing_is_ruled_on_a_lead_that_is_closed(people, small_lead, judgement, conclude):
    conclude(judgement)
    move(small_lead, "mark_duplicate", by=people.head, note="重复")
    with pytest.raises(Refused):
        move(judgement, "overrule", by=people.leader, note="迟到的裁定", ruling="reject")
