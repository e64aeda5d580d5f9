"""What an agent was paid and what is on its way, in yuan."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commissions.models import Statement

S = Statement.State
OVER = (S.PAID, S.WITHDRAWN)
WITHOUT_INVOICE = (S.DRAFT, S.DISPUTED, S.PAYING, *OVER)


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


def statements_under_way(agent, user) -> list[Statement]:
    """Neither paid nor withdrawn."""
    statements = Statement.objects.visible_to(user).filter(payee=agent)
    return list(statements.exclude(state__in=OVER))


def wants_invoice(statement, agent) -> bool:
    """Whether the statement is paid once the agent's invoice is recorded."""
    has_none = not (agent.is_referrer or statement.invoice_number)
    return has_none and statement.state not in WITHOUT_INVOICE


def commission_parts(agent, user, under_way: list[Statement]) -> list[Part]:
    """Paid, in approval, waiting for the agent's invoice: together all its statements that were
    not withdrawn. Statements in another currency than yuan are left out.
    """
    statements = Statement.objects.visible_to(user).filter(
        payee=agent, currency="CNY", state=S.PAID
    )
    paid = statements.aggregate(total=Sum("total"))["total"] or Decimal(0)
    in_yuan = [statement for statement in under_way if statement.currency == "CNY"]
    running = sum(statement.total for statement in in_yuan)
    waiting = sum(statement.total for statement in in_yuan if wants_invoice(statement, agent))
    parts = [
        Part(_("paid (commission)"), paid, "green"),
        Part(_("in approval"), running - waiting, "now"),
        Part(_("waiting for your invoice"), waiting, "yellow"),
    ]
    return [part for part in parts if part.amount]
