"""What an agent was paid and what is on its way, in yuan."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commissions.models import Statement

from .waiting import wants_invoice

S = Statement.State
OVER = (S.PAID, S.WITHDRAWN)


@dataclass(frozen=True)
class Part:
    """``colour`` is what it is drawn in."""

    label: str | Promise
    amount: Decimal
    colour: str

    @property
    def share(self) -> int:
        """How much room it takes beside the others."""
        return max(int(self.amount), 1)


def commission_parts(agent, user) -> list[Part]:
    """Paid, in approval, waiting for the agent's invoice: together all its statements that were
    not withdrawn. Statements in another currency than yuan are left out.
    """
    own = Statement.objects.visible_to(user).filter(payee=agent, currency="CNY")
    paid = _total(own.filter(state=S.PAID))
    waiting = _total(own.filter(pk__in=wants_invoice(agent).values("pk")))
    running = _total(own.exclude(state__in=OVER))
    parts = [
        Part(_("paid (commission)"), paid, "green"),
        Part(_("in approval"), running - waiting, "now"),
        Part(_("waiting for your invoice"), waiting, "yellow"),
    ]
    return [part for part in parts if part.amount]


def _total(statements) -> Decimal:
    return statements.aggregate(total=Sum("total"))["total"] or Decimal(0)
