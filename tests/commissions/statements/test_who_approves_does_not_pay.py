"""A statement takes the approvals of its day; who gave one neither orders nor pays it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import InternalError, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from commissions.models import ApprovalStep, BatchLine, Payment, PaymentBatch, Statement
from commissions.settlement.settle import settle
from commissions.statements.batch import make_batch
from commissions.statements.draw_up import draw_up
from commissions.statements.invoice import record_invoice
from commissions.statements.notice import publish
from commissions.statements.pay import pay
from commissions.statements.payout_screens import to_be_sent
from commissions.statements.results import read_results, record_results
from crm.core.errors import Refused, SamePerson
from crm.core.transitions import move, next_steps, perform

TODAY = timezone.localdate
REFUSED_BY_THE_DATABASE = (InternalError, ProgrammingError)


@pytest.fixture
def drawn(people, verified_assets, agent):
    """Over 460,000 yuan: reviewed and approved, by the table as it is delivered."""
    settle()
    return draw_up(agent, by=people.head)


def approve(statement, people, *, by=None):
    move(statement, "confirm", by=people.agency)
    move(statement, "review", by=people.head)
    move(statement, "approve", by=by or people.finance)


@pytest.fixture
def on_notice(people, drawn):
    """Approved by the first of finance; its notice is over, the invoice there."""
    approve(drawn, people)
    publish(drawn, by=people.finance)
    record_invoice(
        drawn,
        by=people.agency,
        number="25432000000000000001",
        issued_on=TODAY(),
        rate=Decimal("0.06"),
        amount=drawn.total,
    )
    Statement.objects.filter(pk=drawn.pk).update(notice_until=date(2020, 1, 1))
    drawn.refresh_from_db()
    return drawn


@pytest.fixture
def ordered(people, on_notice):
    move(on_notice, "order_payment", by=people.finance2)
    return on_notice


def set_amount(step, amount):
    row = ApprovalStep.objects.get(step=step)
    row.from_amount = amount
    row.save()


def test_a_later_table_takes_no_approval_away_from_a_statement(people, on_notice):
    set_amount("review", None)
    on_notice.refresh_from_db()
    assert on_notice.asked_steps == ["review", "approve"]


def test_a_later_table_adds_no_approval_to_a_statement(people, drawn):
    set_amount("leader_approve", Decimal(1))
    approve(drawn, people)
    publish(drawn, by=people.finance)
    assert drawn.state == "on_notice"


def test_a_statement_of_the_leader_is_not_paid_without_the_leader_when_the_table_says_less(
    people, verified_assets, agent
):
    set_amount("leader_approve", Decimal(460_000))
    settle()
    statement = draw_up(agent, by=people.head)
    set_amount("leader_approve", None)
    approve(statement, people)
    with pytest.raises(Refused, match="分管领导"):
        publish(statement, by=people.finance2)


def test_the_approvals_are_asked_for_again_at_the_order_and_at_the_payment(
    people, on_notice, ordered
):
    Statement.objects.filter(pk=ordered.pk).update(approved_by=None)
    with pytest.raises(Refused, match="财务"):
        pay(ordered, paid_on=TODAY(), bank_reference="YH1", by=people.finance2)
    Statement.objects.filter(pk=ordered.pk).update(state="on_notice")
    with pytest.raises(Refused, match="财务"):
        move(ordered, "order_payment", by=people.finance2)


def test_who_approves_does_not_order(people, on_notice):
    assert "order_payment" not in [
        step.name for step in next_steps(on_notice, people.finance) if step.is_open
    ]
    with pytest.raises(SamePerson):
        move(on_notice, "order_payment", by=people.finance)


def test_who_approves_does_not_record_the_payment(client, people, ordered):
    with pytest.raises(SamePerson):
        pay(ordered, paid_on=TODAY(), bank_reference="YH1", by=people.finance)
    client.force_login(people.finance)
    answer = client.post(
        reverse("statement:pay", args=[ordered.pk]),
        {"paid_on": str(TODAY()), "bank_reference": "YH1"},
    )
    assert answer.status_code == 200
    assert (
        reverse("statement:pay", args=[ordered.pk])
        not in client.get(reverse("statement:inspect", args=[ordered.pk])).text
    )
    assert not Payment.objects.exists()


def test_who_approves_sends_nothing_to_the_bank_and_records_no_results(people, ordered):
    assert list(to_be_sent(people.finance)) == []
    with pytest.raises(SamePerson):
        make_batch(Statement.objects.all(), by=people.finance)
    batch = make_batch(to_be_sent(people.finance2), by=people.finance2)
    results = f"结算单号,结果,银行流水号,付款日期\n{ordered.number},成功,YH1,{TODAY()}\n".encode()
    with pytest.raises(SamePerson):
        record_results(batch, read_results(batch, "results.csv", results), by=people.finance)


def test_an_approval_that_was_returned_does_not_bind_its_giver(people, drawn):
    approve(drawn, people, by=people.finance2)
    perform(drawn, "return", by=people.head, note="重新核对")
    approve(drawn, people)
    assert drawn.approver_ids == {people.head.pk, people.finance.pk}


@pytest.mark.parametrize(("days", "says"), [(-1, "下达"), (1, "不能晚于今天")])
def test_a_payment_lies_between_its_order_and_today(people, ordered, days, says):
    with pytest.raises(Refused, match=says):
        pay(
            ordered,
            paid_on=TODAY() + timedelta(days=days),
            bank_reference="YH1",
            by=people.finance2,
        )
    assert Statement.objects.get().state == "paying"


def test_a_failed_transfer_says_who_recorded_it_and_when(client, people, ordered):
    batch = make_batch(to_be_sent(people.finance2), by=people.finance2)
    results = f"结算单号,结果,原因\n{ordered.number},失败,账号有误\n".encode()
    record_results(batch, read_results(batch, "results.csv", results), by=people.finance2)
    line = batch.lines.get()
    assert (line.recorded_by, timezone.localdate(line.recorded_at)) == (people.finance2, TODAY())
    client.force_login(people.auditor)
    page = client.get(reverse("paymentbatch:inspect", args=[batch.pk])).text
    assert f"{timezone.localtime(line.recorded_at):%Y-%m-%d %H:%M}" in page


def test_an_order_is_taken_back_while_no_batch_holds_it(people, ordered):
    batch = make_batch(to_be_sent(people.finance2), by=people.finance2)
    with pytest.raises(Refused, match=batch.number):
        perform(ordered, "take_back", by=people.finance2, note="账户已变更")
    batch.lines.update(result="failed")
    perform(ordered, "take_back", by=people.finance2, note="账户已变更")
    assert (ordered.state, ordered.ordered_by, ordered.ordered_on) == ("on_notice", None, None)


def paid_by(person, statement, **changes):
    facts = {
        "paid_on": TODAY(),
        "bank_reference": "YH9",
        "amount": 1,
        "account": statement.account,
        **changes,
    }
    return lambda: Payment.objects.create(statement=statement, recorded_by=person, **facts)


def test_the_database_refuses_it_too(people, ordered):
    row = Statement.objects.filter(pk=ordered.pk)
    other = PaymentBatch.objects.create(number="FK-1", created_by=people.finance)
    ways = [
        lambda: row.update(asked_steps=["approve"]),
        lambda: row.update(state="paid", approved_by=None),
        lambda: row.update(state="paid", approved_by=people.finance2),
        paid_by(people.finance, ordered),
        paid_by(people.head, ordered),
        paid_by(people.finance2, ordered, paid_on=TODAY() - timedelta(days=1)),
        paid_by(people.finance2, ordered, paid_on=TODAY() + timedelta(days=1)),
        lambda: BatchLine.objects.create(batch=other, statement=ordered, amount=1),
    ]
    for way in ways:
        with pytest.raises(REFUSED_BY_THE_DATABASE), transaction.atomic():
            way()
    paid_by(people.finance2, ordered)()
