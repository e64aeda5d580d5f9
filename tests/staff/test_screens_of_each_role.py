"""What walking through every screen as each role had found wrong."""

from decimal import Decimal

import pytest
from django.urls import reverse

from crm.core.granting import give_role
from crm.core.models import User
from crm.core.money import plain
from crm.core.writing.history import in_words
from leads.models import Assessment, Native


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        ("26400.00", "26,400"),
        ("0.1500", "0.15"),
        ("-1234567.80", "-1,234,567.8"),
        ("0.00", "0"),
        ("1E+3", "1,000"),
    ],
)
def test_a_quantity_is_read_without_needless_zeros(quantity, text):
    assert plain(Decimal(quantity)) == text


def test_a_record_whose_fact_is_named_field_opens(client, people):
    native = Native.objects.create(name="刘教授", field="光电显示")
    client.force_login(people.auditor)
    for view in ("inspect", "history"):
        page = client.get(reverse(f"native:{view}", args=[native.pk]))
        assert page.status_code == 200
    assert "光电显示" in client.get(reverse("native:inspect", args=[native.pk])).content.decode()


def test_what_may_not_be_edited_any_more_offers_no_edit(client, people, agreement):
    """``agreement`` is in force: its words stand."""
    client.force_login(people.officer)
    edit = reverse("agreement:edit", args=[agreement.pk])
    for page in (reverse("agreement:index"), reverse("agreement:inspect", args=[agreement.pk])):
        assert edit not in client.get(page).content.decode()


def test_the_list_offers_at_once_only_what_the_person_may_do(client, people, deal):
    for who, offered in (("head", True), ("auditor", False)):
        client.force_login(getattr(people, who))
        page = client.get(reverse("lead:index")).content.decode()
        assert (reverse("wagtail_bulk_action", args=["leads", "lead", "assign"]) in page) is offered
        assert reverse("wagtail_bulk_action", args=["leads", "lead", "export"]) in page


def test_the_desk_of_a_department_that_is_asked_has_no_links_it_may_not_follow(client, people):
    asked = User.objects.create_user(
        "asked", password="a-long-password-1", name="发改委·许", department=people.city
    )
    give_role(asked, "assessor")
    client.force_login(asked)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("project:index") not in page
    assert reverse("activity:add") not in page


def test_ones_own_settings_ask_for_no_name(client, people):
    client.force_login(people.officer)
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    assert "last_name" not in page
    assert 'name="locale-preferred_language"' in page


def test_a_list_of_reasons_is_counted_and_not_printed_in_the_history():
    field = Assessment._meta.get_field("explanation")
    assert in_words(field, [{"adds": "21.25"}, {"adds": "3"}]) != str(
        [{"adds": "21.25"}, {"adds": "3"}]
    )
    assert in_words(field, []) == "—"


def test_a_new_lead_begins_with_the_officer_and_the_department_of_who_enters_it(client, people):
    client.force_login(people.officer)
    initial = client.get(reverse("lead:add")).context["form"].initial
    assert (initial["department"], initial["owner"]) == (people.city.pk, people.officer.pk)


def test_the_title_of_a_row_leads_to_the_record_for_those_who_may_edit_it_too(client, people, deal):
    client.force_login(people.officer)
    rows = client.get(reverse("lead:index")).content.decode().split("<tbody", 1)[1]
    assert rows.index(reverse("lead:inspect", args=[deal.lead.pk])) < rows.index(
        reverse("lead:edit", args=[deal.lead.pk])
    )


def test_an_activity_begins_with_the_time_it_is_now(client, people):
    client.force_login(people.officer)
    assert client.get(reverse("activity:add")).context["form"].initial["happened_at"].second == 0


def test_a_screen_with_a_window_to_choose_from_loads_what_opens_it(client, people, plot):
    client.force_login(people.officer)
    page = client.get(reverse("plot:reserve", args=[plot.pk])).content.decode()
    assert page.index("chooser-widget") < page.index("new Chooser(")


def test_quantities_in_the_tables_of_a_record_are_read_without_needless_zeros(client, people, plot):
    client.force_login(people.auditor)
    page = client.get(reverse("park:inspect", args=[plot.park_id])).content.decode()
    assert "66,700" in page
    assert "66700.00" not in page


def test_a_chooser_offers_no_way_into_a_form_that_the_person_may_not_open(
    client, people, plot, deal
):
    client.force_login(people.officer)
    page = client.get(
        f"{reverse('plot:reserve', args=[plot.pk])}?lead={deal.lead.pk}"
    ).content.decode()
    assert deal.lead.title in page
    assert "data-chooser-edit-link" not in page
