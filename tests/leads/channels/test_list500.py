"""The 500-list figures: each company once, each project once, increases as money alone."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Parameter
from crm.core.transitions import move
from leads.channels.list500 import add_what_is_here, left_since, listed_companies, movement, report
from leads.models import Company, Industry, Lead, Project, TargetEntry, TargetList
from leads.pipeline.increase import extend
from leads.pipeline.register import register_lead


def company(name, parent=None):
    return Company.objects.create(name=name, parent=parent)


def put_on_list(kind, year, *companies):
    target_list, _new = TargetList.objects.get_or_create(kind_id=kind, year=year)
    for rank, each in companies:
        TargetEntry.objects.create(
            target_list=target_list, rank=rank, company=each, name_as_listed=each.name
        )


@pytest.fixture
def signed(people):
    """``signed(company, amount)``: a project of the company, signed for so many yuan."""

    def make(investor, amount, state="signed"):
        lead = register_lead(
            by=people.officer,
            company=investor,
            title=f"项目{Lead.objects.count()}",
            channel="list500",
            department=people.city,
            owner=people.officer,
        )
        return Project.objects.create(
            number=f"XM-{lead.pk}",
            name=f"{investor}项目",
            lead=lead,
            company=investor,
            channel="list500",
            owner=people.officer,
            department=people.city,
            industry=Industry.objects.get(code="3841"),
            investment=Decimal(amount),
            contract_amount=Decimal(amount),
            signed_on=date(2026, 3, 1),
            state=state,
        )

    return make


def standing(user, year=2026):
    listed = listed_companies(year)
    add_what_is_here(listed, user)
    return {Company.objects.get(pk=key).name: place for key, place in listed.items()}


def test_a_company_on_two_lists_counts_once_on_the_first_of_them(people, signed):
    giant = company("示范集团")
    put_on_list("world500", 2026, (40, giant))
    put_on_list("private500", 2026, (3, giant))
    signed(giant, 100)
    places = standing(people.officer)
    assert [(place.kind, place.rank, len(place.projects)) for place in places.values()] == [
        ("world500", 40, 1)
    ]


def test_a_subsidiary_of_a_subsidiary_counts_for_the_group_on_the_list(people, signed):
    group = company("示范集团")
    middle = company("示范控股", group)
    put_on_list("private500", 2026, (3, group))
    signed(company("示范常德", middle), 700)
    signed(company("示范长沙", middle), 300)
    place = standing(people.officer)["示范集团"]
    assert (len(place.projects), place.money, len(place.through)) == (2, Decimal(1000), 2)


def test_a_project_counts_for_the_nearest_company_on_a_list_alone(people, signed):
    group = company("示范集团")
    daughter = company("示范科技", group)
    put_on_list("world500", 2026, (10, group))
    put_on_list("private500", 2026, (200, daughter))
    signed(daughter, 500)
    places = standing(people.officer)
    assert {name: len(place.projects) for name, place in places.items()} == {
        "示范集团": 0,
        "示范科技": 1,
    }


def test_groups_in_a_circle_do_not_hang_the_count(people, signed):
    one = company("甲集团")
    two = company("乙集团", one)
    Company.objects.filter(pk=one.pk).update(parent=two)
    put_on_list("china500", 2026, (9, one))
    signed(two, 5)
    assert len(standing(people.officer)["甲集团"].projects) == 1


def test_a_capital_increase_adds_money_and_no_project(people, signed):
    group = company("示范集团")
    put_on_list("private500", 2026, (3, group))
    base, increase = signed(group, 1000), signed(company("示范常德", group), 250)
    assert (
        len(standing(people.officer)["示范集团"].projects),
        standing(people.officer)["示范集团"].money,
    ) == (2, Decimal(1250))
    extend(increase, base, by=people.officer, note="二期增资")
    place = standing(people.officer)["示范集团"]
    assert (len(place.projects), place.money) == (1, Decimal(1250))
    assert Project.objects.counted().count() == 1
    assert increase.history.first().history_user == people.officer
    extend(increase, None, by=people.officer, note="确认为新项目")
    assert len(standing(people.officer)["示范集团"].projects) == 2


def test_an_increase_needs_a_signed_project_of_the_same_group(people, signed):
    group, stranger = company("示范集团"), company("无关公司")
    base, increase, foreign = signed(group, 1), signed(group, 2), signed(stranger, 3)
    talks = signed(group, 4, state="negotiating")
    for project, of in ((increase, foreign), (increase, talks), (base, base)):
        with pytest.raises(Refused):
            extend(project, of, by=people.officer, note="增资")
    with pytest.raises(NotPermitted):
        extend(increase, base, by=people.auditor, note="增资")
    extend(increase, base, by=people.officer, note="增资")
    with pytest.raises(Refused):
        extend(signed(group, 5), increase, by=people.officer, note="增资的增资")
    with pytest.raises(Refused):
        extend(base, signed(group, 6), by=people.officer, note="已有增资")


def test_what_was_given_up_or_is_only_talked_about_is_not_here(people, signed):
    group = company("示范集团")
    put_on_list("private500", 2026, (3, group))
    signed(group, 1, state="negotiating")
    project = signed(group, 2)
    move(project, "terminate", by=people.head, note="撤资")
    assert not standing(people.officer)["示范集团"].is_here


def test_new_moved_and_left_since_last_year(people):
    stays, climbs, falls, comes, goes = (
        company(name) for name in ("原位", "上升", "下降", "新上榜", "落榜")
    )
    put_on_list("private500", 2025, (1, stays), (9, climbs), (2, falls), (8, goes))
    put_on_list("private500", 2026, (1, stays), (4, climbs), (7, falls), (5, comes))
    places = standing(people.officer)
    assert {name: movement(place, True) for name, place in places.items()} == {
        "原位": "=",
        "上升": "▲5",
        "下降": "▼5",
        "新上榜": movement(places["新上榜"], True),
    }
    assert places["新上榜"].before is None
    assert left_since(2026) == {goes.pk}
    shown = {
        show: [row.cells[0] for row in report(people.officer, QueryDict(f"show={show}")).rows]
        for show in ("new", "moved", "left")
    }
    assert shown == {"new": ["新上榜"], "moved": ["上升", "下降"], "left": ["落榜"]}


def test_a_list_that_was_not_stored_last_year_calls_nobody_new(people):
    put_on_list("china500", 2026, (1, company("甲")))
    put_on_list("world500", 2025, (1, company("乙")))
    assert report(people.officer, QueryDict("show=new")).rows == []
    assert left_since(2026) == set()


def test_lists_of_several_years_count_where_the_bureau_says_so(people, signed):
    gone = company("前年上榜")
    put_on_list("china500", 2024, (80, gone))
    put_on_list("china500", 2026, (1, company("甲")))
    signed(gone, 10)
    assert report(people.officer, QueryDict("")).rows == []
    Parameter.objects.filter(code="list500_years").update(value=3)
    assert [row.cells[0] for row in report(people.officer, QueryDict("")).rows] == ["前年上榜"]


def test_the_sums_of_the_lists_are_the_total(people, signed):
    both, china = company("双榜"), company("中国榜")
    put_on_list("world500", 2026, (1, both))
    put_on_list("china500", 2026, (2, both), (3, china))
    for investor, amount in ((both, 10), (both, 20), (china, 30)):
        signed(investor, amount)
    figures = report(people.officer, QueryDict("")).figures
    assert [
        [int(number) for number in re.findall(r"\d+", each.value)] for each in figures[3:7]
    ] == [[2, 3], [1, 2], [1, 1], [0, 0]]


def test_what_the_user_does_not_see_is_not_counted(people, signed):
    group = company("示范集团")
    put_on_list("private500", 2026, (3, group))
    signed(group, 1)
    assert standing(people.outsider)["示范集团"].projects == []
    assert len(standing(people.auditor)["示范集团"].projects) == 1
