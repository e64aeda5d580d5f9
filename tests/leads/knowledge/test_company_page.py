"""What is known of a company, on its page: every fact with its source and day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from leads.fit.score import work_out
from leads.knowledge.enter import enter_note
from leads.knowledge.group import nearness, tree_of
from leads.knowledge.places import places_of
from leads.models import Company, CompanyNote, CompanyRelation, Region, TargetEntry, TargetList
from tests.leads.spreadsheets.test_spreadsheets import bring_in, workbook


def listed(company, kind, year, rank, revenue=None):
    made, _new = TargetList.objects.get_or_create(kind_id=kind, year=year)
    return TargetEntry.objects.create(
        target_list=made, rank=rank, company=company, name_as_listed="x", revenue=revenue
    )


@pytest.fixture
def page(client, people):
    def page(company, tab="", user=people.officer):
        client.force_login(user)
        return client.get(reverse("company:inspect", args=[company.pk]), {"tab": tab})

    return page


@pytest.fixture
def note(people):
    def note(company, text="新建第三工厂", **facts):
        facts = {"kind": "plant", "source": "公司公告", "noted_on": date(2026, 9, 1), **facts}
        return enter_note(by=people.officer, company=company, text=text, **facts)

    return note


@pytest.mark.parametrize(
    ("ranks", "movement"),
    [
        ({2024: 40, 2026: 30}, "▲10"),
        ({2024: 30, 2026: 40}, "▼10"),
        ({2024: 30, 2026: 30}, "="),
        ({2026: 30}, "newly listed"),
    ],
)
def test_a_place_is_compared_with_the_list_stored_before_it(company, ranks, movement):
    other = Company.objects.create(name="一直在榜有限公司")
    for year in (2024, 2026):
        listed(other, "world500", year, 1)
    for year, rank in ranks.items():
        listed(company, "world500", year, rank)
    with override("en"):
        assert places_of(company)[0][0].movement == movement


def test_without_an_earlier_list_nothing_moved_and_what_it_left_is_said(company):
    listed(company, "china500", 2024, 30)
    places, gone = places_of(company)
    assert (places[0].movement, gone) == ("—", [])
    listed(Company.objects.create(name="别家"), "china500", 2025, 30)
    ((left),) = places_of(company)[1]
    assert (left.kind, left.year, left.newest) == ("china500", 2024, 2025)


def test_growth_is_told_in_one_currency_alone(company):
    listed(company, "world500", 2025, 9, Decimal(100))
    entry = listed(company, "world500", 2026, 9, Decimal(110))
    assert places_of(company)[0][0].grown == Decimal("0.1")
    entry.currency = "USD"
    entry.save()
    assert places_of(company)[0][0].grown is None


def test_what_is_old_says_so(page, company, relate, note):
    today = timezone.localdate()
    other = Company.objects.create(name="轴承有限公司")
    relation = relate(company, "supplier", other, said_on=today - timedelta(days=364))
    assert "陈旧" not in page(company, "ties").text
    relation.said_on = today - timedelta(days=366)
    relation.save()
    shown = page(company, "ties").text
    assert "陈旧" in shown and "轴承有限公司" in shown and "走访" in shown
    note(company, noted_on=today - timedelta(days=366))
    assert "陈旧" in page(company, "notes").text


def test_a_relation_is_read_from_both_sides(page, company, relate):
    other = Company.objects.create(name="轴承有限公司")
    relate(company, "supplier", other)
    assert "供应商" in page(company, "ties").text
    shown = page(other, "ties").text
    assert "客户" in shown and company.name in shown


def test_the_group_says_how_near_its_members_are(company, deal):
    for code, name in (("430100", "长沙市"), ("430700", "常德市")):
        Region.objects.get_or_create(code=code, defaults={"name": name})
    top = Company.objects.create(name="示范控股集团")
    for member, region in ((company, "430100"), (deal.lead.company, "430700")):
        member.parent, member.region_id = top, region
        member.save()
    told = {each.company: (each.depth, each.where, each.is_settled) for each in tree_of(company)}
    assert told == {
        top: (0, "", False),
        company: (1, "在本省", False),
        deal.lead.company: (1, "在本市", True),
    }
    assert tree_of(Company.objects.create(name="独立有限公司")) == []
    assert nearness("440300", "430700") == ""


def test_the_whole_page_asks_the_database_at_most_forty_times(
    page, client, people, company, relate, note, native, acquaint, django_assert_max_num_queries
):
    for n in range(8):
        relate(company, "customer", Company.objects.create(name=f"客户{n}有限公司", parent=company))
        note(company, f"动态{n}")
        acquaint(company, native=type(native).objects.create(name=f"乡友{n}"), closeness=2)
        listed(company, "china500", 2018 + n, 30 + n)
    page(company)
    work_out()
    address = reverse("company:inspect", args=[company.pk])
    for tab in ("", "fit", "lists", "ties", "people", "notes"):
        with django_assert_max_num_queries(40):
            assert client.get(address, {"tab": tab}).status_code == 200


def test_the_page_for_the_visit_is_for_the_house_alone(client, people, company, note, deal):
    note(company)
    address = reverse("company_sheet", args=[company.pk])
    client.force_login(people.officer)
    shown = client.get(address).text
    assert company.name in shown and "新建第三工厂" in shown and "公司公告" in shown
    client.force_login(people.agency)
    assert client.get(address).status_code in (302, 403, 404)
    client.logout()
    assert client.get(address).status_code == 302


def test_news_of_a_day_to_come_and_a_relation_to_itself_are_refused(note, relate, company):
    with pytest.raises(ValidationError):
        note(company, noted_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(ValidationError):
        relate(company, "supplier", company)


def test_who_may_write_down_what(page, people, company):
    assert "companynote/new" in page(company, "notes").text
    assert "companynote/new" in page(company, "notes", people.park_officer).text
    assert "companynote/new" not in page(company, "notes", people.auditor).text


def test_news_and_relations_come_in_by_table(people, company):
    rows = [
        ["企业名称", "类型", "日期", "内容", "来源"],
        [company.name, "搬迁", "2026-08-01", "总部拟外迁", "晚报"],
    ]
    bring_in("leads.companynote", workbook(rows), people.officer)
    bring_in("leads.companynote", workbook(rows), people.officer)
    stored = CompanyNote.objects.get()
    assert (stored.kind, stored.text, stored.entered_by) == (
        "relocation",
        "总部拟外迁",
        people.officer,
    )
    rows = [
        ["企业名称", "关系", "关联企业", "产品", "来源", "截至日期"],
        [company.name, "供应商", "新来的轴承有限公司", "轴承", "走访", "2026-08-01"],
    ]
    bring_in("leads.companyrelation", workbook(rows), people.officer)
    stored = CompanyRelation.objects.get()
    assert (stored.other.name, stored.what, stored.kind) == (
        "新来的轴承有限公司",
        "轴承",
        "supplier",
    )
