"""The search box finds plots, entry applications, funds and alliances, by whatever their lists find
them, and for whom it may.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from leads.models import Chamber
from leads.search.find import find
from leads.search.found import matching
from parks.entries.apply import apply_for_entry
from parks.models import Alliance, EntryApplication, Fund, Plot
from tests.database_accounts import tampering


def titles(text, by):
    return {group.kind.list_name: [hit.title for hit in group.hits] for group in find(text, by=by)}


@pytest.fixture
def fund(people):
    return Fund.objects.create(
        name="常德产业引导基金",
        department=people.city,
        manager="常德财鑫基金管理公司",
        size=Decimal(1_000_000_000),
        founded_on=date(2024, 1, 1),
    )


@pytest.fixture
def alliance(plot):
    return Alliance.objects.create(
        park=plot.park,
        partner_park="苏州工业园区",
        chamber=Chamber.objects.create(name="上海常德商会"),
    )


@pytest.fixture
def application(people, signed, plot):
    return apply_for_entry(signed, plot=plot, by=people.park_officer)


@pytest.mark.parametrize("typed", ["A-01", "a01", "常德经开区 a-01", "cdjkq"])
def test_a_plot_is_found_by_its_number_and_its_park(people, plot, typed):
    Plot.objects.create(park=plot.park, code="B-07", kind="plant", area_sqm=900)
    assert "常德经开区 A-01" in titles(typed, people.officer)["plot"]
    assert titles("经开 b07", people.officer)["plot"] == ["常德经开区 B-07"]


@pytest.mark.parametrize("typed", ["产业引导", "cyydjj", "财鑫"])
def test_a_fund_is_found_by_its_name_and_its_manager(people, fund, typed):
    assert titles(typed, people.officer)["fund"] == ["常德产业引导基金"]


@pytest.mark.parametrize("typed", ["苏州工业", "szgyyq", "上海常德商会", "shcdsh", "苏州 经开"])
def test_an_alliance_is_found_by_each_of_its_three_partners(people, alliance, typed):
    assert titles(typed, people.officer)["alliance"] == [str(alliance)]


def test_an_application_is_found_by_its_number_project_company_and_plot(
    people, signed, application
):
    for typed in (application.number, "储能电池", "cndc", "示范储能", "A-01", "经开"):
        assert titles(typed, people.officer)["entryapplication"] == [
            f"{application.number} 储能电池"
        ], typed


def test_new_names_are_passed_on(people, plot, alliance, signed, application):
    plot.park.name = "沅江开发区"
    plot.park.save()
    alliance.chamber.name = "深圳商会"
    alliance.chamber.save()
    for typed, kinds in (
        ("沅江", {"park", "plot", "alliance", "entryapplication"}),
        ("深圳商会", {"alliance"}),
    ):
        assert set(titles(typed, people.officer)) == kinds
    signed.name = "钠离子电池"
    signed.save()
    assert "entryapplication" in titles(
        "nlzdc", people.officer
    ) and "entryapplication" not in titles("储能电池", people.officer)
    Plot.objects.filter(pk=plot.pk).update(code="Z-99")
    assert "entryapplication" in titles("z99", people.officer)


def test_what_a_person_may_not_see_is_not_found(people, plot, fund, alliance, application):
    seen = {
        who: set(titles("常德", getattr(people, who))) | set(titles("经开", getattr(people, who)))
        for who in ("officer", "auditor", "agency", "referrer")
    }
    assert seen["agency"] == seen["referrer"] == set()
    assert {"plot", "fund", "alliance", "entryapplication"} <= seen["officer"] & seen["auditor"]
    assert "entryapplication" not in titles("储能电池", people.outsider)


def test_the_lists_search_by_the_same_index(client, people, plot, fund, alliance, application):
    client.force_login(people.officer)
    for name, typed, record in (
        ("plot", "jkq a01", plot),
        ("fund", "cxjj", fund),
        ("alliance", "szgyyq", alliance),
        ("entryapplication", "cndc", application),
    ):
        link, index = reverse(f"{name}:inspect", args=[record.pk]), reverse(f"{name}:index")
        assert link in client.get(index, {"q": typed}).content.decode(), name
        assert link not in client.get(index, {"q": "完全无关"}).content.decode(), name
    groups = client.get(reverse("find"), {"q": "产业引导"}).json()["groups"]
    assert groups[0]["hits"][0]["url"] == reverse("fund:inspect", args=[fund.pk])


def test_reindexing_fills_these_tables_too(people, plot, application):
    with tampering(Plot, EntryApplication), connection.cursor() as cursor:
        for table in ("parks_plot", "parks_entryapplication"):
            cursor.execute(f"update {table} set search_text = null, search_pinyin = null")
    assert not matching(EntryApplication.objects.all(), "A-01").exists()
    call_command("reindex_search", verbosity=0)
    assert (
        matching(EntryApplication.objects.all(), "A-01").exists()
        and matching(Plot.objects.all(), "A-01").exists()
    )
