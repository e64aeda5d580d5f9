"""Recording that a statement was paid, or that its payment came back, and booking it against what
was owed.
"""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.again import asks_again
from crm.core.errors import Refused
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import ClosedPeriod, LedgerEntry, Payment, Statement

Kind = LedgerEntry.Kind


@asks_again
@as_one()
def pay(statement, *, paid_on: date, bank_reference: str, by, note: str = "") -> Payment:
    """Record the payment of the whole statement, by somebody who did not approve it.

    Raises SamePerson; Refused for a reference already used, or a day to come, before the order or
    in a closed period.
    """
    if paid_on > timezone.localdate():
        raise Refused(_("The day of payment cannot lie in the future."))
    if ClosedPeriod.covers(paid_on):
        raise Refused(_("The books of %(day)s are closed.") % {"day": paid_on})
    if not bank_reference.strip():
        raise Refused(_("Enter the bank’s reference."))
    if Payment.objects.filter(bank_reference=bank_reference.strip()).exists():
        raise Refused(_("This bank reference is already recorded for another payment."))
    move(statement, "pay", by=by, note=note)
    statement = Statement.objects.get(pk=statement.pk)
    if paid_on < statement.ordered_on:
        words = {"number": statement.number, "day": statement.ordered_on}
        raise Refused(
            _("The payment of %(number)s was ordered on %(day)s; it was not paid before.") % words
        )
    payment = Payment(
        statement=statement,
        paid_on=paid_on,
        bank_reference=bank_reference.strip(),
        amount=statement.net,
        account=statement.account,
        recorded_by=by,
    )
    save_as(payment, by=by, reason=note)
    amounts = {
        Kind.TAX: -statement.tax,
        Kind.PAYMENT: -statement.net,
        Kind.RECOVERY: -_advanced(statement),
    }
    _book(statement, by, amounts)
    return payment


@asks_again
@as_one()
def reverse(statement, *, by, note: str):
    """The bank sent the money back: what was booked is booked back, and the statement waits for its
    payment again.
    """
    step = move(statement, "reverse", by=by, note=note)
    payment = statement.payment
    payment.reversed_at, payment.reversed_why = timezone.now(), note
    save_as(payment, by=by, reason=note)
    amounts = {
        Kind.TAX: statement.tax,
        Kind.REVERSAL: statement.net,
        Kind.RECOVERY: _advanced(statement),
    }
    _book(statement, by, amounts)
    return step


def _advanced(statement):
    """The advances on the statement, which are recovered from later ones once they are paid."""
    entries = [line.entry for line in statement.lines.select_related("entry")]
    return sum((entry.amount for entry in entries if entry.kind == Kind.ADVANCE), Decimal(0))


def _book(statement, by, amounts):
    for kind, amount in amounts.items():
        if amount:
            LedgerEntry.objects.create(
                kind=kind,
                payee=statement.payee,
                amount=amount,
                currency=statement.currency,
                posted_by=by,
                posted_at=timezone.now(),
                steps=[],
                contributions=[],
            )
