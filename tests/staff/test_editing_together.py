"""Two people in one form at once: neither loses what was typed."""

import pytest
from django.test import Client
from django.urls import reverse

from leads.models import Company


@pytest.fixture
def company(people):
    from crm.core.writing.history import save_as

    return save_as(Company(name="示范光学有限公司", remark="初稿", website=""), by=people.officer)


def form_of(client, company) -> dict:
    form = client.get(reverse("company:edit", args=[company.pk])).context["form"]
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def send(client, company, data):
    return client.post(reverse("company:edit", args=[company.pk]), data)


@pytest.fixture
def two(people):
    first, second = Client(), Client()
    first.force_login(people.officer)
    second.force_login(people.head)
    return first, second


def test_fields_that_only_one_changed_keep_both_changes(two, company):
    first, second = two
    forms = [form_of(client, company) for client in two]
    assert send(first, company, {**forms[0], "remark": "甲写的"}).status_code == 302
    response = send(second, company, {**forms[1], "website": "https://example.com/"})
    assert response.status_code == 302
    company.refresh_from_db()
    assert (company.remark, company.website) == ("甲写的", "https://example.com/")
    page = second.get(reverse("company:index")).content.decode()
    assert "officer" in page


def test_a_field_that_both_changed_comes_back_with_both_texts(two, company):
    first, second = two
    forms = [form_of(client, company) for client in two]
    send(first, company, {**forms[0], "remark": "甲写的一段<b>"})
    response = send(second, company, {**forms[1], "remark": "乙写的一段", "name_en": "OPTICS"})
    page = response.content.decode()
    assert response.status_code == 200
    assert (
        "乙写的一段</textarea>" in page
        and "甲写的一段&lt;b&gt;" in page
        and "甲写的一段<b>" not in page
    )
    assert 'value="OPTICS"' in page and "officer" in page
    company.refresh_from_db()
    assert (company.remark, company.name_en) == ("甲写的一段<b>", "")


def test_the_decision_of_the_second_is_stored_when_the_form_is_sent_again(two, company):
    first, second = two
    forms = [form_of(client, company) for client in two]
    send(first, company, {**forms[0], "remark": "甲"})
    returned = send(second, company, {**forms[1], "remark": "乙"}).context["form"]
    assert (
        send(
            second,
            company,
            {**forms[1], "remark": "甲\n乙", "form_version": returned["form_version"].value()},
        ).status_code
        == 302
    )
    company.refresh_from_db()
    assert company.remark.split() == ["甲", "乙"]
    assert [
        version.history_user.username for version in company.history.order_by("history_id")
    ] == ["officer", "officer", "head"]


def test_a_third_change_in_the_meantime_is_noticed_too(two, company):
    first, second = two
    old = form_of(second, company)
    send(first, company, {**form_of(first, company), "remark": "甲"})
    returned = (
        send(second, company, {**old, "remark": "乙"}).context["form"]["form_version"].value()
    )
    send(first, company, {**form_of(first, company), "remark": "丙"})
    response = send(second, company, {**old, "remark": "乙", "form_version": returned})
    assert response.status_code == 200 and "丙" in response.content.decode()


def test_the_same_change_by_both_is_no_conflict(two, company):
    forms = [form_of(client, company) for client in two]
    for client, form in zip(two, forms, strict=True):
        assert send(client, company, {**form, "remark": "同样"}).status_code == 302


def test_a_forged_or_foreign_version_hides_no_conflict_of_another_record(two, company):
    other = Company.objects.create(name="另一家示范有限公司")
    first, second = two
    form = form_of(second, company)
    send(first, company, {**form_of(first, company), "remark": "甲"})
    for version in ("-1", "abc", "", str(other.history.get().history_id)):
        assert send(
            second, company, {**form, "remark": "甲", "form_version": version}
        ).status_code in (200, 302)


def test_a_choice_and_an_amount_in_ten_thousand_yuan_are_compared_by_value(people, deal):
    first, second = Client(), Client()
    first.force_login(people.officer)
    second.force_login(people.head)
    url = reverse("project:edit", args=[deal.project.pk])

    def form_of(client):
        form = client.get(url).context["form"]
        return {
            name: "" if (value := form[name].value()) is None else value for name in form.fields
        }

    forms = [form_of(client) for client in (first, second)]
    assert first.post(url, {**forms[0], "investment": "35000"}).status_code == 302
    assert second.post(url, {**forms[1], "content": "新内容"}).status_code == 302
    deal.project.refresh_from_db()
    assert (deal.project.investment, deal.project.content) == (350_000_000, "新内容")


def test_a_stored_form_is_named_so_that_the_browser_forgets_its_draft(client, people, company):
    client.force_login(people.officer)
    response = send(client, company, {**form_of(client, company), "remark": "乙"})
    assert response.cookies["saved_form"].value == reverse("company:edit", args=[company.pk])
    refused = send(client, company, {**form_of(client, company), "name": ""})
    assert "saved_form" not in refused.cookies
