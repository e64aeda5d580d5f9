"""A record's page asks the database as often whatever the record holds: 40 times at most."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.core.models import Comment
from crm.core.writing.history import save_as
from crm.dispatch.models import PlanTarget, PlanTask
from leads.models import Activity, Contact
from parks.contributions.report import report
from tests.dispatch.plan.at_work import plan_at_work
from tests.leads.campaigns.at_work import campaign_at_work

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
    deal.campaign = campaign_at_work(people.city, people.officer, companies=MANY)
    deal.plan = plan_at_work(people, targets=MANY)
    deal.target = deal.campaign.targets.filter(owner=people.officer).first()
    return deal


def test_a_full_record_asks_no_more_than_an_empty_one(client, people, full):
    records = {
        "project": full.project,
        "lead": full.lead,
        "company": full.project.company,
        "agent": full.agent,
        "enterprise": full.enterprise,
        "campaign": full.campaign,
        "campaigntarget": full.target,
        "plan": full.plan,
        "plantarget": PlanTarget.objects.earliest("pk"),
        "plantask": PlanTask.objects.earliest("pk"),
    }
    too_many = {}
    for who in ("officer", "leader", "park_officer", "finance"):
        client.force_login(getattr(people, who))
        for name, record in records.items():
            address = reverse(f"{name}:inspect", args=[record.pk])
            client.get(address)
            tabs = _tabs(_asked(client, address, (200, 302, 404), too_many, who))
            for tab in tabs:
                _asked(client, f"{address}?tab={tab}&panel=tab", (200,), too_many, who)
    assert too_many == {}


def _asked(client, address, allowed, too_many: dict, who):
    """The answer; where it took too many queries, their number is noted."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code in allowed, (who, address)
    if len(queries) > MOST:
        too_many[who, address] = len(queries)
    return response


def _tabs(response):
    context = getattr(response, "context", None)
    return [tab.name for tab in context["tabs"]] if context and "tabs" in context else []
