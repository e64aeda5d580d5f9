"""A dashboard says of the city, a district, a park or a chain what the records say."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.core.database.owner import as_owner
from crm.core.granting import give_role
from crm.core.indicators.behind import address_behind
from crm.core.indicators.keep import keep_up
from crm.core.indicators.read import several
from crm.core.indicators.registry import INDICATORS
from crm.core.models import ExportLog, Move, User
from crm.dispatch.dashboards import cards
from crm.dispatch.dashboards.districts import Outline
from crm.dispatch.dashboards.screens import every_indicator, next_on_the_wall
from crm.dispatch.dashboards.selection import CITY, periods, selection_from
from crm.dispatch.home.figures import figures_of
from leads.models import Lead, Region
from parks.models import Park

# Of the deal: signed on 2022-03-01, producing, in a park of the people's.
TODAY, NEXT_YEAR = date(2022, 12, 31), date(2023, 12, 31)
PAGE = "dashboard:index"


@pytest.fixture
def city(deal, people):
    park = deal.enterprise.park
    park.region = Region.objects.get(code="430702")
    park.save()
    with as_owner():  # an hour of the past
        Move.objects.filter(name="convert").update(at="2022-02-01T00:00+08:00")
    Lead.objects.update(received_at="2022-01-10T00:00+08:00")
    keep_up()
    return deal


def of(user, **query):
    return selection_from(user, query, TODAY)


def headlines(shown):
    return cards.headlines_and_money(shown)[0]


def test_it_says_what_was_signed(city, people):
    signed = headlines(of(people.leader))[0]
    assert (signed.indicator.code, signed.amount) == ("signed_amount", Decimal(300_000_000))
    assert (signed.value, signed.unit) == ("3", "亿元")


def test_a_part_of_the_city_has_its_own_figures(city, people):
    park = city.enterprise.park
    own = headlines(of(people.leader, of=f"park-{park.pk}"))[0]
    other = headlines(of(people.leader, of=f"park-{park.pk + 1}"))[0]
    assert own.amount == 300_000_000
    assert other.amount == 300_000_000, "an unknown part is the whole city"
    assert of(people.leader, of=f"park-{park.pk + 1}").scope == CITY
    district = headlines(of(people.leader, of="district-430702"))[0]
    assert district.amount == 300_000_000


def test_the_steps_of_a_deal_follow_each_other(city, people):
    steps = {
        step.label: step
        for step in cards.way(selection_from(people.leader, {"days": "three"}, NEXT_YEAR))
    }
    assert [step.count for step in steps.values()] == [1, 1, 1, 1, 1, 1]
    assert [step.passed for step in steps.values()] == [None, 100, 100, 100, 100, 100]


def test_what_was_signed_is_drawn_month_upon_month(city, people):
    now, before = cards.months(of(people.leader), date(2022, 4, 10)).series
    signed = city.project.signed_on.month
    assert now.values[signed - 1] == 300_000_000
    assert now.values[3] == 300_000_000
    assert now.values[4:] == [None] * 8, "what is still to come is not drawn"
    assert set(before.values) == {0}


def test_districts_stand_on_the_map(city, people, monkeypatch):
    drawn = [Outline("430702", "武陵区", "M0,0 1,1Z", 1, 1), Outline("430703", "鼎城区", "", 1, 1)]
    monkeypatch.setattr(cards, "outlines", lambda: drawn)
    shown = cards.districts(of(people.leader))
    assert [(area.text, area.shade) for area in shown.areas] == [("3.00", 5), ("0.00", 1)]
    assert shown.areas[0].link == "?days=year&of=district-430702"
    assert shown.elsewhere == 0
    assert cards.districts(of(people.leader, of="district-430702")) is None


def test_what_stands_in_no_district_is_said_beside_the_map(city, people, monkeypatch):
    drawn = [Outline("430703", "鼎城区", "", 1, 1)]
    monkeypatch.setattr(cards, "outlines", lambda: drawn)
    assert cards.districts(of(people.leader)).elsewhere == 300_000_000


def test_an_agent_stands_with_what_it_brought(city, people):
    (row,) = cards.agents(of(people.leader, days="three"))
    assert (row.agent, row.leads, row.signed) == (city.agent, 1, 1)


def test_home_dashboard_and_export_say_the_same(city, people):
    shown = of(people.leader)
    stated = several(INDICATORS, shown.period.days, user=people.leader)
    sheet = {row[0]: row[1] for row in every_indicator(shown).as_numbers.rows}
    for code, indicator in INDICATORS.items():
        assert sheet.get(str(indicator.label)) == stated[code]
    for figure in figures_of(people.leader, TODAY):
        assert figure.amount == stated[figure.indicator.code]
    for figure in headlines(shown):
        assert figure.amount == stated[figure.indicator.code]


def test_no_two_indicators_have_one_name():
    names = [str(each.label) for each in INDICATORS.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("year", (date(2024, 1, 1), date(2024, 2, 29))),
        ("quarter", (date(2024, 1, 1), date(2024, 2, 29))),
        ("month", (date(2024, 2, 1), date(2024, 2, 29))),
        ("three", (date(2022, 1, 1), date(2024, 2, 29))),
    ],
)
def test_periods_end_today(code, days):
    found = {period.code: period for period in periods(date(2024, 2, 29))}
    assert found[code].days == days


def test_the_days_before_are_those_of_last_year():
    found = {period.code: period for period in periods(date(2024, 2, 29))}
    assert found["month"].before == (date(2023, 2, 1), date(2023, 2, 28))
    assert found["three"].before is None


def test_the_wall_goes_round(people, city):
    seen, shown = set(), of(people.leader)
    while shown.scope.code not in seen:
        seen.add(shown.scope.code)
        code = next_on_the_wall(shown).partition("of=")[2].partition("&")[0]
        shown = of(people.leader, of=code)
    assert {"city", "district-430702", f"park-{city.enterprise.park_id}"} <= seen


@pytest.mark.parametrize(
    "role", ["leader", "headquarters", "head", "finance", "auditor", "officer"]
)
def test_the_page_answers_with_few_questions(client, people, city, role):
    client.force_login(getattr(people, role))
    client.get(reverse(PAGE))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse(PAGE))
    assert answer.status_code == 200
    assert len(queries) <= 40


def test_it_is_for_those_who_see_projects(client, people, city):
    administrator = User.objects.create_user("somebody")
    give_role(administrator, "security_administrator")
    client.force_login(administrator)
    assert client.get(reverse(PAGE)).status_code == 302
    client.force_login(people.agency)
    assert client.get(reverse(PAGE)).status_code in (302, 403, 404)


def test_the_export_asks_for_a_reason_and_is_noted(client, people, city):
    client.force_login(people.leader)
    address = f"{reverse(PAGE)}?export=xlsx"
    assert "reason" in client.get(address).text
    answer = client.post(address, {"reason": "月度调度材料", "format": "xlsx"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert ExportLog.objects.get().by == people.leader


def test_on_the_wall_nothing_is_to_be_pressed(client, people, city):
    client.force_login(people.leader)
    page = client.get(f"{reverse(PAGE)}?wall=1").text
    assert 'data-controller="wall"' in page
    assert "export=xlsx" not in page


def test_every_figure_opens_the_list_of_its_records(client, people, city):
    client.force_login(people.leader)
    page = client.get(reverse(PAGE) + "?days=three").text
    links = {unescape(each) for each in re.findall(r'href="(/admin/[^"]*figure=[^"]*)"', page)}
    assert len(links) > 8
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
    own = address_behind("signed_amount", (date(2022, 1, 1), TODAY), {"park": [1]})
    signed = client.get(address_behind("signed_amount", (date(2022, 1, 1), TODAY))).text
    assert city.project.name in signed and "签约金额 · 2022-01-01 – 2022-12-31" in signed
    other = address_behind("signed_amount", (date(2021, 1, 1), date(2021, 12, 31)))
    assert city.project.name not in client.get(other).text
    assert client.get(own).status_code == 200


@pytest.mark.parametrize("told", ["", "x", "of=leads", "of=tax&from=2022-01-01&to=2022-12-31"])
def test_a_list_asked_for_what_is_not_its_figure_is_empty(client, people, city, told):
    client.force_login(people.leader)
    answer = client.get(reverse("project:index"), {"figure": told})
    assert answer.status_code == 200
    assert (city.project.name in answer.text) is (told == "")


def test_each_looks_at_the_own_part_first(city, people):
    park = city.enterprise.park
    assert of(people.leader).scope == CITY
    assert of(people.park_officer).scope.where == {"park": [park.pk]}
    below = park.department
    below.parent = people.officer.department
    below.save()
    officer = User.objects.get(pk=people.officer.pk)
    assert set(of(officer).scope.where) == {"department"}, "a park below is not the own one"


def test_of_a_part_only_its_parks_are_compared(city, people):
    Park.objects.create(name="别处", level="city", department=people.officer.department)
    keep_up()
    shown = cards.parks(
        selection_from(people.leader, {"of": "district-430702", "days": "three"}, NEXT_YEAR)
    )
    assert "别处" not in [bar.label for bar in shown.bars]
