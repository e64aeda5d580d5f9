"""An enterprise leaves its park: what was told before is what the settlement posts after."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from commissions.models import LedgerEntry
from commissions.settlement.exit_preview import consequences
from commissions.settlement.facts import project_facts_of
from commissions.settlement.settle import settle
from crm.core.transitions import perform
from parks.contributions.report import report
from parks.models import EntryApplication


@pytest.fixture
def entered(people, deal, evidence):
    """The deal entered by an agreement, and its first money settled."""
    made = report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="fixed_assets",
        amount=Decimal(120_000_000),
        happened_on=date(2023, 12, 20),
    )
    perform(made, "verify", by=people.finance)
    settle(by=people.finance)
    return EntryApplication.objects.create(
        number="RY-1",
        project=deal.project,
        plot=deal.project.entries.get().plot,
        state="handed_over",
        applied_by=people.officer,
        promised_investment=Decimal(200_000_000),
        promised_start_on=date(2022, 6, 1),
        promised_production_on=date(2023, 6, 1),
        output_per_mu=Decimal(1_000_000),
        tax_per_mu=Decimal(50_000),
    )


def test_what_the_preview_tells_is_what_the_exit_takes_back(client, people, entered):
    (told,) = consequences(entered.project, timezone.localdate())
    earned = sum(LedgerEntry.objects.earned().values_list("amount", flat=True))
    assert earned > 0
    assert (told.posted, told.taken_back) == (earned, earned - told.left)
    client.force_login(people.finance)
    url = reverse("entryapplication:inspect", args=[entered.pk])
    assert told.payee.name in client.get(url + "?tab=exit").content.decode()
    perform(entered, "leave", by=people.head, left_on=timezone.localdate(), note="协议解除")
    settle(by=people.finance)
    clawed = sum(LedgerEntry.objects.filter(kind="clawback").values_list("amount", flat=True))
    assert clawed == -told.taken_back
    assert sum(LedgerEntry.objects.earned().values_list("amount", flat=True)) == told.left


def test_an_exit_that_is_recorded_late_counts_from_its_own_day(people, entered):
    """Whether a claw-back is still in its time must not hang on when somebody typed it."""
    left_on = timezone.localdate() - timedelta(days=90)
    perform(entered, "leave", by=people.head, left_on=left_on, note="协议解除")
    (project_facts,) = project_facts_of([entered.project_id])
    assert project_facts.facts.milestones["terminated"] == left_on


def test_who_does_not_read_the_ledger_is_not_told(client, people, entered):
    client.force_login(people.park_officer)
    page = client.get(reverse("entryapplication:inspect", args=[entered.pk])).content.decode()
    assert "追回" not in page
