"""An agency's invoice: its number, day, rate and amount, which must be that of the statement."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Statement

RATES = (
    Decimal("0.00"),
    Decimal("0.01"),
    Decimal("0.03"),
    Decimal("0.06"),
    Decimal("0.09"),
    Decimal("0.13"),
)


@as_one()
def record_invoice(
    statement, *, number: str, issued_on: date, rate: Decimal, amount: Decimal, by
) -> Statement:
    """Record the invoice before payment. Raises Refused where a detail does not agree."""
    if not (
        by.has_perm("commissions.add_statement") or statement.payee.users.filter(pk=by.pk).exists()
    ):
        raise NotPermitted
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if statement.state in (Statement.State.PAYING, Statement.State.PAID, Statement.State.WITHDRAWN):
        raise Refused(_("An invoice is recorded before the payment is ordered."))
    if amount != statement.total:
        raise Refused(
            _("The invoice is over %(amount)s, the statement over %(total)s %(currency)s.")
            % {
                "amount": f"{amount:,.2f}",
                "total": f"{statement.total:,.2f}",
                "currency": statement.get_currency_display(),
            }
        )
    if issued_on > timezone.localdate():
        raise Refused(_("The day of the invoice cannot lie in the future."))
    if rate not in RATES:
        raise Refused(_("%(rate)s is no rate of value-added tax.") % {"rate": rate})
    number = number.strip()
    if not number.isalnum():
        raise Refused(_("The invoice number has letters and digits alone."))
    if Statement.objects.filter(invoice_number=number).exclude(pk=statement.pk).exists():
        raise Refused(_("This invoice is already recorded for another statement."))
    statement.invoice_number, statement.invoice_on, statement.invoice_rate = number, issued_on, rate
    return save_as(statement, by=by, reason=_("invoice"))
