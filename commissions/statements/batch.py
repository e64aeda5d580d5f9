"""Payments to the bank in batches: a file out, the results back in."""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO

import openpyxl
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commissions.models import BatchLine, PaymentBatch, Statement
from crm.core.days import day_of
from crm.core.errors import NotPermitted, Refused
from crm.core.history import save_as
from crm.core.models import Sequence
from crm.core.spreadsheets import neutral

from .pay import pay

COLUMNS = ("结算单号", "收款人", "开户行", "账号", "金额", "用途")
RESULT_COLUMNS = {"结算单号": "number", "结果": "result", "银行流水号": "reference", "付款日期": "paid_on", "原因": "reason"}
SUCCESS, FAILURE = {"成功", "paid", "ok"}, {"失败", "failed"}
LARGEST = 2_000_000  # bytes


@transaction.atomic
def make_batch(statements, *, by) -> PaymentBatch:
    """A batch of statements whose payment is ordered and that wait in no other."""
    if not by.has_perm("commissions.pay_statement"):
        raise NotPermitted
    chosen = list(Statement.objects.select_for_update(of=["self"]).filter(pk__in=statements, state=Statement.State.PAYING).order_by("number"))
    waiting = BatchLine.objects.filter(statement__in=chosen, result=BatchLine.Result.WAITING).values_list("statement__number", flat=True)
    if waiting:
        raise Refused(_("Already in a batch: %(numbers)s") % {"numbers": "、".join(waiting)})
    if not chosen:
        raise Refused(_("No statement waits for its payment."))
    year = timezone.localdate().year
    batch = save_as(PaymentBatch(number=f"FK-{year}-{Sequence.take('payment_batch', year):04d}", created_by=by), by=by)
    BatchLine.objects.bulk_create([BatchLine(batch=batch, statement=each, amount=each.net) for each in chosen])
    return batch


def bank_file(batch: PaymentBatch, mark: str = "") -> bytes:
    """The batch as XLSX, accounts in full: it goes to the bank. ``mark`` stands in the file's properties and at its foot."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(COLUMNS)
    for line in batch.lines.select_related("statement__account", "statement__payee"):
        account = line.statement.account
        sheet.append([line.statement.number, neutral(account.holder), neutral(account.bank), account.number, line.amount, neutral(f"招商佣金 {line.statement.title}")])
        sheet.cell(sheet.max_row, 4).number_format = "@"
        sheet.cell(sheet.max_row, 5).number_format = "#,##0.00"
    for column, width in zip("ABCDEF", (18, 32, 36, 28, 18, 30), strict=True):
        sheet.column_dimensions[column].width = width
    book.properties.description = mark
    sheet.oddFooter.center.text = mark.replace("&", "&&")[:200]
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@dataclass
class Read:
    """What a file of results says: rows by statement, and every problem with its row."""

    rows: list[dict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_results(batch: PaymentBatch, name: str, content: bytes) -> Read:
    """Check a file of the bank's results whole; nothing is written."""
    found = Read()
    if len(content) > LARGEST:
        found.problems.append(_("The file is too large for a file of results."))
        return found
    try:
        table = _table(name, content)
    except (ValueError, KeyError, OSError, openpyxl.utils.exceptions.InvalidFileException):
        found.problems.append(_("The file is neither XLSX nor CSV."))
        return found
    missing = [column for column in ("结算单号", "结果") if not table or column not in table[0]]
    if missing:
        found.problems.append(_("The column %(column)s is missing.") % {"column": missing[0]})
        return found
    waiting = {line.statement.number: line for line in batch.lines.filter(result=BatchLine.Result.WAITING).select_related("statement")}
    for number, cells in enumerate(table[1:], 2):
        row = {RESULT_COLUMNS[title]: value for title, value in zip(table[0], cells, strict=False) if title in RESULT_COLUMNS}
        problem = _problem(row, waiting, found.rows)
        if problem:
            found.problems.append(_("Row %(row)d: %(problem)s") % {"row": number, "problem": problem})
        else:
            found.rows.append({**row, "line": waiting[str(row["number"])], "paid_on": _day(row.get("paid_on"))})
    return found


def _problem(row, waiting, before) -> str:
    number, result = str(row.get("number") or ""), str(row.get("result") or "").strip().lower()
    if number not in waiting:
        return _("%(number)s does not wait in this batch.") % {"number": number or "—"}
    if any(str(each["number"]) == number for each in before):
        return _("%(number)s stands twice.") % {"number": number}
    if result not in SUCCESS | FAILURE:
        return _("The result is 成功 or 失败, not “%(result)s”.") % {"result": result}
    if result in SUCCESS and not (row.get("reference") and _day(row.get("paid_on"))):
        return _("A payment needs 银行流水号 and 付款日期.")
    return ""


@transaction.atomic
def record_results(batch: PaymentBatch, read: Read, *, by) -> tuple[int, int]:
    """Record what the bank did: (paid, failed). All or nothing. Raises Refused."""
    if read.problems:
        raise Refused("；".join(read.problems))
    paid = 0
    for row in read.rows:
        line = row["line"]
        if str(row["result"]).strip().lower() in SUCCESS:
            pay(line.statement, paid_on=row["paid_on"], bank_reference=str(row["reference"]), by=by, note=batch.number)
            line.result, paid = BatchLine.Result.PAID, paid + 1
        else:
            line.result, line.reason = BatchLine.Result.FAILED, str(row.get("reason") or "")[:300]
        line.save()
    return paid, len(read.rows) - paid


def _table(name, content) -> list[list]:
    if name.lower().endswith(".xlsx"):
        sheet = openpyxl.load_workbook(BytesIO(content), read_only=True).active
        return [list(row) for row in sheet.iter_rows(values_only=True, max_row=10_000) if any(cell is not None for cell in row)]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [row for row in csv.reader(StringIO(content.decode(encoding))) if row]
        except UnicodeDecodeError:
            continue
    raise ValueError


def _day(value) -> date | None:
    if isinstance(value, datetime):
        return day_of(value)
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value).strip().replace("/", "-"))
    except ValueError:
        return None
