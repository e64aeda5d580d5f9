"""Forms stand in sections in the order of the work; what is wrong is told once above them."""

from django.urls import reverse

from leads.models import Lead
from leads.records.lead_screens import LeadViewSet
from tests.markup import flat


def test_every_field_of_a_lead_has_its_section(client, people, deal):
    named = [name for _title, names in LeadViewSet.form_sections for name in names]
    assert sorted(named) == sorted(Lead.ENTERED)
    client.force_login(people.officer)
    page = flat(client.get(reverse("lead:edit", args=[deal.lead.pk])))
    assert page.index("企业与渠道") < page.index("投资意向") < page.index("办理人员")


def test_a_form_that_came_back_links_to_what_is_wrong(client, people, deal):
    client.force_login(people.officer)
    address = reverse("lead:edit", args=[deal.lead.pk])
    page = flat(client.post(address, {"title": "", "investment": "-1"}))
    assert 'role="alert"' in page
    assert '<a href="#id_title">' in page
    assert 'value="-1"' in page
