"""What is owed in a foreign currency has a statement of its own and is never added to yuan."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, transaction
from django.urls import reverse
from django.utils import timezone

from commissions.agreements.results import _paid
from commissions.models import (
    Agreement,
    LedgerEntry,
    Policy,
    PolicyVersion,
    Statement,
    StatementLine,
)
from commissions.policies.library import document_of
from commissions.settlement.settle import first_bad_row, settle
from commissions.statements.batch import make_batch
from commissions.statements.draw_up import draw_up, open_entries, payees_with_open_entries
from commissions.statements.invoice import record_invoice
from commissions.statements.notice import publish
from commissions.statements.pay import pay
from crm.core.errors import Refused
from crm.core.transitions import move, perform
from leads.models import Agent
from parks.contributions.report import report
from parks.models import ExchangeRate
from tests.markup import flat

DOLLARS = {
    "format": 1,
    "code": "usd",
    "version": "1",
    "name": {"zh": "外资佣金", "en": "Foreign"},
    "clauses": {"c": "第一条"},
    "currency": "USD",
    "on_termination": "claw_back",
    "caps": {"project": 60_000},
    "components": [
        {
            "code": "foreign",
            "name": {"zh": "外资佣金", "en": "Commission"},
            "clause": "c",
            "metric": "foreign_capital",
            "currency": "USD",
            "rate_day": "arrival",
            "schedule": {"mode": "single", "rate": "0.01"},
        }
    ],
}


@pytest.fixture
def dollars(people, deal, agent, evidence):
    """The agent's project earned 50,000 dollars (1% of 5 million), and an advance of 30,000 yuan
    waits.
    """
    ExchangeRate.objects.create(
        currency="USD", on=date(2023, 1, 1), yuan=Decimal(7), source="人民银行"
    )
    policy = Policy.objects.create(code="usd", name="外资佣金")
    version = PolicyVersion.objects.create(
        policy=policy, number="1", document=DOLLARS, valid_from="2020-01-01"
    )
    move(version, "submit", by=people.finance)
    perform(version, "publish", by=people.leader)
    Agreement.objects.update(policy_version=version)
    money = report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="foreign_capital",
        amount=None,
        currency="USD",
        original_amount=Decimal(5_000_000),
        happened_on=date(2023, 12, 20),
    )
    perform(money, "verify", by=people.finance)
    settle()
    LedgerEntry.objects.create(
        kind="advance", payee=agent, amount=Decimal(30_000), posted_at=timezone.now(), steps=[]
    )
    return agent


@pytest.fixture
def rate_of_today():
    return ExchangeRate.objects.create(
        currency="USD", on=timezone.localdate(), yuan=Decimal("7.1"), source="人民银行"
    )


def test_dollars_reach_the_ledger_as_dollars(dollars):
    entry = LedgerEntry.objects.get(component="foreign")
    assert (entry.amount, entry.currency) == (Decimal(50_000), "USD")
    assert first_bad_row() is None
    assert settle().posted == 0


def test_each_currency_has_its_statement(dollars, people, rate_of_today):
    assert payees_with_open_entries(Agent.objects.all()) == [(dollars, "CNY"), (dollars, "USD")]
    ours, theirs = (
        draw_up(dollars, by=people.finance),
        draw_up(dollars, by=people.finance, currency="USD"),
    )
    assert [(each.currency, each.total, each.yuan_rate) for each in (ours, theirs)] == [
        ("CNY", 30_000, None),
        ("USD", 50_000, Decimal("7.1")),
    ]
    assert not open_entries(dollars).exists()


def test_a_foreign_statement_takes_the_approvals_of_its_worth_in_yuan(
    dollars, people, rate_of_today
):
    """From 300,000 yuan on a leader approves: 50,000 dollars are 355,000 yuan."""
    from commissions.models import ApprovalStep

    ApprovalStep.objects.filter(step="leader_approve").update(from_amount=300_000)
    assert "leader_approve" in draw_up(dollars, by=people.finance, currency="USD").asked_steps
    assert "leader_approve" not in draw_up(dollars, by=people.finance).asked_steps


def test_without_a_rate_of_the_day_no_foreign_statement_is_drawn_up(dollars, people):
    ExchangeRate.objects.all().delete()
    with pytest.raises(Refused):
        draw_up(dollars, by=people.finance, currency="USD")


def test_the_database_keeps_the_currencies_apart(dollars, people, rate_of_today):
    ours = draw_up(dollars, by=people.finance)
    entry = LedgerEntry.objects.get(component="foreign")
    for wrong in (
        lambda: StatementLine.objects.create(statement=ours, entry=entry),
        lambda: Statement.objects.filter(pk=ours.pk).update(currency="USD", yuan_rate=7),
        lambda: Statement.objects.filter(pk=ours.pk).update(yuan_rate=7),
    ):
        with pytest.raises(Error), transaction.atomic():
            wrong()


def test_dollars_are_paid_one_by_one_and_booked_as_dollars(dollars, people, rate_of_today):
    """The bank's file takes yuan alone."""
    theirs = draw_up(dollars, by=people.head, currency="USD")
    move(theirs, "confirm", by=people.agency)
    move(theirs, "review", by=people.head)
    move(theirs, "approve", by=people.finance)
    publish(theirs, by=people.finance2)
    invoice = {"number": "25432000000000000001", "issued_on": timezone.localdate()}
    record_invoice(theirs, rate=Decimal("0.06"), amount=theirs.total, by=people.agency, **invoice)
    Statement.objects.filter(pk=theirs.pk).update(notice_until=date(2020, 1, 1))
    move(theirs, "order_payment", by=people.finance2)
    with pytest.raises(Refused):
        make_batch([theirs.pk], by=people.finance2)
    pay(theirs, paid_on=timezone.localdate(), bank_reference="SWIFT-1", by=people.finance2)
    (booked,) = LedgerEntry.objects.filter(kind="payment")
    assert (booked.amount, booked.currency) == (Decimal(-50_000), "USD")
    assert _paid(dollars, people.finance) == {timezone.localdate().year: Decimal(355_000)}
    assert first_bad_row() is None


def test_screens_show_the_currency(dollars, people, rate_of_today, client):
    theirs = draw_up(dollars, by=people.finance, currency="USD")
    draw_up(dollars, by=people.finance)
    client.force_login(people.finance)
    pages = [
        reverse("statement:inspect", args=[theirs.pk]),
        reverse("statement:index"),
        reverse("ledgerentry:index"),
        reverse("agent:inspect", args=[dollars.pk]),
    ]
    for page in pages:
        assert "5 万美元" in client.get(page).content.decode(), page
    client.force_login(people.agency)
    page = flat(client.get(reverse("portal:statement", args=[theirs.pk])))
    assert "50,000.00 美元" in page and "大写" not in page and "伍万元" not in page


def drafted(code):
    policy = Policy.objects.create(code=code, name=code)
    return PolicyVersion.objects.create(
        policy=policy, number="1", document=document_of(code), valid_from="2020-01-01"
    )


def test_policies_of_two_currencies_are_not_compared_by_their_amounts(
    people, deal, policy_version, client
):
    theirs = drafted("example-dollars")
    client.force_login(people.finance)
    page = client.get(
        reverse("policyversion:compare", args=[theirs.pk]), {"with": policy_version.pk}
    ).content.decode()
    assert "两者支付币种不同" in page and deal.project.number not in page
    page = client.get(
        reverse("policyversion:compare", args=[policy_version.pk]), {"with": policy_version.pk}
    ).content.decode()
    assert "两者支付币种不同" not in page


def test_what_an_agent_earns_by_itself_can_be_tried(people, client):
    version = drafted("example-agents")
    client.force_login(people.finance)
    form = {
        "as_of": "2026-12-31",
        "milestone_appointed": "2024-03-01",
        "milestone_signed": "2026-02-01",
        "form-TOTAL_FORMS": 6,
        "form-INITIAL_FORMS": 0,
    }
    page = flat(client.post(reverse("policyversion:try", args=[version.pk]), form))
    assert "固定服务费 · 20240301-20250228" in page and "6 万元" in page


def test_what_is_tried_in_dollars_is_shown_in_dollars(people, client):
    version = drafted("example-dollars")
    client.force_login(people.finance)
    form = {"as_of": "2026-12-31", "form-TOTAL_FORMS": 6, "form-INITIAL_FORMS": 0}
    page = client.post(reverse("policyversion:try", args=[version.pk]), form).content.decode()
    assert "0 美元" in page
