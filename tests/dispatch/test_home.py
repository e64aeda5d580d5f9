from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.dispatch.queue.read import waiting_for
from leads.models import Company, Lead, Project
from leads.pipeline.register import register_lead
from parks.contributions.report import report
from parks.models import Contribution
from tests.markup import flat


def test_what_waits_for_finance_is_what_finance_can_decide(client, people, deal, evidence):
    from datetime import date
    from decimal import Decimal

    contribution = report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="paid_in",
        amount=Decimal(5_000_000),
        happened_on=date(2023, 1, 1),
    )
    assert [waiting.record for waiting in waiting_for(people.finance)] == [contribution]
    client.force_login(people.finance)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("contribution:inspect", args=[contribution.pk]) in page
    client.post(reverse("contribution:step", args=[contribution.pk]), {"step": "verify"})
    assert Contribution.objects.get().state == "verified"
    assert waiting_for(people.finance) == []


def test_nothing_waits_for_the_auditor(people, deal):
    assert waiting_for(people.auditor) == []


def test_the_menu_has_no_pages(client, people):
    client.force_login(people.officer)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Search all pages" not in page
    assert "editor guide" not in page


def test_the_board_asks_no_more_for_more_cards(client, people, deal):
    client.force_login(people.park_officer)
    client.get(reverse("project:board"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("project:board"))
    for number in range(3):
        facts = {
            field.attname: getattr(deal.project, field.attname)
            for field in deal.project._meta.concrete_fields
            if field.attname not in ("id", "number", "lead_id")
        }
        lead = Lead.objects.create(
            number=f"XS-{number}",
            title="同类",
            company=deal.project.company,
            channel="chain",
            department=people.city,
            received_at=timezone.now(),
            state="converted",
        )
        Project.objects.create(**facts, number=f"XM-{number}", lead=lead)
    with CaptureQueriesContext(connection) as four:
        client.get(reverse("project:board"))
    assert len(four) == len(one)


def test_the_board_shows_each_stage_with_its_money_and_the_moves_of_the_role(client, people, deal):
    client.force_login(people.park_officer)
    page = flat(client.get(reverse("project:board")))
    assert "3 亿元" in page
    assert (
        f'data-target="at_capacity" data-missing="" '
        f'href="{reverse("project:inspect", args=[deal.project.pk])}#step-fill"'
    ) in page
    client.force_login(people.outsider)
    assert deal.project.name not in client.get(reverse("project:board")).content.decode()


def test_what_an_agent_waits_for_stands_on_the_desk(client, people, agent):
    from datetime import date

    from leads.messages.send import send
    from leads.models import Clock
    from leads.protection.nightly import lapse_and_escalate
    from leads.protection.register import register

    registration = register(
        by=people.agency, agent=agent, company_name="示范光电有限公司", title="镜头"
    )
    registration.lead.owner = people.officer
    registration.lead.save()
    send(registration.lead, agent, text="请问进展", by=people.agency)
    clock = Clock.objects.get(kind="respond")
    clock.due_on = date(2026, 1, 5)
    clock.save()
    assert [(each.record, each.row.step) for each in waiting_for(people.officer)] == [
        (registration, "respond"),
        (registration.lead, "read"),
    ]
    assert clock not in [each.record for each in waiting_for(people.head)]
    lapse_and_escalate()
    assert [each.about for each in waiting_for(people.head) if each.record == clock] == [
        registration
    ]
    assert waiting_for(people.outsider) == []
    client.force_login(people.officer)
    assert (
        f"{reverse('lead:inspect', args=[registration.lead.pk])}#messages"
        in client.get(reverse("wagtailadmin_home")).content.decode()
    )


def test_what_waits_says_what_is_still_missing(people):
    lead = register_lead(
        by=people.officer,
        company=Company.objects.create(name="沅江光明"),
        title="基地",
        channel="list500",
        department=people.city,
    )
    lead.state, lead.owner = "judged", people.officer
    lead.save()
    (waiting,) = [each for each in waiting_for(people.officer) if each.record == lead]
    assert waiting.label == Lead.TRANSITIONS["engage"].label
    assert waiting.reason == f"还缺：{Lead.FACT_LABELS['has_activity']}"
