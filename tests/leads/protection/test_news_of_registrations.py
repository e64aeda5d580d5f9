"""The department is told what comes in, the agent how it stands; nobody else, and nothing of who or
why.
"""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from crm.core.models import Notification
from crm.core.transitions import move
from crm.demo.clock import ZONE, at
from leads.models import Activity, Agent, Industry
from leads.pipeline.convert import convert
from leads.protection.register import register

FRIDAY = datetime(2026, 11, 20, 0, 30, tzinfo=ZONE)


def told(kind):
    return [
        (notification.recipient, notification.values)
        for notification in Notification.objects.filter(kind=kind).order_by("id")
    ]


@pytest.fixture
def registration(people, agent):
    with at(FRIDAY):
        return register(
            by=people.agency, agent=agent, company_name="示范光电有限公司", title="镜头模组"
        )


def test_the_heads_of_the_department_are_told_with_the_day_to_take_it_up(people, registration):
    # the working day after Friday
    assert told("registered") == [(people.head, {"day": "2026-11-23"})]


def test_a_company_that_is_taken_is_news_to_nobody(people, agent, registration):
    rival = Agent.objects.create(
        name="珠江招商有限公司", kind="investment_firm", department=people.city
    )
    rival.users.add(people.referrer)
    before = Notification.objects.count()
    assert (
        register(by=people.referrer, agent=rival, company_name="示范光电", title="光学").state
        == "taken"
    )
    assert Notification.objects.count() == before


def test_the_agent_is_told_each_state_and_neither_who_nor_why(people, registration):
    move(registration, "respond", by=people.officer)
    move(registration.lead, "reject", by=people.head, note="不合产业，内部意见")
    assert told("registration_moved") == [
        (people.agency, {"state": "研判中"}),
        (people.agency, {"state": "不予受理"}),
    ]
    assert (
        not Notification.objects.filter(kind="registration_moved")
        .exclude(recipient=people.agency)
        .exists()
    )


def test_once_it_is_a_project_its_stages_are_told(client, people, agent, registration):
    lead = registration.lead
    move(lead, "judge", by=people.head, owner=people.officer)
    Activity.objects.create(
        lead=lead, kind="call", happened_at=FRIDAY, summary="通话", by=people.officer
    )
    move(lead, "engage", by=people.officer)
    move(lead, "negotiate", by=people.officer, investment=Decimal(30_000_000))
    lead.company.credit_code = "91430700MA4L16JQ9C"
    lead.company.save()
    project = convert(lead, by=people.officer, industry=Industry.objects.get(code="3841"))
    move(
        project,
        "sign",
        by=people.officer,
        contract_number="HT-9",
        contract_amount=Decimal(30_000_000),
        signed_on=date(2026, 1, 1),
        planned_start_on=date(2027, 6, 1),
    )
    move(project, "terminate", by=people.leader, note="资金断裂")
    assert told("project_moved") == [
        (people.agency, {"state": "签约"}),
        (people.agency, {"state": "终止"}),
    ]
    assert told("registration_moved") == [(people.agency, {"state": "已受理并保护"})]
    client.force_login(people.agency)
    page = client.get(reverse("portal:notifications")).content.decode()
    assert "签约" in page and "资金断裂" not in page


def test_an_agent_chooses_what_of_it_is_told(client, people, registration):
    client.force_login(people.agency)
    url = reverse("portal:notification_choices")
    page = client.get(url).content.decode()
    for kind in (
        "message",
        "protection_ends",
        "registration_moved",
        "project_moved",
        "statement_to_confirm",
    ):
        assert f'name="{kind}-app"' in page
    for kind in ("registered", "warnings", "mention"):
        assert f'name="{kind}-app"' not in page
    client.post(url, {})
    move(registration, "respond", by=people.officer)
    assert told("registration_moved") == []
