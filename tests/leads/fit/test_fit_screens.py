"""The list of companies wanted, the reasons on a company's page, and who may change the weights."""

import pytest
from django.urls import reverse

from crm.core.writes import unheard
from crm.core.writing.history import save_as
from leads.fit.kin import with_their_kin
from leads.fit.score import work_out
from leads.models import Chain, Company, CompanyRelation, FitScore, FitWeight, Link


@pytest.fixture
def companies(db):
    Link.objects.create(chain=Chain.objects.create(name="装备制造"), name="船舶", keywords="船舶")
    with unheard():
        made = [Company.objects.create(name=each) for each in ("示范船舶有限公司", "普通有限公司")]
    work_out()
    return made


def test_the_best_stands_first_and_leads_to_its_reasons(client, people, companies):
    client.force_login(people.officer)
    shown = client.get(reverse("fitscore:index")).text
    assert shown.index("示范船舶有限公司") < shown.index("普通有限公司")
    assert "船舶" in shown and "装备制造" in shown
    page = client.get(reverse("company:inspect", args=[companies[0].pk]), {"tab": "fit"}).text
    assert "船舶" in page and "装备制造" in page
    answer = client.get(reverse("fitscore:inspect", args=[companies[0].pk]))
    assert answer.url == f"{reverse('company:inspect', args=[companies[0].pk])}?tab=fit"


@pytest.mark.parametrize("ordering", ["-part_chain", "part_chain", "-score", "part_nothing", "-"])
def test_the_list_is_sorted_by_any_part(client, people, companies, ordering):
    client.force_login(people.officer)
    answer = client.get(reverse("fitscore:index"), {"ordering": ordering})
    assert answer.status_code == 200
    names = [company.name for company in companies]
    order = sorted(names, key=answer.text.index)
    assert order == (names[::-1] if ordering == "part_chain" else names)


def test_headquarters_sets_the_weights_and_others_read_them(client, people, companies):
    weight = FitWeight.objects.get(part="chain")
    address = reverse("fitweight:edit", args=[weight.pk])
    client.force_login(people.officer)
    assert client.get(address).status_code in (302, 403)
    client.force_login(people.headquarters)
    client.post(address, {"points": 101, "is_active": "on"})
    weight.refresh_from_db()
    assert weight.points == 25
    client.post(address, {"points": 40, "is_active": "on"})
    weight.refresh_from_db()
    assert (weight.points, weight.history.first().history_user) == (40, people.headquarters)


def test_what_an_agency_may_not_see(client, people, companies):
    assert not FitScore.objects.visible_to(people.agency).exists()
    assert FitScore.objects.visible_to(people.auditor).count() == 2


def test_a_change_sends_one_task_for_all_that_it_touched(
    people, companies, handed_over, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for company in companies:
            company.remark = "x"
            save_as(company, by=people.officer)
    sent = [arguments for task, arguments in handed_over if task == "leads.score_some"]
    assert sent == [[sorted(each.pk for each in companies)]]


def test_a_change_counts_for_the_group_and_for_who_trades_with_it(companies):
    first, second = companies
    top = Company.objects.create(name="控股集团")
    sister = Company.objects.create(name="姊妹公司", parent=top)
    first.parent = top
    first.save()
    CompanyRelation.objects.create(
        company=second, kind="customer", other=first, source="x", said_on="2026-01-01"
    )
    assert with_their_kin([first.pk]) == sorted(each.pk for each in (first, second, top, sister))
    assert with_their_kin([second.pk]) == sorted([first.pk, second.pk])


def test_a_changed_weight_has_all_worked_out_anew(
    people, companies, handed_over, django_capture_on_commit_callbacks
):
    weight = FitWeight.objects.get(part="chain")
    weight.points = 30
    with django_capture_on_commit_callbacks(execute=True):
        save_as(weight, by=people.headquarters)
    assert handed_over == [("leads.score_all", [])]
