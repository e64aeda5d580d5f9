"""What an officer finds on the page of a company, a lead, a project and an agent without searching
for it.
"""

import pytest
from django.urls import reverse

from leads.models import Company, Contact
from leads.pipeline.register import register_lead
from leads.protection.register import register


@pytest.fixture
def contact(deal):
    return Contact.objects.create(
        company=deal.project.company, name="张伟", position="投资总监", phone="13800001111"
    )


def page(client, user, record, query=""):
    client.force_login(user)
    address = reverse(f"{record._meta.model_name}:inspect", args=[record.pk])
    response = client.get(f"{address}{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_whom_to_call_stands_on_the_pages_of_company_lead_and_project(
    client, people, deal, contact
):
    for record in (deal.project.company, deal.lead, deal.project):
        shown = page(client, people.officer, record)
        assert "13800001111" in shown and reverse("contact:inspect", args=[contact.pk]) in shown
        assert f"{reverse('contact:add')}?company={deal.project.company_id}" in shown
    form = client.get(f"{reverse('contact:add')}?company={deal.project.company_id}")
    assert deal.project.company.name in form.content.decode()


def test_who_may_not_see_contacts_reads_no_number(client, people, deal, contact):
    people.officer.groups.get().permissions.remove(
        *people.officer.groups.get().permissions.filter(codename="view_contact")
    )
    assert "13800001111" not in page(
        client, type(people.officer).objects.get(pk=people.officer.pk), deal.lead
    )


def test_a_company_shows_its_projects_its_group_and_its_other_names(client, people, deal):
    company = deal.project.company
    company.aliases.create(name="示范新能")
    Company.objects.create(name="湖南示范电池有限公司", parent=company)
    shown = page(client, people.officer, company)
    for text in (
        str(deal.project),
        "示范新能",
        f"{reverse('lead:add')}?company={company.pk}",
    ):
        assert text in shown
    assert "湖南示范电池有限公司" in page(client, people.officer, company, "?tab=ties")


def test_of_a_company_only_the_work_that_one_sees_is_shown(client, people, deal):
    own = register_lead(
        by=people.outsider,
        company=deal.project.company,
        title="武陵项目",
        channel="list500",
        department=people.other_department,
    )
    shown = page(client, people.outsider, deal.project.company)
    assert own.title in shown and deal.project.number not in shown and deal.lead.number not in shown


def test_facts_lead_to_the_pages_of_the_records_they_name(client, people, deal):
    company = reverse("company:inspect", args=[deal.project.company_id])
    assert f'<a href="{company}">' in page(client, people.officer, deal.lead)
    shown = page(client, people.officer, deal.project)
    assert (
        f'<a href="{company}">' in shown and reverse("lead:inspect", args=[deal.lead.pk]) in shown
    )
    assert f'<a href="{reverse("agent:inspect", args=[deal.agent.pk])}">' in page(
        client, people.officer, deal.lead
    )


def test_a_project_leads_nobody_to_a_lead_that_they_do_not_see(client, people, deal):
    shown = page(client, people.park_officer, deal.project)
    assert reverse("lead:inspect", args=[deal.lead.pk]) not in shown


def test_an_agent_shows_what_it_brought_and_who_logs_in_for_it(client, people, deal):
    registration = register(
        by=people.agency, agent=deal.agent, company_name="示范光电有限公司", title="镜头模组"
    )
    shown = page(client, people.officer, deal.agent)
    for text in (
        registration.number,
        deal.lead.number,
        deal.project.number,
        people.agency.username,
    ):
        assert text in shown
    client.force_login(people.outsider)
    assert client.get(reverse("agent:inspect", args=[deal.agent.pk])).status_code == 404
