"""An agent with many leads pages through them and finds one by its own words; and sees by when it
is answered.
"""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.core.transitions import move
from crm.demo.clock import ZONE, at
from leads.models import Company, Registration
from leads.protection.register import register


@pytest.fixture
def many(people, agent):
    rows = [
        Registration(
            number=f"BB-2025-{n:04d}",
            agent=agent,
            company_name=f"示范{n}号电子有限公司",
            title=f"意向{n}",
            department=people.city,
            registered_by=people.agency,
            received_at=timezone.now(),
            state="lapsed",
        )
        for n in range(65)
    ]
    return Registration.objects.bulk_create(rows)


def listed(client, query="", kind="registrations"):
    response = client.get(reverse("portal:all", args=[kind]) + query)
    assert response.status_code == 200
    return [str(each) for each in response.context["page"]], response.content.decode()


def test_every_registration_is_reached_from_home_however_many_there_are(client, people, many):
    client.force_login(people.agency)
    assert (
        reverse("portal:all", args=["registrations"])
        in client.get(reverse("portal:home")).content.decode()
    )
    pages = [listed(client, f"?page={n}")[0] for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [30, 30, 5]
    assert len({each for page in pages for each in page}) == 65
    assert len(listed(client, "?page=x")[0]) == 30 and len(listed(client, "?page=99")[0]) == 5


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("示范64号", 1),
        ("BB-2025-0007", 1),
        ("意向12", 1),
        ("电子 意向12", 1),
        ("意向", 65),
        ("没有", 0),
        ("%25", 0),
    ],
)
def test_one_is_found_by_its_own_words(client, people, many, typed, count):
    client.force_login(people.agency)
    rows, page = listed(client, f"?q={typed}")
    assert len(rows) == min(count, 30)
    assert "q=%E6%84%8F%E5%90%91&amp;page=2" in page if count == 65 else "page=2" not in page


def test_what_the_bureau_knows_the_company_as_finds_nothing(client, people, agent):
    registration = register(by=people.agency, agent=agent, company_name="云小二", title="数据中心")
    Company.objects.filter(pk=registration.company_id).update(name="腾云数据有限公司")
    client.force_login(people.agency)
    assert (len(listed(client, "?q=云小二")[0]), listed(client, "?q=腾云")[0]) == (1, [])


def test_another_agents_are_not_listed_and_unknown_kinds_do_not_exist(
    client, people, agent, rival, many, deal
):
    client.force_login(people.rival)
    assert all(
        listed(client, kind=kind)[0] == []
        for kind in ("registrations", "leads", "projects", "statements", "documents")
    )
    assert client.get(reverse("portal:all", args=["companies"])).status_code == 404
    client.force_login(people.agency)
    assert listed(client, kind="projects")[0] == [str(deal.project)] and listed(
        client, kind="leads"
    )[0] == [str(deal.lead)]
    client.force_login(people.officer)
    assert client.get(reverse("portal:all", args=["registrations"])).status_code == 404


def test_the_times_that_the_bureau_has_set_itself_are_shown(client, people, agent):
    with at(datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)):
        registration = register(
            by=people.agency, agent=agent, company_name="示范光电有限公司", title="镜头模组"
        )
    client.force_login(people.agency)
    address = reverse("portal:registration", args=[registration.pk])
    page = client.get(address).content.decode()
    # respond, judge, answer
    assert all(day in page for day in ("2026-11-23", "2026-11-25", "2026-11-27"))
    move(registration, "respond", by=people.officer)
    assert "2026-11-23" not in client.get(address).content.decode()
