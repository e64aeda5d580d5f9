"""The bank's results: dates and numbers as everywhere, everything refused at the preview."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from commissions.models import ClosedPeriod, Payment, PaymentBatch, Statement
from commissions.settlement.settle import settle
from commissions.statements.batch import make_batch
from commissions.statements.draw_up import draw_up
from commissions.statements.notice import publish
from commissions.statements.results import read_results, record_results
from crm.core.transitions import move
from tests.commissions.statements.test_payout import invoice, notice_over

FILES = Path(__file__).parents[2] / "leads" / "files"
HEADING = "结算单号,结果,银行流水号,付款日期,金额,原因"


@pytest.fixture
def batch(people, verified_assets, agent):
    """One statement of 460,000 yuan that was ordered, and waits for
    the bank, since 5 January 2026.
    """
    settle()
    statement = draw_up(agent, by=people.head)
    for step, by in (
        ("confirm", people.agency),
        ("review", people.head),
        ("approve", people.finance),
    ):
        move(statement, step, by=by)
    publish(statement, by=people.finance2)
    statement.refresh_from_db()
    invoice(statement, people.agency)
    notice_over(statement)
    move(statement, "order_payment", by=people.finance2)
    Statement.objects.update(ordered_on=date(2026, 1, 5))
    made = make_batch(Statement.objects.all(), by=people.finance2)
    PaymentBatch.objects.update(created_at=timezone.make_aware(timezone.datetime(2026, 1, 5)))
    made.refresh_from_db()
    return made


@pytest.fixture
def number(batch):
    return batch.lines.get().statement.number


def read(batch, *lines, heading=HEADING):
    return read_results(batch, "回盘.csv", "\n".join([heading, *lines]).encode("gb18030"))


def workbook(rows) -> bytes:
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "day",
    ["2026/1/5", "2026-01-05", "2026.1.5", "2026年1月5日", "20260105", date(2026, 1, 5), 46027],
)
def test_a_day_is_read_as_in_every_table(batch, number, day):
    rows = [["结算单号", "结果", "银行流水号", "付款日期"], [number, "成功", "2026112900001", day]]
    found = read_results(batch, "results.xlsx", workbook(rows))
    assert found.problems == []
    assert (found.rows[0].paid_on, found.rows[0].reference) == (date(2026, 1, 5), "2026112900001")


@pytest.mark.parametrize("day", ["1926-01-05", "2026-01-04", "2999-01-01", "2026-01", "昨天", ""])
def test_a_day_that_can_not_be_is_refused_at_its_row(batch, number, day):
    found = read(batch, f"{number},成功,YH1,{day},,")
    assert [row for row, _title, _message in found.problems] == [2]
    assert found.rows == []


def test_tomorrow_and_closed_books_are_refused_at_the_preview(people, batch, number):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert len(read(batch, f"{number},成功,YH1,{tomorrow},,").problems) == 1
    ClosedPeriod.objects.create(until=date(2026, 1, 31), closed_by=people.finance)
    assert "2026-01-06" in read(batch, f"{number},成功,YH1,2026-01-06,,").problems[0][2]


@pytest.mark.parametrize(
    ("heading", "amount", "is_right"),
    [
        (HEADING, "460000", True),
        (HEADING, '"460,000.00"', True),
        (HEADING, "46万元", True),
        (HEADING.replace("金额", "金额（万元）"), "46", True),
        (HEADING, "46", False),
        (HEADING, "459999.99", False),
    ],
)
def test_the_amount_of_the_bank_is_that_of_the_transfer(batch, number, heading, amount, is_right):
    found = read(batch, f"{number},成功,YH1,2026-01-06,{amount},", heading=heading)
    assert (found.problems == []) is is_right


def test_the_same_transfer_and_the_same_reference_stand_once(batch, number):
    line = f"{number},成功,YH1,2026-01-06,,"
    assert [row for row, _title, _message in read(batch, line, line).problems] == [3]


def test_a_title_above_and_words_of_banks_are_read(batch, number):
    text = f"付款回单\n结算单编号,交易状态,交易流水号,交易日期\n{number},交易成功,YH1,2026-01-06\n"
    found = read_results(batch, "a.csv", text.encode("utf-16"))
    assert (found.problems, len(found.paid)) == ([], 1)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("old_xls_renamed.xlsx", "另存为 Excel 工作簿"),
        ("truncated.xlsx", "损坏"),
        ("unclosed_quote.csv", "引号"),
        ("long_name.csv", "表头"),
    ],
)
def test_a_damaged_or_foreign_file_is_a_message_on_the_screen(client, people, batch, name, says):
    client.force_login(people.finance2)
    upload = SimpleUploadedFile(name, (FILES / f"target_{name}").read_bytes())
    page = client.post(reverse("paymentbatch:results", args=[batch.pk]), {"file": upload})
    assert page.status_code == 200
    assert says in page.text
    assert "confirmed" not in page.context


def test_nothing_is_recorded_before_the_confirmation(client, people, batch, number):
    client.force_login(people.finance2)
    address = reverse("paymentbatch:results", args=[batch.pk])
    text = f"{HEADING}\n{number},成功,YH1,2026-01-06,460000,\n"
    page = client.post(address, {"file": SimpleUploadedFile("回盘.csv", text.encode())})
    assert "46 万元" in page.text
    assert not Payment.objects.exists()
    client.post(address, {"confirmed": page.context["confirmed"]})
    payment = Payment.objects.get()
    assert (payment.paid_on, payment.bank_reference) == (date(2026, 1, 6), "YH1")
    again = client.post(address, {"confirmed": page.context["confirmed"]}, follow=True)
    assert (again.status_code, Payment.objects.count()) == (200, 1)


def test_a_forged_confirmation_records_nothing(client, people, batch):
    client.force_login(people.finance2)
    client.post(reverse("paymentbatch:results", args=[batch.pk]), {"confirmed": "WyJh:forged"})
    assert not Payment.objects.exists()


def test_a_failed_transfer_keeps_its_reason(people, batch, number):
    found = read(batch, f"{number},失败（账号有误）,,,,账号不存在")
    assert record_results(batch, found, by=people.finance2) == (0, 1)
    assert batch.lines.get().reason == "账号不存在"
