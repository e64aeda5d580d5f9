"""From an approved statement to the bank and back: tax, invoice, objections, batches, reversals,
advances, closed periods.
"""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import openpyxl
import pytest
from django.db import InternalError, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from commissions.models import ClosedPeriod, LedgerEntry, Payment, Statement
from commissions.settlement.settle import first_bad_row, settle
from commissions.statements.advance import grant_advance
from commissions.statements.batch import bank_file, make_batch
from commissions.statements.dispute import dispute
from commissions.statements.draw_up import draw_up, tax_on
from commissions.statements.invoice import record_invoice
from commissions.statements.notice import publish
from commissions.statements.objections import answer_objection, object_to
from commissions.statements.pay import pay
from commissions.statements.pay import reverse as send_back
from commissions.statements.payout_screens import close_period
from commissions.statements.results import read_results, record_results
from crm.core.errors import NotPermitted, Refused
from crm.core.granting import give_role
from crm.core.models import ExportLog, Notification, User
from crm.core.transitions import move

TODAY = timezone.localdate


@pytest.fixture
def statement(people, verified_assets, agent):
    settle()
    return draw_up(agent, by=people.head)


@pytest.fixture
def on_notice(people, statement):
    move(statement, "confirm", by=people.agency)
    move(statement, "review", by=people.head)
    move(statement, "approve", by=people.finance)
    publish(statement, by=people.finance2)
    statement.refresh_from_db()
    return statement


def invoice(statement, by, **changes):
    facts = {
        "number": "25432000000000000001",
        "issued_on": TODAY(),
        "rate": Decimal("0.06"),
        "amount": statement.total,
        **changes,
    }
    return record_invoice(statement, by=by, **facts)


def notice_over(statement):
    Statement.objects.filter(pk=statement.pk).update(notice_until=date(2020, 1, 1))
    statement.refresh_from_db()


@pytest.fixture
def paying(people, on_notice):
    invoice(on_notice, people.agency)
    notice_over(on_notice)
    move(on_notice, "order_payment", by=people.finance2)
    on_notice.refresh_from_db()
    return on_notice


def kinds():
    return list(LedgerEntry.objects.order_by("sequence").values_list("kind", "amount"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"amount": Decimal("459999.99")}, "460,000.00"),
        ({"issued_on": date(2999, 1, 1)}, "今天"),
        ({"rate": Decimal("0.05")}, "增值税率"),
        ({"number": "=1+1"}, "字母和数字"),
    ],
)
def test_an_invoice_must_agree(people, statement, changes, says):
    with pytest.raises(Refused, match=says):
        invoice(statement, people.agency, **changes)


def test_an_invoice_is_used_once_and_needed_before_payment(people, on_notice):
    notice_over(on_notice)
    with pytest.raises(Refused, match="发票"):
        move(on_notice, "order_payment", by=people.finance2)
    with pytest.raises(NotPermitted):
        invoice(on_notice, people.referrer)
    invoice(on_notice, people.agency)
    move(on_notice, "order_payment", by=people.finance2)


def test_an_upheld_objection_stops_it_for_good(people, on_notice):
    objection = object_to(on_notice, name="王某", contact="1", text="异议")
    answer_objection(objection, is_upheld=True, answer="属实", by=people.head)
    invoice(on_notice, people.agency)
    notice_over(on_notice)
    with pytest.raises(Refused, match="异议成立"):
        move(on_notice, "order_payment", by=people.finance2)


def test_what_is_not_on_notice_is_nowhere_for_the_public(people, statement, client):
    assert client.get(reverse("portal:notice", args=[statement.pk])).status_code == 404
    with pytest.raises(Refused, match="公示已结束"):
        object_to(statement, name="王某", contact="1", text="异议")


def test_a_dispute_has_a_day_by_which_it_is_answered(people, statement):
    dispute(statement, by=people.agency, note="金额不对")
    statement.refresh_from_db()
    assert statement.dispute_due_on >= TODAY() + timedelta(days=12)
    move(statement, "answer", by=people.head, note="已核对")


def test_tax_is_withheld_by_rate_and_rounded_once():
    entries = [
        LedgerEntry(amount=Decimal(amount), tax_rate=Decimal(rate))
        for amount, rate in (("100.03", "0.2"), ("0.02", "0.2"), ("50", "0"), ("-10", "0.1"))
    ]
    assert tax_on(entries) == Decimal("20.01")


def test_a_batch_goes_to_the_bank_and_its_results_come_back(people, paying):
    batch = make_batch(Statement.objects.all(), by=people.finance2)
    rows = list(openpyxl.load_workbook(BytesIO(bank_file(batch))).active.values)
    assert rows[1][:5] == (
        paying.number,
        "长江招商咨询有限公司",
        "工商银行常德分行",
        "6222021902001234567",
        460000,
    )
    with pytest.raises(Refused):
        make_batch(Statement.objects.all(), by=people.finance2)
    results = (
        f"结算单号,结果,银行流水号,付款日期,原因\n{paying.number},成功,YH001,{TODAY()},\n".encode(
            "gb18030"
        )
    )
    assert record_results(batch, read_results(batch, "回盘.csv", results), by=people.finance2) == (
        1,
        0,
    )
    paying.refresh_from_db()
    assert (paying.state, paying.payment.bank_reference, batch.lines.get().result) == (
        "paid",
        "YH001",
        "paid",
    )
    assert sum(amount for _kind, amount in kinds()) == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("结算单号,原因\n1,成功\n", "缺少"),
        ("结算单号,结果\nDZ-1,成功\n", "第 2 行：DZ-1 不在"),
        ("结算单号,结果\n{number},好了\n", "第 2 行：结果应为"),
        ("结算单号,结果,银行流水号,付款日期\n{number},成功,YH1,昨天\n", "第 2 行：“昨天”"),
        ("结算单号,结果,银行流水号,付款日期\n{number},成功,,2026-01-01\n", "第 2 行：付款成功须有"),
        ("结算单号,结果,原因\n{number},失败,账号有误\n{number},失败,账号有误\n", "第 3 行"),
    ],
)
def test_faulty_results_are_told_by_row_and_nothing_is_recorded(people, paying, text, says):
    batch = make_batch(Statement.objects.all(), by=people.finance2)
    read = read_results(batch, "results.csv", text.format(number=paying.number).encode())
    with pytest.raises(Refused, match=says):
        record_results(batch, read, by=people.finance2)
    assert not Payment.objects.exists()
    assert batch.lines.get().result == "waiting"


def test_what_waits_for_the_bank_is_not_paid_by_hand_as_well(client, people, paying):
    batch = make_batch(Statement.objects.all(), by=people.finance2)
    facts = {"paid_on": timezone.localdate(), "bank_reference": "手工-1"}
    with pytest.raises(Refused, match=str(batch)):
        pay(paying, **facts, by=people.finance2)
    client.force_login(people.finance2)
    page = client.get(reverse("statement:inspect", args=[paying.pk])).text
    assert reverse("statement:pay", args=[paying.pk]) not in page
    answer = f"结算单号,结果,银行流水号,付款日期\n{paying.number},成功,YH1,{timezone.localdate()}\n"
    record_results(batch, read_results(batch, "r.csv", answer.encode()), by=people.finance2)
    assert Payment.objects.get().bank_reference == "YH1"


def test_a_failed_transfer_can_go_into_the_next_batch(people, paying):
    batch = make_batch(Statement.objects.all(), by=people.finance2)
    read = read_results(
        batch, "results.csv", f"结算单号,结果,原因\n{paying.number},失败,账号有误\n".encode()
    )
    assert record_results(batch, read, by=people.finance2) == (0, 1)
    assert make_batch(Statement.objects.all(), by=people.finance2).lines.count() == 1


def test_a_payment_that_comes_back_is_booked_back_and_can_be_made_again(people, paying):
    pay(paying, paid_on=TODAY(), bank_reference="YH1", by=people.finance2)
    send_back(paying, by=people.finance2, note="户名不符")
    assert sum(amount for _kind, amount in kinds()) == 460000
    pay(paying, paid_on=TODAY(), bank_reference="YH2", by=people.finance2)
    assert sum(amount for _kind, amount in kinds()) == 0
    assert [kind for kind, _amount in kinds()][-3:] == ["payment", "reversal", "payment"]
    assert first_bad_row() is None


def test_an_advance_is_paid_once_and_recovered_from_what_is_earned_later(
    people, agent, contribute, taxed, deal
):
    grant_advance(agent, Decimal(100000), why="前期工作经费", by=people.finance)
    first = draw_up(agent, by=people.head)
    assert first.total == 100000
    for name, by in (
        ("confirm", people.agency),
        ("review", people.head),
        ("approve", people.finance),
    ):
        move(first, name, by=by)
    publish(first, by=people.finance2)
    invoice(first, people.agency, amount=Decimal(100000))
    notice_over(first)
    move(first, "order_payment", by=people.finance2)
    first.refresh_from_db()
    pay(first, paid_on=TODAY(), bank_reference="YH1", by=people.finance2)
    with pytest.raises(Refused, match="负"):
        draw_up(agent, by=people.head)
    contribute("fixed_assets", "120000000")
    settle()
    assert draw_up(agent, by=people.head).total == 360000


def test_no_payment_falls_into_a_closed_period(people, paying):
    day = TODAY() - timedelta(days=1)
    with pytest.raises(Refused, match="已过去"):
        close_period(by=people.finance, until=TODAY())
    close_period(by=people.finance, until=day)
    with pytest.raises(Refused, match="已关账"):
        pay(paying, paid_on=day, bank_reference="YH1", by=people.finance2)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Payment.objects.create(
            statement=paying,
            paid_on=day,
            bank_reference="YH9",
            amount=1,
            account=paying.account,
            recorded_by=people.finance2,
        )
    pay(paying, paid_on=TODAY(), bank_reference="YH1", by=people.finance2)
    assert ClosedPeriod.objects.count() == 1


def test_accounts_in_full_are_for_those_who_pay_alone(people, paying, client):
    batch = make_batch(Statement.objects.all(), by=people.finance2)
    for user, status in ((people.finance, 200), (people.auditor, 302), (people.agency, 302)):
        client.force_login(user)
        assert client.get(reverse("paymentbatch:file", args=[batch.pk])).status_code == status


def test_the_file_for_the_bank_leaves_with_a_reason_and_a_line_in_the_log(people, paying, client):
    batch = make_batch(Statement.objects.all(), by=people.finance2)
    client.force_login(people.finance2)
    address = reverse("paymentbatch:file", args=[batch.pk])
    asked = client.get(address)
    assert (asked.context["rows"], "6222021902001234567" in asked.text) == (1, False)
    for reason in ("", "aaaa"):
        assert not client.post(address, {"reason": reason}).streaming
    assert not ExportLog.objects.exists()
    answer = client.post(address, {"reason": "报送工商银行代付"})
    content = b"".join(answer.streaming_content)
    book = openpyxl.load_workbook(BytesIO(content))
    assert list(book.active.values)[0][0] == "结算单号"  # the bank's program reads the first row
    log = ExportLog.objects.get()
    assert (log.by, log.rows, log.reason) == (people.finance2, 1, "报送工商银行代付")
    assert (log.filters, log.sha256) == (batch.number, sha256(content).hexdigest())
    assert log.number in book.properties.description


def told(user) -> list:
    return list(
        Notification.objects.filter(recipient=user, kind__startswith="statement")
        .order_by("id")
        .values_list("kind", "values__state")
    )


def test_the_payee_is_told_of_payment_return_and_what_to_confirm_again(people, paying):
    first = told(people.agency)
    assert first == [("statement_to_confirm", None)]
    pay(paying, paid_on=TODAY(), bank_reference="B-1", by=people.finance2)
    send_back(paying, by=people.finance2, note="账号有误")
    assert told(people.agency)[1:] == [
        ("statement_moved", str(Statement.State.PAID.label)),
        ("statement_moved", str(Statement.State.PAYING.label)),
    ]
    assert told(people.referrer) == []


def test_a_statement_that_is_returned_is_to_be_confirmed_anew(people, statement):
    move(statement, "confirm", by=people.agency)
    dispute(statement, by=people.agency, note="金额有误")
    move(statement, "answer", by=people.head, note="已核对")
    assert [kind for kind, _state in told(people.agency)] == ["statement_to_confirm"] * 2


def test_the_page_of_an_agent_shows_agreements_and_money_to_who_may_see_them(
    client, people, agent, agreement, verified_assets
):
    url = reverse("agent:inspect", args=[agent.pk])
    settle()
    client.force_login(people.officer)
    assert "尚未列入结算单" not in client.get(url).content.decode()
    client.force_login(people.finance)
    page = client.get(url).content.decode()
    assert agreement.number in page
    assert "尚未列入结算单：46 万元" in page
    statement = draw_up(agent, by=people.head)
    page = client.get(url).content.decode()
    assert reverse("statement:inspect", args=[statement.pk]) in page
    assert "尚未列入结算单" not in page
    client.force_login(people.officer)
    page = client.get(url).content.decode()
    assert agreement.number in page
    assert statement.number not in page


def test_the_desk_names_those_payees_alone_whom_its_reader_sees(
    client, people, verified_assets, agent
):
    settle()
    elsewhere = User.objects.create_user(
        "head_elsewhere", password="a-long-password-1", department=people.other_department
    )
    give_role(elsewhere, "section_head")
    for reader, sees in ((people.head, True), (people.finance, True), (elsewhere, False)):
        client.force_login(User.objects.get(pk=reader.pk))
        page = client.get(reverse("statement:desk"))
        assert page.status_code == 200 and (agent.name in page.text) == sees
