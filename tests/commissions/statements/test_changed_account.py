"""After a change of an agent's account nothing is paid to it for some days, so that its holder can
still object.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from commissions.models import Statement
from commissions.settlement.settle import settle
from commissions.statements.batch import make_batch
from commissions.statements.draw_up import draw_up
from commissions.statements.invoice import record_invoice
from commissions.statements.notice import publish
from crm.core.errors import Refused
from crm.core.models import Parameter
from crm.core.transitions import move
from leads.agents.accounts import change_account

TODAY = timezone.localdate
WAITS = "前暂缓付款"


@pytest.fixture
def statement(people, verified_assets, agent):
    """Ready to be ordered: approved, the notice over, the invoice recorded."""
    settle()
    drawn = draw_up(agent, by=people.head)
    for step, by in (
        ("confirm", people.agency),
        ("review", people.head),
        ("approve", people.finance),
    ):
        move(drawn, step, by=by)
    publish(drawn, by=people.finance2)
    record_invoice(
        drawn,
        by=people.agency,
        number="25432000000000000001",
        issued_on=TODAY(),
        rate=Decimal("0.06"),
        amount=drawn.total,
    )
    Statement.objects.filter(pk=drawn.pk).update(notice_until=date(2020, 1, 1))
    return Statement.objects.get(pk=drawn.pk)


def changed(agent, days_ago: int):
    agent.accounts.update(changed_on=TODAY() - timedelta(days=days_ago))


def fresh(statement) -> Statement:
    return Statement.objects.get(pk=statement.pk)


def test_its_payment_is_ordered_from_the_day_on_which_the_wait_is_over(people, agent, statement):
    Parameter.objects.filter(code="account_change_wait_days").update(value=5)
    changed(agent, 4)
    with pytest.raises(Refused, match=WAITS):
        move(fresh(statement), "order_payment", by=people.finance2)
    changed(agent, 5)
    move(fresh(statement), "order_payment", by=people.finance2)
    assert fresh(statement).state == "paying"


def test_no_batch_takes_it_to_the_bank_before(people, agent, statement):
    move(statement, "order_payment", by=people.finance2)
    changed(agent, 1)
    with pytest.raises(Refused, match=f"{statement.number}.*{WAITS}"):
        make_batch(Statement.objects.all(), by=people.finance2)
    Parameter.objects.filter(code="account_change_wait_days").update(value=1)
    assert make_batch(Statement.objects.all(), by=people.finance2).lines.count() == 1


def test_no_batch_takes_it_to_an_account_that_is_no_longer_in_use(people, agent, statement):
    move(statement, "order_payment", by=people.finance2)
    change_account(
        agent, holder=agent.name, bank="建设银行", number="6217000011112222", by=people.finance
    )
    with pytest.raises(Refused, match=statement.number):
        make_batch(Statement.objects.all(), by=people.finance2)


def test_the_pages_of_the_statement_say_so(client, people, agent, statement):
    changed(agent, 0)
    day = f"{TODAY() + timedelta(days=3)} {WAITS}"
    for who, name in (("finance", "statement:inspect"), ("agency", "portal:statement")):
        client.force_login(getattr(people, who))
        assert day in client.get(reverse(name, args=[statement.pk])).text
    changed(agent, 3)
    for who, name in (("finance", "statement:inspect"), ("agency", "portal:statement")):
        client.force_login(getattr(people, who))
        assert WAITS not in client.get(reverse(name, args=[statement.pk])).text


def test_a_first_account_waits_for_nothing_and_the_next_one_does(people, agent):
    first = agent.current_account()
    assert (first.changed_on, first.payable_from, first.is_payable_on(TODAY())) == (
        None,
        None,
        True,
    )
    following = change_account(
        agent, holder=agent.name, bank="建设银行", number="6217000011112222", by=people.finance
    )
    assert (following.changed_on, following.payable_from) == (TODAY(), TODAY() + timedelta(days=3))
