"""Advances: paid with the next statement, recovered from those after it."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.again import asks_again
from crm.core.errors import NotPermitted, Refused

from ..models import LedgerEntry


@asks_again
def grant_advance(payee, amount: Decimal, *, why: str, by) -> LedgerEntry:
    """Post an advance. It goes through all approvals of the statement that takes it up; once paid,
    it is recovered.
    """
    if not by.has_perm("commissions.grant_advance"):
        raise NotPermitted
    if amount <= 0:
        raise Refused(_("An advance is more than zero."))
    if not why.strip():
        raise Refused(_("Say why."))
    return LedgerEntry.objects.create(
        kind=LedgerEntry.Kind.ADVANCE,
        payee=payee,
        amount=amount,
        posted_by=by,
        posted_at=timezone.now(),
        contributions=[],
        steps=[[1, "advance", "", {"why": why.strip(), "by": str(by), "amount": str(amount)}]],
    )
