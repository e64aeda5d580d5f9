"""From the ledger to the bank: statements are what their entries come to, carry the approvals that
they say, and were paid once, whole, to the payee's account; and the ledger booked that.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from crm.core.money import to_fen
from crm.core.proof.exported import Exported, Row
from crm.core.proof.fault import Fault, What, what

from ..models import ApprovalStep, LedgerEntry, Statement
from .ledger import LEDGER

Kind, State = LedgerEntry.Kind, Statement.State
STATEMENTS, LINES = "commissions_statement", "commissions_statementline"
PAYMENTS, BATCH_LINES = "commissions_payment", "commissions_batchline"
ACCOUNTS, MOVES = "leads_payeeaccount", "core_move"
TAKEN_BY = {step: f"{field}_id" for step, (field, _amount) in ApprovalStep.KNOWN.items()}
ALL_GIVEN = {State.ON_NOTICE, State.PAYING, State.PAID}
BOOKED = (Kind.PAYMENT, Kind.TAX, Kind.RECOVERY, Kind.REVERSAL)


def check(export: Exported) -> Iterator[Fault]:
    money = _Money(export)
    for statement in export.rows(STATEMENTS):
        for problem in money.wrong_with(statement):
            yield export.seen.fault(STATEMENTS, statement["id"], problem)
    yield from money.lines()
    yield from money.payments()
    yield from money.batches()
    yield from money.bookings()


class _Money:
    def __init__(self, export: Exported):
        self.export = export
        self.statements = export.by_id(STATEMENTS)
        self.accounts = export.by_id(ACCOUNTS)
        self.drawn_up = defaultdict(list)
        for line in export.rows(LINES):
            self.drawn_up[line["statement_id"]].append(line)
        entry_ids = {line["entry_id"] for lines in self.drawn_up.values() for line in lines}
        self.entries = {row["id"]: row for row in export.rows(LEDGER) if row["id"] in entry_ids}
        self.paid = defaultdict(list)
        for payment in export.rows(PAYMENTS):
            self.paid[payment["statement_id"]].append(payment)
        self.steps = self._steps()

    def _steps(self) -> dict[str, list[Row]]:
        kind, moves = self.export.content_types.get("commissions.statement"), defaultdict(list)
        for move in self.export.rows_where(MOVES, "content_type_id", kind):
            moves[move["object_id"]].append(move)
        return moves

    def wrong_with(self, statement: Row) -> Iterator[What]:
        entries = [
            self.entries[line["entry_id"]]
            for line in self.drawn_up[statement["id"]]
            if line["entry_id"] in self.entries
        ]
        total = sum((Decimal(row["amount"]) for row in entries), Decimal(0))
        if total != Decimal(statement["total"]):
            amounts = {"amount": statement["total"], "sum": total}
            yield what(_("says %(amount)s, and its entries come to %(sum)s"), **amounts)
        elif _tax_on(entries) != Decimal(statement["tax"]):
            amounts = {"amount": statement["tax"], "sum": _tax_on(entries)}
            yield what(_("withholds %(amount)s of tax, and its entries come to %(sum)s"), **amounts)
        account = self.accounts.get(statement["account_id"])
        if account is None or account["agent_id"] != statement["payee_id"]:
            yield what(_("is to be paid to an account that is not its payee's"))
        yield from self._approvals(statement)
        yield from self._standing(statement)

    def _approvals(self, statement: Row) -> Iterator[What]:
        """The approvals that a statement carries were given as steps; it is published or paid only
        with all that it takes.
        """
        moves = {(move["name"], move["by_id"]) for move in self.steps[statement["id"]]}
        approvals = {
            step: statement[column] for step, column in TAKEN_BY.items() if statement[column]
        }
        for step, person in approvals.items():
            if (step.value, person) not in moves:
                yield what(
                    _("carries the approval “%(step)s” of person %(person)s, who did not take it"),
                    step=step.value,
                    person=person,
                )
        if len(set(approvals.values())) < len(approvals):
            yield what(_("one person gave two of its approvals"))
        if statement["state"] in ALL_GIVEN:
            asked_steps = statement["asked_steps"].strip("{}").split(",")
            for step in asked_steps:
                if step not in {approval.value for approval in approvals}:
                    message = _("is %(state)s without the approval “%(step)s”")
                    yield what(message, state=statement["state"], step=step)

    def _standing(self, statement: Row) -> Iterator[What]:
        payments = [
            payment for payment in self.paid[statement["id"]] if payment["reversed_at"] is None
        ]
        if len(payments) != (statement["state"] == State.PAID):
            message = _("is %(state)s, and %(count)s payments of it stand")
            yield what(message, state=statement["state"], count=len(payments))
        if statement["state"] in (State.PAYING, State.PAID):
            if statement["ordered_by_id"] in {statement[column] for column in TAKEN_BY.values()}:
                yield what(_("its payment was ordered by one who approved it"))
            if ("order_payment", statement["ordered_by_id"]) not in {
                (move["name"], move["by_id"]) for move in self.steps[statement["id"]]
            }:
                yield what(_("its payment was ordered without a step"))

    def lines(self) -> Iterator[Fault]:
        """An entry stands on one statement in force, and has its payee and its currency."""
        live_lines: dict[str, str] = {}
        for statement, lines in self.drawn_up.items():
            for line in lines:
                for problem in self._wrong_line(self.statements.get(statement), line, live_lines):
                    yield self.export.seen.fault(LINES, line["id"], problem, of=f"{LINES}.drawn_up")

    def _wrong_line(
        self, statement: Row | None, line: Row, live_lines: dict[str, str]
    ) -> Iterator[What]:
        entry = self.entries.get(line["entry_id"])
        if statement is None or entry is None:
            yield what(_("its statement or its entry is not there"))
            return
        if entry["payee_id"] != statement["payee_id"]:
            yield what(_("puts another payee's entry on a statement"))
        if entry["currency"] != statement["currency"] or entry["kind"] not in LedgerEntry.DUE:
            yield what(_("puts an entry on a statement that does not belong there"))
        is_live = line["is_live"] == "t"
        if is_live == (statement["state"] == State.WITHDRAWN):
            yield what(_("is in force with a withdrawn statement, or the other way round"))
        if is_live and live_lines.setdefault(entry["id"], line["id"]) != line["id"]:
            message = _("puts an entry on a second statement (the first is line %(line)s)")
            yield what(message, line=live_lines[entry["id"]])

    def payments(self) -> Iterator[Fault]:
        for payments in self.paid.values():
            for payment in payments:
                for problem in self._wrong_payment(payment):
                    yield self.export.seen.fault(PAYMENTS, payment["id"], problem)

    def _wrong_payment(self, payment: Row) -> Iterator[What]:
        statement = self.statements.get(payment["statement_id"])
        if statement is None:
            yield what(_("its statement is not there"))
            return
        net = Decimal(statement["total"]) - Decimal(statement["tax"])
        if Decimal(payment["amount"]) != net:
            amounts = {"amount": payment["amount"], "net": net}
            yield what(_("is over %(amount)s, its statement over %(net)s"), **amounts)
        if payment["account_id"] != statement["account_id"]:
            yield what(_("went to another account than its statement's"))
        moves = {(move["name"], move["by_id"]) for move in self.steps[statement["id"]]}
        if ("pay", payment["recorded_by_id"]) not in moves:
            yield what(_("was recorded without the step"))
        approvers = {statement[column] for column in TAKEN_BY.values()}
        if payment["recorded_by_id"] in approvers - {None}:
            yield what(_("was recorded by one who approved it"))

    def batches(self) -> Iterator[Fault]:
        """What went to the bank is what the statements say."""
        for line in self.export.rows(BATCH_LINES):
            statement = self.statements.get(line["statement_id"])
            net = statement and Decimal(statement["total"]) - Decimal(statement["tax"])
            if net != Decimal(line["amount"]):
                problem = what(
                    _("sends %(amount)s to the bank, and its statement is over %(net)s"),
                    amount=line["amount"],
                    net=net,
                )
                yield self.export.seen.fault(BATCH_LINES, line["id"], problem)

    def bookings(self) -> Iterator[Fault]:
        """Each payment, tax and recovery is booked once, and nothing else is."""
        bookings = Counter(self._expected())
        for row in self.export.rows_by(LEDGER, "sequence"):
            if row["kind"] not in BOOKED:
                continue
            booking = row["payee_id"], row["currency"], row["kind"], Decimal(row["amount"])
            if bookings[booking] > 0:
                bookings[booking] -= 1
            else:
                problem = what(
                    _("books %(amount)s as %(kind)s, for which there is no payment"),
                    amount=row["amount"],
                    kind=row["kind"],
                )
                yield self.export.seen.fault(LEDGER, row["id"], problem)
        for (payee, currency, kind, amount), count in bookings.items():
            if count > 0:
                problem = what(
                    _("%(kind)s of %(amount)s %(currency)s to payee %(payee)s is not booked"),
                    kind=kind,
                    amount=amount,
                    currency=currency,
                    payee=payee,
                )
                yield self.export.seen.fault(LEDGER, f"{kind} {payee}", problem)

    def _expected(self) -> Iterator[tuple[str, str, str, Decimal]]:
        for number, payments in self.paid.items():
            statement = self.statements.get(number)
            if statement is None:
                continue
            for payment in payments:
                yield from self._booked(statement, -1)
                if payment["reversed_at"] is not None:
                    yield from self._booked(statement, 1)

    def _booked(self, statement: Row, sign: int) -> Iterator[tuple[str, str, str, Decimal]]:
        tax = Decimal(statement["tax"])
        amounts = {
            Kind.TAX: tax,
            Kind.PAYMENT if sign < 0 else Kind.REVERSAL: Decimal(statement["total"]) - tax,
            Kind.RECOVERY: self._advanced(statement),
        }
        for kind, amount in amounts.items():
            if amount:
                yield statement["payee_id"], statement["currency"], kind.value, sign * amount

    def _advanced(self, statement: Row) -> Decimal:
        entries = (self.entries.get(line["entry_id"]) for line in self.drawn_up[statement["id"]])
        advances = (row for row in entries if row and row["kind"] == Kind.ADVANCE)
        return sum((Decimal(row["amount"]) for row in advances), Decimal(0))


def _tax_on(entries: list[Row]) -> Decimal:
    """As ``commissions.statements.draw_up.tax_on`` withholds it."""
    by_rate = defaultdict(Decimal)
    for row in entries:
        by_rate[Decimal(row["tax_rate"])] += Decimal(row["amount"])
    taxes = [to_fen(amount * rate) for rate, amount in by_rate.items()]
    return sum((tax for tax in taxes if tax > 0), Decimal(0))
