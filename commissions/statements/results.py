"""What the bank did with a batch: its file is checked whole, shown, then recorded whole or not."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.again import asks_again
from crm.core.days import day_of
from crm.core.errors import Refused
from crm.core.money import yuan
from crm.core.punctuation import clauses
from crm.core.tables.doubts import of_rows
from crm.core.tables.plan import Plan
from crm.core.tables.preview import what_was_read
from crm.core.tables.read import read_plan
from crm.core.tables.reader import BadFile
from crm.core.writes import as_one

from ..models import BatchLine, ClosedPeriod, Payment, PaymentBatch
from .pay import pay
from .result_columns import TABLE

Result = BatchLine.Result
SAID = ("result", "reference", "paid_on", "reason")


@dataclass(frozen=True)
class Row:
    """What the file says of one transfer."""

    line: BatchLine
    result: str
    reference: str = ""
    paid_on: object = None
    reason: str = ""

    @property
    def is_paid(self) -> bool:
        return self.result == Result.PAID


@dataclass
class Read:
    """What a file of results says; ``problems`` are (row or None, title of the column, message).

    ``seen`` says in which units it was read and which rows were left out, ``doubts`` what a person
    must confirm before it is recorded.
    """

    rows: list[Row] = field(default_factory=list)
    problems: list[tuple[int | None, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: dict = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    @property
    def paid(self) -> list[Row]:
        return [row for row in self.rows if row.is_paid]

    @property
    def sum_paid(self) -> Decimal:
        return sum((row.line.amount for row in self.paid), Decimal(0))


def read_results(batch: PaymentBatch, name: str, content: bytes) -> Read:
    """Check a file of the bank's results whole; nothing is written."""
    results = Read()
    try:
        plan = read_plan(TABLE, name, content, user=None)
    except BadFile as bad:
        results.problems.append((None, "", str(bad)))
        return results
    for column in TABLE.columns:
        if column.required and column.name not in plan.places:
            plan.add_problem(plan.heading[1], column, _("This column is missing."))
    if not plan.is_blocked:
        _read_rows(batch, plan, results)
    results.notes, results.seen, results.doubts = plan.notes, what_was_read(plan), of_rows(plan)
    results.problems = sorted(
        (problem.row, problem.title, problem.message) for problem in plan.problems
    )
    return results


def _read_rows(batch, plan: Plan, results: Read):
    lines = batch.lines.filter(result=Result.WAITING).select_related("statement__payee")
    lines_by_number = {line.statement.number: line for line in lines}
    references = {values.get("reference") for _number, values in plan.rows} - {None, ""}
    payments = Payment.objects.filter(bank_reference__in=references)
    used_references = set(payments.values_list("bank_reference", flat=True))
    for number, values in plan.rows:
        line = lines_by_number.pop(values.get("number"), None)
        if number not in plan.faulty:
            for column, message in list(_problems(values, line, batch, used_references)):
                plan.add_problem(number, TABLE.column(column), message)
        if number not in plan.faulty:
            used_references.add(values.get("reference"))
            facts = {name: values[name] for name in SAID if values.get(name)}
            results.rows.append(Row(line, **facts))


def _problems(values, line, batch, used_references):
    """[(column name, message)] of a row; ``line`` is the transfer it names, None if none waits."""
    if line is None:
        message = _("%(number)s does not wait in this batch, or stands in the file already.")
        yield "number", message % {"number": values.get("number") or "—"}
        return
    if values.get("result") is None:
        yield "result", _("The result is 成功 or 失败, not “%(result)s”.") % {"result": "—"}
        return
    amount = values.get("amount")
    if amount is not None and amount != line.amount:
        message = _("The bank's amount is %(theirs)s, that of the transfer %(ours)s.")
        yield "amount", message % {"theirs": yuan(amount), "ours": yuan(line.amount)}
    if values["result"] == Result.PAID:
        yield from _problems_of_payment(values, batch, used_references)


def _problems_of_payment(values, batch, used_references):
    day, reference = values.get("paid_on"), values.get("reference")
    if not (day and reference):
        column = "paid_on" if reference else "reference"
        yield column, _("A payment needs 银行流水号 and 付款日期.")
        return
    if reference in used_references:
        yield "reference", _("This bank reference is already recorded for another payment.")
    made_on = day_of(batch.created_at)
    if day < made_on:
        message = _("The batch was made on %(day)s; no payment of it can be older.")
        yield "paid_on", message % {"day": made_on}
    elif day > timezone.localdate():
        yield "paid_on", _("The day of payment cannot lie in the future.")
    elif ClosedPeriod.covers(day):
        yield "paid_on", _("The books of %(day)s are closed.") % {"day": day}


@asks_again
@as_one()
def record_results(batch: PaymentBatch, read: Read, *, by) -> tuple[int, int]:
    """Record what the bank did: (paid, failed). All or nothing. Raises Refused."""
    if read.problems:
        raise Refused(clauses(_in_one_line(problem) for problem in read.problems))
    for row in read.rows:
        row.line.result, row.line.reason = row.result, "" if row.is_paid else row.reason
        row.line.recorded_by, row.line.recorded_at = by, timezone.now()
        row.line.save()  # it does not wait any more: its statement may be paid
        if row.is_paid:
            facts = {"paid_on": row.paid_on, "bank_reference": row.reference}
            pay(row.line.statement, **facts, by=by, note=batch.number)
    return len(read.paid), len(read.rows) - len(read.paid)


def _in_one_line(problem) -> str:
    row, _title, message = problem
    if row is None:
        return message
    return _("Row %(row)d: %(problem)s") % {"row": row, "problem": message}
