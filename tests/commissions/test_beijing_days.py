from datetime import UTC, date, datetime

from django.urls import reverse

from commissions.documents.issue import issue
from commissions.settlement.facts import project_facts_of
from crm.core.transitions import move
from crm.demo.clock import at

NEW_YEAR_IN_BEIJING = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)


def test_a_termination_on_the_first_morning_of_the_year_is_of_that_year(people, deal):
    with at(NEW_YEAR_IN_BEIJING):
        move(deal.project, "terminate", by=people.leader, note="撤资")
    [known] = project_facts_of([deal.project.pk])
    assert known.facts.milestones["terminated"] == date(2026, 1, 1)


def test_a_document_of_the_first_morning_is_of_that_day_on_every_screen(
    client, people, confirmed_statement
):
    with at(NEW_YEAR_IN_BEIJING):
        document = issue("statement", confirmed_statement, by=people.finance)
    client.force_login(people.finance)
    page = client.get(reverse("documenttemplate:inspect", args=[document.template.pk]))
    shown = page.content.decode()
    assert "2026年1月1日" in shown or "2026-01-01" in shown
    assert "2025年12月31日" not in shown
    assert "2025-12-31" not in shown
