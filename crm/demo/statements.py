"""The rounds of statements in the demonstration, each step by whoever takes it."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from commissions.models import BatchLine, PaymentBatch, Statement
from commissions.models.approval import next_approval
from commissions.models.currency import CNY
from commissions.settlement.settle import settle
from commissions.statements.batch import make_batch
from commissions.statements.dispute import dispute
from commissions.statements.draw_up import draw_up, payees_with_open_entries
from commissions.statements.invoice import record_invoice
from commissions.statements.notice import publish
from commissions.statements.objections import answer_objection, object_to
from commissions.statements.pay import pay
from commissions.statements.results import Read, Row, record_results
from commissions.statements.void import withdraw
from crm.core.errors import Refused
from crm.core.transitions import move
from leads.models import Agent

from .city import City
from .deals import A_MONTH

DISPUTED = "二月那笔固定资产我们记的是 2,640 万元，请再核对一下"
WITHDRAWN = "收款人更名手续未办完，与下一期合并结算"
SENT_BACK = "收款账户状态异常，款项退回，请核对后重新付款"
OBJECTOR, OBJECTORS_PHONE = "刘建国", "13800000061"
OBJECTED = "公示的到位资金是否包含土地款？请说明计算口径。"
ANSWERED = "土地款已按政策扣除，计算依据见结算单明细，金额无误。"
# Each step with the days since the round was drawn up.
STEPS = {
    "confirmed": 2,
    "reviewed": 4,
    "approved": 6,
    "leader_approved": 8,
    "on_notice": 10,
    "paying": 25,
    "paid": 27,
}
# Where the statements of the last round stand; the first two are large enough for the leader.
LAST_ROUND = [
    "approved",
    "leader_approved",
    "draft",
    "confirmed",
    "reviewed",
    "paid",
    "on_notice",
    "paying",
    "disputed",
    "withdrawn",
    "approved",
]


def finance_story(city: City, today: date) -> Iterator[date]:
    """Three rounds: two that are paid whole, and one whose statements stand in every state."""
    for months in (24, 12):
        begins = today - months * A_MONTH
        yield begins
        statements = statements_of_round(city, begins)
        yield from walk(city, statements, {statement.pk: "paid" for statement in statements})
    begins = today - timedelta(days=40)
    yield begins
    statements = statements_of_round(city, begins)
    yield from walk(city, statements, ends_of_last_round(statements))


def ends_of_last_round(statements) -> dict[int, str]:
    """The largest statements take the first ends: one waits for the leader."""
    by_size = sorted(statements, key=lambda statement: -statement.total)
    return {statement.pk: LAST_ROUND[n % len(LAST_ROUND)] for n, statement in enumerate(by_size)}


def statements_of_round(city, day) -> list[Statement]:
    settle(as_of=day, by=city.people["finance"])
    statements = []
    for payee, currency in payees_with_open_entries(Agent.objects.all()):
        try:
            statement = draw_up(
                payee, by=city.people["section_head"], title=f"{day:%Y年%m月}", currency=currency
            )
            statements.append(statement)
        except Refused:
            continue  # a negative balance waits for the next earnings
    return statements


def walk(city, statements, ends: dict[int, str]) -> Iterator[date]:
    """Take the statements of a round through their approvals, each as far as its end."""
    people, drawn_on, batch = city.people, timezone.localdate(), None
    for place, (step, days) in enumerate(STEPS.items()):
        yield drawn_on + timedelta(days=days)
        still_to_come = list(STEPS)[place:]
        reaching = [statement for statement in statements if ends[statement.pk] in still_to_come]
        if step == "paid":
            reaching = paid_by_batch(people, batch, reaching)
        for statement in reaching:
            walk_one(people, city, statement, step)
        if step == "on_notice" and reaching:
            object_to_one(people, reaching, ends)
        elif step == "paying":
            batch = batch_of(people, reaching)
    for statement in statements:
        if ends[statement.pk] == "disputed":
            dispute(statement, by=city.login_of(statement.payee), note=DISPUTED)
        elif ends[statement.pk] == "withdrawn":
            withdraw(statement, by=people["section_head"], note=WITHDRAWN)


def batch_of(people, ordered) -> PaymentBatch | None:
    """What is ordered in yuan goes to the bank in one file."""
    in_yuan = [statement.pk for statement in ordered if statement.currency == CNY]
    return make_batch(in_yuan, by=people["finance_2"]) if in_yuan else None


def paid_by_batch(people, batch, paid) -> list[Statement]:
    """What the bank says of the batch: what is not to be paid came back. Returns those of ``paid``
    that were not in it.
    """
    if batch is None:
        return paid
    keys, today = {statement.pk for statement in paid}, timezone.localdate()
    rows = [
        Row(line, BatchLine.Result.PAID, _bank_reference(line.statement), today)
        if line.statement_id in keys
        else Row(line, BatchLine.Result.FAILED, reason=SENT_BACK)
        for line in batch.lines.select_related("statement").order_by("pk")
    ]
    record_results(batch, Read(rows), by=people["finance_2"])
    in_batch = {row.line.statement_id for row in rows}
    return [statement for statement in paid if statement.pk not in in_batch]


def object_to_one(people, published, ends):
    """Somebody objects to one statement of the round. Where a notice still runs, the objection
    to it waits; else it is answered before the payment.
    """
    running = [statement for statement in published if ends[statement.pk] == "on_notice"]
    statement = (running or published)[0]
    objection = object_to(statement, name=OBJECTOR, contact=OBJECTORS_PHONE, text=OBJECTED)
    if running:
        return
    move(objection, "admit", by=people["section_head"])
    answer_objection(objection, is_upheld=False, answer=ANSWERED, by=people["section_head"])


def walk_one(people, city, statement, step):
    statement.refresh_from_db()
    if step == "confirmed":
        move(statement, "confirm", by=city.login_of(statement.payee))
    elif step == "reviewed":
        move(statement, "review", by=people["section_head"])
    elif step == "approved":
        move(statement, "approve", by=people["finance"])
    elif step == "leader_approved":
        if next_approval(statement) == "leader_approve":
            move(statement, "leader_approve", by=people["leader"])
    elif step == "on_notice":
        publish(statement, by=people["finance"])
    elif step == "paying":
        if not statement.payee.is_referrer:
            record_invoice(
                statement,
                number=f"2543{statement.pk:016d}",
                issued_on=timezone.localdate(),
                rate=Decimal("0.06"),
                amount=statement.total,
                by=city.login_of(statement.payee),
            )
        move(statement, "order_payment", by=people["finance_2"])
    else:
        pay(
            statement,
            paid_on=timezone.localdate(),
            bank_reference=_bank_reference(statement),
            by=people["finance_2"],
        )


def _bank_reference(statement) -> str:
    return f"YH{statement.number.removeprefix('DZ-')}"
