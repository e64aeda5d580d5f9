"""A record's page asks the database as often whatever the record holds: 40 times at most."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.core.models import Comment
from crm.core.writing.history import save_as
from leads.models import Activity, Contact
from parks.contributions.report import report

MOST = 40
MANY = 30


@pytest.fixture
def full(deal, people, evidence):
    """The deal with a long life: calls, comments, edits, people, money."""
    for number in range(MANY):
        for record, kind in ((deal.lead, "lead"), (deal.project, "project")):
            Activity.objects.create(
                **{kind: record},
                kind="call",
                happened_at=timezone.now(),
                summary=f"第 {number} 次通话",
                by=people.officer,
            )
            Comment.objects.create(target_object=record, text=f"便签 {number}", by=people.head)
        Contact.objects.create(company=deal.project.company, name=f"联系人{number}")
        deal.project.content = f"建设内容 {number}"
        save_as(deal.project, by=people.officer, reason="edited")
        report(
            deal.enterprise,
            by=people.park_officer,
            evidence=evidence(),
            metric="fixed_assets",
            amount=Decimal(1_000_000 + number),
            happened_on=date(2023, 1, 1) + timedelta(days=number),
        )
    return deal


@pytest.mark.parametrize("who", ["officer", "leader", "park_officer", "finance"])
@pytest.mark.parametrize("name", ["project", "lead", "company", "agent", "enterprise"])
def test_a_full_record_asks_no_more_than_an_empty_one(
    client, people, full, django_assert_max_num_queries, name, who
):
    record = {
        "project": full.project,
        "lead": full.lead,
        "company": full.project.company,
        "agent": full.agent,
        "enterprise": full.enterprise,
    }[name]
    client.force_login(getattr(people, who))
    address = reverse(f"{name}:inspect", args=[record.pk])
    client.get(address)
    with django_assert_max_num_queries(MOST):
        response = client.get(address)
    assert response.status_code in (200, 302, 404)
    for tab in [each["name"] for each in _tabs(response)]:
        with django_assert_max_num_queries(MOST):
            assert client.get(f"{address}?tab={tab}&panel=tab").status_code == 200


def _tabs(response):
    context = getattr(response, "context", None)
    return [{"name": tab.name} for tab in context["tabs"]] if context and "tabs" in context else []
