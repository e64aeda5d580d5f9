"""A call is written down while the caller speaks."""

import pytest
from django.urls import reverse

from crm.desk.callers.recognise import recognise
from crm.desk.models import ServiceRequest
from leads.models import Company, Contact


def test_a_caller_is_known_by_the_number_of_an_earlier_call(desk):
    before = desk.ask(enterprise_name="湘澜新能源有限公司")
    known = recognise(desk.people.officer, phone="+86 139-0736-1005")
    assert [(caller.name, caller.because) for caller in known.callers] == [
        ("湘澜新能源有限公司", "phone")
    ]
    assert known.earlier == [before]


def test_a_caller_is_known_as_the_contact_of_a_company(desk):
    company = Company.objects.create(name="沅芷精密有限公司")
    Contact.objects.create(company=company, name="周敏", phone="0736-7771234")
    known = recognise(desk.people.leader, phone="07367771234")
    assert [(caller.company, caller.contact_name) for caller in known.callers] == [
        (company, "周敏")
    ]


def test_an_enterprise_is_known_by_its_code_and_by_its_name(deal, desk):
    by_code = recognise(desk.people.officer, credit_code="91430700ma4l16jq9c")
    assert by_code.callers[0].enterprise == deal.enterprise
    by_name = recognise(desk.people.officer, name="示范新能源")
    assert deal.enterprise in [caller.enterprise for caller in by_name.callers]
    assert recognise(desk.people.outsider, name="示范新能源").callers[:1] != by_code.callers[:1]


def test_what_one_may_not_open_is_named_and_what_is_confidential_is_not(client, desk):
    open_one, secret = desk.ask(), desk.ask("complaint", content="某局乱收费")
    found = recognise(desk.people.outsider, phone="13907361005")
    assert [(each, each.is_seen) for each in found.earlier] == [(open_one, False)]
    mine = recognise(desk.people.officer, phone="13907361005").earlier
    assert [(each, each.is_seen) for each in mine] == [(secret, True), (open_one, True)]
    assert recognise(desk.people.finance, phone="13907361005").earlier == []
    client.force_login(desk.people.outsider)
    page = client.get(reverse("hotline_known"), {"phone": "13907361005"}).content.decode()
    assert open_one.title in page and f"/inspect/{open_one.pk}/" not in page
    assert "乱收费" not in page


def typed(desk, **facts):
    usual = {
        "kind": desk.kinds["permits"].pk,
        "urgency": "normal",
        "channel": "hotline",
        "content": "排污许可证变更走哪个窗口？明天要交。",
        "phone": "13907361005",
    }
    return usual | facts


def test_a_call_is_stored_assigned_and_its_code_is_told(client, desk):
    client.force_login(desk.people.officer)
    response = client.post(reverse("hotline"), typed(desk, credit_code="91430700MA4L16JQ9C"))
    request = ServiceRequest.objects.get()
    assert response["Location"] == reverse("servicerequest:inspect", args=[request.pk])
    assert (request.title, request.taken_by) == (
        "排污许可证变更走哪个窗口",
        desk.people.officer,
    )
    page = client.get(response["Location"]).content.decode()
    assert request.code in page and request.number in page


def test_a_settled_enterprise_brings_its_park_company_and_district(deal, desk, client):
    client.force_login(desk.people.officer)
    client.post(reverse("hotline"), typed(desk, credit_code=deal.enterprise.credit_code))
    request = ServiceRequest.objects.get()
    assert (request.enterprise, request.company, request.park) == (
        deal.enterprise,
        deal.enterprise.company,
        deal.enterprise.park,
    )
    assert request.enterprise_name == deal.enterprise.name


@pytest.mark.parametrize(
    "facts,field",
    [
        ({"content": " "}, "content"),
        ({"phone": "", "contact_name": ""}, "phone"),
        ({"kind": ""}, "kind"),
        ({"urgency": "at once"}, "urgency"),
        ({"credit_code": "91430700MA4L16JQ9X"}, "credit_code"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, desk, facts, field):
    client.force_login(desk.people.officer)
    typed_in = typed(desk, contact_name="俞国平", enterprise_name="沅芷药业") | facts
    if field == "phone":
        typed_in["enterprise_name"] = ""
    page = client.post(reverse("hotline"), typed_in)
    assert page.status_code == 200 and page.context["form"].errors.keys() == {field}
    kept = typed_in["enterprise_name"] or typed_in["content"]
    assert kept in page.content.decode()
    assert not ServiceRequest.objects.exists()


def test_keys_of_what_one_does_not_see_are_as_none(client, deal, desk):
    client.force_login(desk.people.outsider)
    client.post(reverse("hotline"), typed(desk, enterprise=deal.enterprise.pk, company="x"))
    assert ServiceRequest.objects.get().enterprise is None


def test_the_part_beside_the_form_asks_little(client, desk, django_assert_max_num_queries):
    desk.ask(enterprise_name="湘澜新能源有限公司")
    client.force_login(desk.people.officer)
    address = reverse("hotline_known")
    asked = {"phone": "13907361005", "content": "排污许可证", "kind": desk.kinds["permits"].pk}
    client.get(address, asked)
    with django_assert_max_num_queries(16):
        page = client.get(address, asked).content.decode()
    assert "湘澜新能源有限公司" in page


@pytest.mark.parametrize("name", ["hotline", "hotline_known", "service_figures"])
def test_these_screens_are_for_who_has_the_right(client, people, name):
    client.force_login(people.finance)
    assert client.get(reverse(name))["Location"] == reverse("wagtailadmin_home")
