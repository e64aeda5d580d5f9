"""The rounds of statements in the demonstration, each step by whoever takes it."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from commissions.models import Statement
from commissions.models.approval import next_approval
from commissions.settlement.settle import settle
from commissions.statements.dispute import dispute
from commissions.statements.draw_up import draw_up, payees_with_open_entries
from commissions.statements.invoice import record_invoice
from commissions.statements.notice import publish
from commissions.statements.pay import pay
from commissions.statements.void import withdraw
from crm.core.errors import Refused
from crm.core.transitions import move
from leads.models import Agent

from .city import City
from .deals import A_MONTH

DISPUTED = "二月那笔固定资产我们记的是 2,640 万元，请再核对一下"
WITHDRAWN = "收款人更名手续未办完，与下一期合并结算"
# Where the statements of the last round stand; the first two are large enough for the leader.
LAST_ROUND = [
    "approved",
    "leader_approved",
    "draft",
    "confirmed",
    "reviewed",
    "approved",
    "on_notice",
    "paying",
    "disputed",
    "withdrawn",
    "paid",
]


def finance_story(city: City, today: date) -> Iterator[date]:
    """Three rounds: two that are paid whole, and one whose statements stand in every state."""
    for months in (24, 12):
        begins = today - months * A_MONTH
        yield begins
        statements = statements_of_round(city, begins)
        yield from walk(city, statements, ["paid"] * len(statements))
    begins = today - timedelta(days=40)
    yield begins
    statements = statements_of_round(city, begins)
    yield from walk(
        city,
        statements,
        ends_of_last_round(statements),
    )


def ends_of_last_round(statements) -> list[str]:
    """The largest statements take the first ends: one waits for the leader."""
    by_size = sorted(statements, key=lambda statement: -statement.total)
    ends = {statement.pk: LAST_ROUND[n % len(LAST_ROUND)] for n, statement in enumerate(by_size)}
    return [ends[statement.pk] for statement in statements]


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


def walk(city, statements, ends) -> Iterator[date]:
    """Take the statements of a round through their approvals, each as far as its end."""
    people, drawn_on = city.people, timezone.localdate()
    steps = ["confirmed", "reviewed", "approved", "leader_approved", "on_notice", "paying", "paid"]
    for place, step in enumerate(steps):
        yield drawn_on + timedelta(days=[2, 4, 6, 8, 10, 25, 27][place])
        for statement, end in zip(statements, ends, strict=True):
            reaches_step = end in steps and steps.index(end) >= place
            if reaches_step:
                walk_one(people, city, statement, step)
    for statement, end in zip(statements, ends, strict=True):
        if end == "disputed":
            dispute(
                statement,
                by=city.login_of(statement.payee),
                note=DISPUTED,
            )
        elif end == "withdrawn":
            withdraw(statement, by=people["section_head"], note=WITHDRAWN)


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
        reference = f"YH{statement.number.removeprefix('DZ-')}"
        pay(
            statement,
            paid_on=timezone.localdate(),
            bank_reference=reference,
            by=people["finance_2"],
        )
