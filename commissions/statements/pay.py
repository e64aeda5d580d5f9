"""Recording that a statement was paid, and booking it against what was owed."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commissions.models import LedgerEntry, Payment, Statement
from crm.core.errors import Refused
from crm.core.history import save_as
from crm.core.transitions import move


@transaction.atomic
def pay(statement, *, paid_on: date, bank_reference: str, by, note: str = "") -> Payment:
    """Record the payment of the whole statement. Raises Refused for a reference already used or a day to come."""
    if paid_on > timezone.localdate():
        raise Refused(_("The day of payment cannot lie in the future."))
    if not bank_reference.strip():
        raise Refused(_("Enter the bank’s reference."))
    if Payment.objects.filter(bank_reference=bank_reference.strip()).exists():
        raise Refused(_("This bank reference is already recorded for another payment."))
    move(statement, "pay", by=by, note=note)
    statement = Statement.objects.get(pk=statement.pk)
    payment = Payment(
        statement=statement, paid_on=paid_on, bank_reference=bank_reference.strip(), amount=statement.total,
        account=statement.account, recorded_by=by,
    )  # fmt: skip
    save_as(payment, by=by, reason=note)
    LedgerEntry.objects.create(
        kind=LedgerEntry.Kind.PAYMENT, payee=statement.payee, amount=-statement.total, posted_by=by, posted_at=timezone.now(),
        steps=[], contributions=[],
    )  # fmt: skip
    return payment
