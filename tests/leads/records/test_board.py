"""The board shows the newest cards of each stage; the rest follow as one scrolls, each once, and
only what one may see.
"""

import re

import pytest
from django.urls import reverse

from leads.models import Company, Industry, Project
from leads.pipeline.register import register_lead
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
    leads = [
        register_lead(
            by=people.officer,
            company=company,
            title=f"示范{n}",
            channel="chain",
            department=people.city,
        )
        for n in range(MANY)
    ]
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
            r'board-card"[^>]*><a href="/admin/project/inspect/(\d+)/', flat(response)
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
    assert "<small>33 · 3.3 亿元</small>" in page
