"""Agents and contacts are seen by those who work with them; an agent's contact data and logins by
its own department.
"""

import pytest
from django.urls import reverse

from crm.core.granting import give_role
from crm.core.models import User
from leads.models import Agent, AgentTarget, Company, Contact, PayeeAccount
from tests.leads.spreadsheets.test_spreadsheets import bring_in, offer, workbook

SECRETS = ("王经理", "0736-7000000", "office@example.com", "朗州路 1 号")


@pytest.fixture
def agent(agent):
    agent.contact_name, agent.phone, agent.email, agent.address = SECRETS
    agent.save()
    return agent


@pytest.fixture
def partner(people, agent, deal):
    """An officer of another department who works with the agent on a lead."""
    deal.lead.department = people.other_department
    deal.lead.save()
    return people.outsider


def page(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def test_an_agent_is_seen_by_its_department_and_by_those_who_see_the_whole_city(people, agent):
    for who in ("officer", "head", "finance", "leader", "headquarters", "auditor"):
        assert agent in Agent.objects.visible_to(getattr(people, who)), who
    for who in ("outsider", "park_officer", "referrer"):
        assert agent not in Agent.objects.visible_to(getattr(people, who)), who


def test_who_works_with_an_agent_sees_it_without_its_contact_data_and_logins(
    client, people, agent, partner
):
    shown = page(client, partner, "agent:inspect", agent.pk).text
    assert agent.name in shown
    for secret in (*SECRETS, people.agency.username + "</td>"):
        assert secret not in shown
    assert "王经理" not in page(client, partner, "agent:index").text
    assert page(client, partner, "agent:history", agent.pk).status_code in (302, 403)
    assert page(client, partner, "agent:edit", agent.pk).status_code in (302, 403)
    export = client.post(
        f"{reverse('agent:index')}?export=csv",
        {"reason": "委托机构名册", "format": "csv", "whole": "on"},
    )
    text = b"".join(export.streaming_content).decode("utf-8-sig")
    assert agent.name in text and not any(secret in text for secret in SECRETS)


@pytest.mark.parametrize("who", ["officer", "finance", "auditor"])
def test_its_department_finance_and_the_auditor_read_them(client, people, agent, who):
    shown = page(client, getattr(people, who), "agent:inspect", agent.pk).text
    assert all(secret in shown for secret in SECRETS[:3])


@pytest.mark.parametrize("who", ["leader", "headquarters"])
def test_the_leader_and_the_headquarters_read_of_it_what_they_need(client, people, agent, who):
    shown = page(client, getattr(people, who), "agent:inspect", agent.pk).text
    assert agent.name in shown and not any(secret in shown for secret in SECRETS)


def test_accounts_and_yearly_targets_follow_the_agent(people, agent):
    AgentTarget.objects.create(agent=agent, year=2026)
    stranger = User.objects.create_user("other_head", department=people.other_department)
    give_role(stranger, "section_head")
    stranger = User.objects.get(pk=stranger.pk)
    for model in (AgentTarget, PayeeAccount):
        assert model.objects.visible_to(people.head).exists()
        assert not model.objects.visible_to(stranger).exists()


def test_a_new_agent_belongs_to_the_department_of_who_enters_it(client, people):
    client.force_login(people.outsider)
    client.post(reverse("agent:add"), {"name": "新机构", "kind": "institute", "is_active": "on"})
    assert Agent.objects.get().department == people.other_department


def test_one_without_a_department_is_given_one_by_the_headquarters(people, agent):
    agent.department = None
    assert agent.is_changed_by(people.headquarters)
    assert not agent.is_changed_by(people.officer)


def test_a_ledger_neither_changes_nor_doubles_the_agent_of_another_department(people, agent):
    kind = str(Agent.Kind.INVESTMENT_FIRM.label)
    rows = [["机构名称", "类型", "电话"], [agent.name, kind, "13900000000"]]
    job = offer("leads.agent", workbook(rows), people.outsider)
    [problem] = job.problems
    assert "由其他单位负责" in problem[-1]
    agent.refresh_from_db()
    assert (agent.phone, Agent.objects.count()) == ("0736-7000000", 1)


@pytest.fixture
def contact(deal):
    return Contact.objects.create(company=deal.project.company, name="张伟", phone="13800001111")


def test_a_contact_is_seen_by_those_who_work_with_the_company(client, people, deal, contact):
    sees = {"officer", "head", "park_officer", "finance", "leader", "headquarters", "auditor"}
    for who in (*sees, "outsider", "agency"):
        assert Contact.objects.visible_to(getattr(people, who)).exists() is (who in sees), who
    company = page(client, people.outsider, "company:inspect", contact.company_id)
    assert company.status_code == 200 and "13800001111" not in company.text
    assert page(client, people.outsider, "contact:inspect", contact.pk).status_code == 404
    assert "张伟" not in page(client, people.outsider, "contact:index").text


def test_a_contact_entered_before_there_is_a_lead_stays_with_its_department(client, people):
    company = Company.objects.create(name="尚无线索有限公司")
    client.force_login(people.outsider)
    client.post(reverse("contact:add"), {"company": company.pk, "name": "李娜"})
    bring_in(
        "leads.contact",
        workbook([["企业名称", "姓名"], ["尚无线索有限公司", "王强"]]),
        people.outsider,
    )
    assert {contact.department for contact in Contact.objects.all()} == {people.other_department}
    assert Contact.objects.visible_to(people.outsider).count() == 2
    assert Contact.objects.visible_to(people.officer).count() == 0


def test_the_logins_of_agents_are_offered_in_no_choice_of_colleagues(people, agent):
    assert people.agency not in User.objects.visible_to(people.outsider)
    assert people.officer in User.objects.visible_to(people.outsider)
