"""Likely duplicates stand on the screen before a company or a lead is stored."""

import pytest
from django.urls import reverse

from leads.models import Company, Lead, MatchCandidate

NAME = "潍坊市光翔新能源有限公司"


@pytest.fixture
def stored(people):
    return Company.objects.create(name=NAME)


def add_company(client, name="光翔新能源有限责任公司", **more):
    return client.post(reverse("company:add"), {"name": name, "country": "中国", **more})


def test_a_company_of_a_new_name_is_stored_at_once(client, people, stored):
    client.force_login(people.officer)
    assert add_company(client, "大桃纺织有限公司").status_code == 302
    assert Company.objects.get(name="大桃纺织有限公司").history.get().history_user == people.officer


def test_a_like_name_is_shown_first_and_stored_when_it_is_another(client, people, stored):
    client.force_login(people.officer)
    page = add_company(client)
    assert [match.company_id for match in page.context["matches"]] == [stored.pk]
    assert reverse("company:inspect", args=[stored.pk]) in page.content.decode()
    assert Company.objects.count() == 1
    assert add_company(client, distinct=f"{stored.pk},").status_code == 302
    pair = MatchCandidate.objects.get()
    assert (pair.other, pair.verdict, pair.history.get().history_user) == (
        stored,
        "different",
        people.officer,
    )


def test_what_was_said_of_other_companies_does_not_count(client, people, stored):
    client.force_login(people.officer)
    assert add_company(client, distinct="999").context["matches"]
    assert Company.objects.count() == 1


def test_the_group_of_a_company_is_written_down_as_related(client, people):
    group = Company.objects.create(name="光翔新能源集团有限公司")
    client.force_login(people.officer)
    add_company(client, distinct=str(group.pk))
    assert MatchCandidate.objects.get().verdict == "related"


def test_a_stored_credit_code_is_answered_with_the_company_at_the_field(client, people):
    Company.objects.create(name="完全不同有限公司", credit_code="91430700MA4L16JQ9C")
    client.force_login(people.officer)
    page = add_company(client, credit_code="91430700MA4L16JQ9C")
    assert page.status_code == 200
    assert "完全不同有限公司" in page.content.decode()


def test_the_form_asks_while_the_name_is_typed(client, people, stored):
    client.force_login(people.officer)
    assert NAME in client.get(reverse("company:likely"), {"name": "光翔新能源"}).content.decode()
    assert client.get(reverse("company:likely"), {"name": ""}).content.decode().strip() == ""
    client.force_login(people.auditor)
    assert client.get(reverse("company:likely"), {"name": "光翔新能源"}).status_code in (302, 403)
    client.force_login(people.agency)
    assert (
        NAME not in client.get(reverse("company:likely"), {"name": "光翔新能源"}).content.decode()
    )
    client.logout()
    assert client.get(reverse("company:likely"), {"name": "光翔新能源"}).status_code == 302


def add_lead(client, people, **facts):
    return client.post(
        reverse("lead:add"),
        {"title": "电池项目", "channel": "park", "department": people.city.pk, **facts},
    )


def test_a_lead_about_a_new_company_stores_both(client, people):
    client.force_login(people.officer)
    assert add_lead(client, people, company_name="大桃纺织有限公司").status_code == 302
    lead = Lead.objects.get()
    assert (lead.company.name, lead.number[:3]) == ("大桃纺织有限公司", "XS-")
    assert lead.company.history.get().history_user == people.officer


def test_a_lead_about_a_company_of_a_like_name_uses_the_stored_one(client, people, stored):
    client.force_login(people.officer)
    page = add_lead(client, people, company_name="光翔新能源有限责任公司")
    assert [match.company_id for match in page.context["matches"]] == [stored.pk]
    assert not Lead.objects.exists()
    assert (
        add_lead(
            client, people, company_name="光翔新能源有限责任公司", use=str(stored.pk)
        ).status_code
        == 302
    )
    assert (Lead.objects.get().company, Company.objects.count()) == (stored, 1)


def test_a_lead_about_another_company_of_a_like_name_stores_it(client, people, stored):
    client.force_login(people.officer)
    assert (
        add_lead(
            client, people, company_name="光翔新能源有限责任公司", distinct=str(stored.pk)
        ).status_code
        == 302
    )
    assert (Lead.objects.get().company.name, Company.objects.count()) == (
        "光翔新能源有限责任公司",
        2,
    )


@pytest.mark.parametrize("both", [True, False])
def test_one_company_is_needed_and_no_more(client, people, stored, both):
    client.force_login(people.officer)
    page = add_lead(
        client,
        people,
        **({"company": stored.pk, "company_name": "大桃纺织有限公司"} if both else {}),
    )
    assert page.context["form"].errors["company"]
    assert not Lead.objects.exists()


def test_open_leads_about_the_company_are_shown_those_of_others_only_counted(
    client, people, stored
):
    facts = {"company": stored, "channel": "park", "received_at": "2026-01-01T00:00+08:00"}
    own = Lead.objects.create(number="XS-1", title="自己的线索", department=people.city, **facts)
    other = Lead.objects.create(
        number="XS-2", title="别人的线索", department=people.other_department, **facts
    )
    Lead.objects.create(
        number="XS-3", title="早已结束", department=people.city, state="lost", **facts
    )
    client.force_login(people.officer)
    page = add_lead(client, people, company=stored.pk)
    text = page.content.decode()
    assert (page.context["rivals"], page.context["hidden_rivals"]) == ([own], 1)
    assert "自己的线索" in text
    assert "别人的线索" not in text
    assert "早已结束" not in text
    assert Lead.objects.count() == 3
    assert (
        add_lead(client, people, company=stored.pk, another_lead=f"{own.pk},{other.pk}").status_code
        == 302
    )
    assert Lead.objects.count() == 4
