"""Drawing up a statement: all that the ledger owes one payee and that stands on no other one."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.money import to_fen
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.models import Agent
from parks.contributions.rates import rate_for

from ..models import ApprovalStep, LedgerEntry, PolicyVersion, Statement, StatementLine
from ..models.currency import CNY
from ..notifications import ask_to_confirm


def entries_to_be_stated() -> QuerySet[LedgerEntry]:
    """What is owed or to be taken back, in all currencies, and stands on no live statement; a
    suspended policy's entries wait.
    """
    stated_entries = StatementLine.objects.filter(is_live=True).values("entry")
    suspended = PolicyVersion.objects.filter(state=PolicyVersion.State.SUSPENDED)
    return (
        LedgerEntry.objects.due()
        .exclude(pk__in=stated_entries)
        .exclude(policy_version__in=suspended)
    )


def open_entries(payee) -> QuerySet[LedgerEntry]:
    """Those of one payee."""
    return entries_to_be_stated().filter(payee=payee).order_by("id")


@as_one()
def draw_up(payee, *, by, title: str = "", currency: str = CNY) -> Statement:
    """A draft statement of all that is open for ``payee`` in one currency.

    Raises Refused where nothing is to be paid, no account is known, or a foreign currency has no
    rate of the day.
    """
    if not by.has_perm("commissions.add_statement"):
        raise NotPermitted
    Agent.objects.select_for_update().get(pk=payee.pk)
    entries = list(open_entries(payee).filter(currency=currency))
    total = sum((entry.amount for entry in entries), Decimal(0))
    if total <= 0:
        raise Refused(
            _("Nothing is to be paid to %(payee)s; a negative balance waits for the next earnings.")
            % {"payee": payee}
        )
    account = payee.current_account()
    if account is None:
        raise Refused(_("%(payee)s has no bank account yet; enter it first.") % {"payee": payee})
    today = timezone.localdate()
    rate = None if currency == CNY else rate_for(currency, today)
    statement = Statement(
        number=Statement.NUMBERS.take(),
        payee=payee,
        account=account,
        total=total,
        currency=currency,
        yuan_rate=rate,
        tax=tax_on(entries),
        title=title or today.strftime("%Y-%m"),
        created_by=by,
        is_demo=payee.is_demo,
        asked_steps=ApprovalStep.objects.asked_for(total * (rate or 1)),
    )
    save_as(statement, by=by)
    StatementLine.objects.bulk_create(
        [StatementLine(statement=statement, entry=entry) for entry in entries]
    )
    ask_to_confirm(statement, by=by)
    return statement


def tax_on(entries) -> Decimal:
    """The tax to withhold: by rate, each sum rounded once, never negative."""
    by_rate = defaultdict(Decimal)
    for entry in entries:
        by_rate[entry.tax_rate] += entry.amount
    taxes = [to_fen(amount * rate) for rate, amount in by_rate.items()]
    return sum((tax for tax in taxes if tax > 0), Decimal(0))


def payees_with_open_entries(among: QuerySet[Agent]) -> list[tuple[Agent, str]]:
    """(payee, currency) of the agents ``among``: each takes a statement of its own."""
    pairs = (
        entries_to_be_stated()
        .filter(payee__in=among)
        .order_by("payee", "currency")
        .values_list("payee", "currency")
        .distinct()
    )
    agents = Agent.objects.in_bulk({payee for payee, _currency in pairs})
    return [(agents[payee], currency) for payee, currency in pairs]
