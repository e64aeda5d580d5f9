"""The board shows the newest cards of each stage; the rest follow as one scrolls, each once, and
only what one may see.
"""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.models import Activity, Company, Industry, Lead, Project, WarningLight, WarningRule
from leads.records.board import CARDS_AT_FIRST, CARDS_MORE
from tests.markup import flat

MANY = CARDS_AT_FIRST + CARDS_MORE + 5


@pytest.fixture
def projects(people):
    """All stored at one moment, so that the key alone orders them; the oldest first."""
    company = Company.objects.create(name="湖南示范新能源有限公司")
    battery, alike = (
        Industry.objects.get(code="3841"),
        {
            "company": company,
            "channel": "chain",
            "owner": people.officer,
            "department": people.city,
        },
    )
    leads = Lead.objects.bulk_create(
        Lead(
            number=f"L{n}",
            title=f"示范{n}",
            company=company,
            channel="chain",
            department=people.city,
            received_at=timezone.now(),
        )
        for n in range(MANY)
    )
    rows = [
        Project(
            number=f"P{n}",
            name=f"示范项目{n}",
            lead=lead,
            industry=battery,
            investment=10_000_000,
            **alike,
        )
        for n, lead in enumerate(leads)
    ]
    Project.objects.bulk_create(rows)
    Project.objects.update(updated_at=people.officer.date_joined)
    return rows


def shown(response):
    return [
        int(pk)
        for pk in re.findall(
            r'ds-bcard__top"><a href="/admin/project/inspect/(\d+)/', flat(response)
        )
    ]


def following(response):
    found = re.search(r'data-more="([^"]+)"', flat(response))
    return found and found[1].replace("&amp;", "&")


def test_every_card_comes_once_in_the_order_of_the_list(client, people, projects):
    client.force_login(people.officer)
    page = client.get(reverse("project:board"))
    found = shown(page)
    assert len(found) == CARDS_AT_FIRST
    while address := following(page):
        page = client.get(address)
        found += shown(page)
    assert found == [project.pk for project in reversed(projects)]


def test_a_card_that_changes_meanwhile_is_neither_shown_twice_nor_holds_others_back(
    client, people, projects
):
    client.force_login(people.officer)
    address = following(client.get(reverse("project:board")))
    projects[MANY - CARDS_AT_FIRST].save()  # the last one shown
    rest = shown(client.get(address))
    assert (
        rest
        == [project.pk for project in reversed(projects)][
            CARDS_AT_FIRST : CARDS_AT_FIRST + CARDS_MORE
        ]
    )


def test_cards_of_others_do_not_follow(client, people, projects):
    client.force_login(people.officer)
    address = following(client.get(reverse("project:board")))
    client.force_login(people.outsider)
    assert shown(client.get(reverse("project:board"))) == shown(client.get(address)) == []
    client.force_login(people.agency)
    assert client.get(address).status_code in (302, 403)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?stage=negotiating",
        "?stage=nothing&after=2026-01-01T00:00:00~1",
        "?stage=negotiating&after=1",
        "?stage=negotiating&after=x~y",
    ],
)
def test_an_address_that_says_no_place_is_none(client, people, projects, query):
    client.force_login(people.officer)
    assert client.get(reverse("project:board_cards") + query).status_code == 404


def test_a_stage_adds_up_what_its_cards_show(client, people, projects):
    """Nothing is contracted yet: each card shows what is meant to be invested, 10,000,000 yuan."""
    client.force_login(people.officer)
    page = flat(client.get(reverse("project:board")))
    assert MANY == 33
    assert "<small>33</small>" in page
    assert '<span class="ds-money strong">3.3 亿元</span>' in page


def column_of(page, code):
    return re.search(rf'<section[^>]*id="column-{code}".*?</section>', page)[0]


def test_the_sums_follow_the_filters_as_the_cards_do(client, people, projects):
    Project.objects.filter(pk__in=[projects[0].pk, projects[1].pk]).update(
        contract_amount=150_000_000, owner=people.head
    )
    client.force_login(people.officer)
    for query in ("?money=100000000", f"?officer={people.head.pk}"):
        page = client.get(reverse("project:board") + query)
        assert shown(page) == [projects[1].pk, projects[0].pk]
        column = column_of(flat(page), "negotiating")
        assert "<small>2</small>" in column
        assert '<span class="ds-money strong">3 亿元</span>' in column


def test_the_cards_that_follow_are_narrowed_alike(client, people, projects):
    Project.objects.filter(pk=projects[0].pk).update(channel="capital")
    client.force_login(people.officer)
    page = client.get(reverse("project:board") + "?channel=chain")
    found = shown(page)
    while address := following(page):
        page = client.get(address)
        found += shown(page)
    assert found == [project.pk for project in reversed(projects[1:])]


def test_a_filter_that_says_nothing_narrows_nothing(client, people, projects):
    client.force_login(people.officer)
    page = client.get(
        reverse("project:board") + "?money=much&officer=999999&park=x&light=9&channel=no"
    )
    assert len(shown(page)) == CARDS_AT_FIRST


def test_the_median_day_of_a_stage_is_that_of_its_projects(client, people, projects):
    today = timezone.localdate()
    for days, project in zip((10, 20, 400), projects, strict=False):
        Project.objects.filter(pk=project.pk).update(
            stage_since=today - timedelta(days=days), owner=people.head
        )
    client.force_login(people.officer)
    page = flat(client.get(reverse("project:board") + f"?officer={people.head.pk}"))
    assert "中位 20 天" in column_of(page, "negotiating")


def test_a_stage_begins_on_the_day_of_its_fact(deal, people):
    project = deal.project
    assert project.stage_since == project.milestone_on("producing")
    assert project.stage_since < timezone.localdate()


def test_a_column_that_was_shut_stays_shut_and_holds_no_cards(client, people, projects):
    client.force_login(people.officer)
    address = reverse("project:board")
    assert "ds-column--shut" in client.get(address + "?shut=negotiating").text
    again = client.get(address)
    assert shown(again) == []
    assert 'href="?shut="' in again.text  # it is opened again
    client.get(address + "?shut=")
    assert len(shown(client.get(address))) == CARDS_AT_FIRST


def test_what_was_given_up_has_a_column_of_its_own_and_is_in_no_sum(client, people, projects):
    Project.objects.filter(pk__in=[projects[0].pk, projects[1].pk]).update(state="terminated")
    client.force_login(people.officer)
    page = client.get(reverse("project:board") + "?shut=")
    text = flat(page)
    assert "<small>2</small>" in column_of(text, "ended")
    assert f"{MANY - 2} 个项目" in text


def test_a_card_says_its_worst_light_its_days_and_what_is_agreed_next(client, people, projects):
    newest = projects[-1]
    today = timezone.localdate()
    Project.objects.filter(pk=newest.pk).update(stage_since=today - timedelta(days=18))
    rule = WarningRule.objects.get(measure="project_no_progress")
    WarningLight.objects.create(
        rule=rule, project=newest, grade=2, number=3, lit_on=today, is_told=True
    )
    Activity.objects.create(
        project=newest,
        kind="call",
        happened_at=timezone.now(),
        summary="谈妥用地",
        next_step="签约会",
        next_on=today - timedelta(days=1),
        by=people.officer,
    )
    client.force_login(people.officer)
    card = flat(client.get(reverse("project:board"))).split("<article")[1]
    assert 'class="ds-light ds-light--red"' in card
    assert "3 个月无进展" in card
    assert "18 天" in card
    assert f'签约会</span><b class="num late">{today - timedelta(days=1):%m-%d}</b>' in card


def test_a_card_offers_no_step_that_would_be_refused(client, people, projects, monkeypatch):
    """Who may not take a step although the role permits it: their menu leaves it out."""
    client.force_login(people.officer)
    page = client.get(reverse("project:board"))
    assert 'data-target="signed"' in page.text
    guarded = replace(Project.TRANSITIONS["sign"], guard=lambda project, user: "须由他人签约")
    monkeypatch.setitem(Project.TRANSITIONS, "sign", guarded)
    page = client.get(reverse("project:board"))
    assert len(shown(page)) == CARDS_AT_FIRST
    assert 'data-target="signed"' not in page.text


def test_the_board_asks_as_much_for_many_cards_as_for_few(
    client, people, projects, django_assert_max_num_queries
):
    client.force_login(people.officer)
    client.get(reverse("project:board"))
    with django_assert_max_num_queries(40) as many:
        client.get(reverse("project:board"))
    Project.objects.exclude(pk=projects[0].pk).update(state="transferred")
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("project:board"))
    assert len(many) == len(few)
