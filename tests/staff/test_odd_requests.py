"""Addresses and forms with what nobody means: an answer in words each time, and nothing lost or
half stored.
"""

from decimal import Decimal

import pytest
from django.urls import reverse

from crm.core.models import SavedView
from crm.staff.forms import WanField
from crm.staff.paging import FARTHEST, page_number
from leads.models import Company, Lead, Registration
from tests.markup import flat

FAR = "99999999999999999999"
LISTS = ["company", "lead", "targetentry", "project", "exportlog", "ledgerentry"]


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_an_amount_that_is_none_is_refused_at_its_field_and_what_was_typed_stays(
    client, people, agent, amount
):
    client.force_login(people.agency)
    page = client.post(
        reverse("portal:register"),
        {
            "company": "示范光学有限公司",
            "title": "光学镜头",
            "investment": amount,
            "content": "建厂",
        },
    )
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["investment"]
    for typed in ("示范光学有限公司", "光学镜头", "建厂", f'value="{amount}"'):
        assert typed in page.content.decode()
    assert (Registration.objects.count(), Lead.objects.count(), Company.objects.count()) == (
        0,
        0,
        0,
    )


@pytest.mark.parametrize(
    ("amount", "yuan"), [("1.23456", "12345.60"), ("0.00001", "0.10"), ("7000", "70000000.00")]
)
def test_ten_thousand_yuan_are_kept_to_the_fen(client, people, agent, amount, yuan):
    client.force_login(people.agency)
    client.post(
        reverse("portal:register"),
        {"company": "示范光学有限公司", "title": "光学镜头", "investment": amount},
    )
    assert Registration.objects.get().investment == Decimal(yuan)


def test_a_name_of_two_hundred_characters_is_recommended_or_refused_in_words(client, people):
    from leads.models import Agent

    agent = Agent.objects.create(name="引荐人", kind="person", department=people.city)
    agent.users.add(people.referrer)
    client.force_login(people.referrer)
    name = "长" * 200
    answer = client.post(reverse("portal:register"), {"company": name})
    assert answer.status_code == 302 or (
        answer.context["form"].errors and name in answer.content.decode()
    )
    assert (
        client.post(reverse("portal:register"), {"company": "长" * 201})
        .context["form"]
        .errors["company"]
    )


@pytest.mark.parametrize("page", [FAR, "-1", "abc", "²", "1" * 5000, "１"])
def test_no_number_of_a_page_breaks_a_list_or_a_window(client, people, page):
    client.force_login(people.auditor)
    addresses = [reverse(f"{name}:index") for name in LISTS] + [
        reverse(f"{name}_chooser:choose_results") for name in ("company", "industry", "region")
    ]
    for address in [*addresses, reverse("wagtailadmin_notifications")]:
        for sought in ("", "&q=示范"):
            assert client.get(f"{address}?p={page}{sought}").status_code in (200, 404), address


def test_no_number_of_a_page_breaks_a_list_of_the_portal(client, people, agent):
    client.force_login(people.agency)
    for page in (FAR, "-1", "abc", "²", "1" * 5000):
        for address in ("/mine/registrations/", "/mine/statements/", "/notifications/"):
            assert client.get(f"{address}?page={page}&p={page}").status_code == 200


def test_the_number_of_a_page_is_read_in_bounds():
    assert [page_number(text) for text in ("7", "0", "²", "１", "-1", "", "9" * 5000)] == [
        7,
        1,
        1,
        1,
        1,
        1,
        1,
    ]
    assert page_number(str(FARTHEST)) == FARTHEST


@pytest.mark.parametrize("key", ["abc", "²", FAR, "-1", "1.5"])
def test_a_window_asked_for_what_is_no_key_finds_nothing(client, people, key):
    client.force_login(people.officer)
    assert client.get(f"/admin/company_chooser/chosen/{key}/").status_code == 404
    several = client.get(f"/admin/company_chooser/chosen-multiple/?id={key}")
    assert several.status_code == 200
    assert client.get(f"{reverse('lead:add')}?company={key}&agent={key}").status_code == 200
    assert client.get(f"{reverse('lead:index')}?ticked={key}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/verify/%00/",
        "/login/?next=%00",
        "/admin/company/?q=%00",
        "/admin/company/?p=2&after=%00~1",
    ],
)
def test_an_address_with_nul_is_refused_in_words(client, people, address):
    client.force_login(people.officer)
    answer = client.get(address)
    assert answer.status_code == 400
    assert "无效字符" in answer.content.decode()


def test_nul_in_a_form_a_cookie_or_the_name_of_a_file_is_refused_and_nothing_stored(client, people):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(people.officer)
    view = {"list_name": "lead", "name": "近期\0", "query": "state=new"}
    assert client.post(reverse("save_view"), view).status_code == 400
    assert client.post(
        reverse("save_view"), {"file": SimpleUploadedFile("a\0b.pdf", b"x")}
    ).status_code in (400, 404)
    assert SavedView.objects.count() == 0
    assert client.get("/", HTTP_COOKIE='sessionid="a\\000b"').status_code == 400


def test_a_view_that_is_not_kept_says_why_with_the_name_that_was_typed(client, people):
    client.force_login(people.officer)
    answer = client.post(
        reverse("save_view"),
        {"list_name": "lead", "name": "名" * 100, "query": "state=new"},
        follow=True,
    )
    assert "名" * 100 in answer.content.decode()
    assert SavedView.objects.count() == 0


def test_amounts_in_forms_are_written_without_an_exponent():
    field = WanField()
    assert [
        field.prepare_value(Decimal(yuan)) for yuan in ("70000000.00", "12345.60", "0.00", "1E+9")
    ] == ["7000", "1.23456", "0", "100000"]
    assert not field.has_changed(Decimal("70000000.00"), "7000")


def test_a_rule_number_is_no_amount_of_money(client, people):
    from crm.core.models import Parameter

    client.force_login(people.headquarters)
    page = flat(
        client.get(
            reverse("parameter:inspect", args=[Parameter.objects.get(code="invitation_days").pk])
        )
    )
    assert "<dd>7</dd>" in page
    assert "7 元" not in page
