"""Payments to the bank in batches: the file that goes out."""

from io import BytesIO

import openpyxl
from django.utils.translation import gettext as _

from crm.core.again import asks_again
from crm.core.audit.kinds import SECRET
from crm.core.audit.write import note
from crm.core.errors import NotPermitted, Refused, SamePerson
from crm.core.punctuation import labelled, listed
from crm.core.spreadsheets import neutral
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import BatchLine, PaymentBatch, Statement
from ..models.currency import CNY
from ..models.statement_guards import account_unchanged, account_waits

COLUMNS = ("结算单号", "收款人", "开户行", "账号", "金额（元）", "用途")


@asks_again
@as_one()
def make_batch(statements, *, by) -> PaymentBatch:
    """A batch of statements in yuan whose payment is ordered and that wait in no other; foreign
    ones are paid one by one.
    """
    if not by.has_perm("commissions.pay_statement"):
        raise NotPermitted
    orders = list(
        Statement.objects.select_for_update(of=["self"])
        .filter(pk__in=statements, state=Statement.State.PAYING, currency=CNY)
        .order_by("number")
    )
    numbers = BatchLine.objects.filter(
        statement__in=orders, result=BatchLine.Result.WAITING
    ).values_list("statement__number", flat=True)
    if numbers:
        raise Refused(_("Already in a batch: %(numbers)s") % {"numbers": listed(numbers)})
    if not orders:
        raise Refused(_("No statement waits for its payment."))
    for statement in orders:
        if refusal := account_waits(statement) or account_unchanged(statement, by):
            raise Refused(labelled(statement.number, refusal))
    approved_numbers = [statement.number for statement in orders if by.pk in statement.approver_ids]
    if approved_numbers:
        words = {"numbers": listed(approved_numbers)}
        raise SamePerson(
            _("You approved %(numbers)s; another person sends them to the bank.") % words
        )
    batch = save_as(
        PaymentBatch(number=PaymentBatch.NUMBERS.take(), created_by=by),
        by=by,
    )
    BatchLine.objects.bulk_create(
        [BatchLine(batch=batch, statement=statement, amount=statement.net) for statement in orders]
    )
    return batch


def bank_file(batch: PaymentBatch, mark: str = "") -> bytes:
    """The batch as XLSX, accounts in full: it goes to the bank. ``mark`` stands in the file's
    properties and at its foot.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(COLUMNS)
    lines = list(batch.lines.select_related("statement__account", "statement__payee"))
    note(SECRET, record=batch, count=len(lines))
    for line in lines:
        account = line.statement.account
        sheet.append(
            [
                line.statement.number,
                neutral(account.holder),
                neutral(account.bank),
                account.number,
                line.amount,
                neutral(f"招商佣金 {line.statement.title}"),
            ]
        )
        sheet.cell(sheet.max_row, 4).number_format = "@"
        sheet.cell(sheet.max_row, 5).number_format = "#,##0.00"
    for column, width in zip("ABCDEF", (18, 32, 36, 28, 18, 30), strict=True):
        sheet.column_dimensions[column].width = width
    book.properties.description = mark
    sheet.oddFooter.center.text = mark.replace("&", "&&")[:200]
    file = BytesIO()
    book.save(file)
    return file.getvalue()
