"""What we hold of an enterprise is not asked again, and officers see what it could get."""

from decimal import Decimal

from django.urls import reverse

from crm.site.models import PolicyFact
from crm.site.policies.facts import facts_of
from crm.site.policies.know import know


def test_a_settled_enterprise_is_known_by_its_records(deal):
    known = facts_of(deal.enterprise).values
    assert known["industry"] == deal.project.industry_id
    assert known["total_investment"] == Decimal(300_000_000)
    assert known["years_here"] >= 0
    assert known["list500"] == frozenset()
    assert facts_of(deal.project).values == known  # the project knows what its enterprise does


def test_a_lead_is_known_by_itself_and_its_company(deal, people):
    know(
        deal.project.company, {"high_tech": True, "research": Decimal(3_000_000)}, by=people.officer
    )
    known = facts_of(deal.lead).values
    assert known["high_tech"] is True and known["research"] == Decimal(3_000_000)
    assert known["total_investment"] == deal.lead.investment


def test_what_is_told_is_kept_with_who_told_it_and_asked_no_more(published, deal, people, client):
    client.force_login(people.officer)
    tab = f"{reverse('lead:inspect', args=[deal.lead.pk])}?tab=policies"
    page = client.get(tab).text
    assert 'name="research"' in page and 'name="total_investment"' not in page
    address = reverse("policyapplication:tell_facts", args=[deal.project.company_id])
    answer = client.post(address, {"research": "300", "high_tech": "yes", "back": tab})
    assert answer.status_code == 302 and answer.url == tab
    stored = PolicyFact.objects.get(company=deal.project.company, name="research")
    assert stored.value == "3000000.00"
    assert stored.history.get().history_user == people.officer
    assert 'name="research"' not in client.get(tab).text


def test_a_foreign_address_to_go_back_to_is_not_followed(published, deal, people, client):
    client.force_login(people.officer)
    address = reverse("policyapplication:tell_facts", args=[deal.project.company_id])
    answer = client.post(address, {"back": "https://example.com/"})
    assert "example.com" not in answer.url


def test_officers_see_on_every_page_what_it_could_get(published, deal, people, client):
    client.force_login(people.officer)
    for record in (deal.lead, deal.project, deal.enterprise, deal.project.company):
        name = record._meta.model_name
        page = client.get(f"{reverse(f'{name}:inspect', args=[record.pk])}?tab=policies")
        assert "设备投资补助办法" in page.text, name


def test_whoever_may_not_tell_is_refused(published, deal, people, client):
    client.force_login(people.auditor)
    address = reverse("policyapplication:tell_facts", args=[deal.project.company_id])
    assert client.post(address, {"research": "300"}).status_code in (302, 403)
    client.force_login(people.agency)
    assert client.post(address, {"research": "300"}).status_code in (302, 403, 404)
    assert not PolicyFact.objects.exists()
