"""What an exit would take back: told on the page of an entry before anybody ends it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy

from crm.core.models import User
from crm.staff.extensions import add_tabs
from crm.staff.record_parts import Tab
from leads.models import Agent, Project
from parks.models import EntryApplication

from ..models import LedgerEntry
from .settle import postings_if_terminated


@dataclass(frozen=True)
class Consequence:
    """Of one payee, in one currency before tax: what the ledger holds for the project, and what
    would be left of it after the exit.
    """

    payee: Agent
    posted: Decimal
    left: Decimal
    currency: str = "CNY"

    @property
    def taken_back(self) -> Decimal:
        return max(self.posted - self.left, Decimal(0))


def consequences(project: Project, on: date) -> list[Consequence]:
    """What the settlement would make of a termination on ``on``; nothing is written."""
    posted_amounts: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    entries = LedgerEntry.objects.earned().filter(project=project)
    for payee, currency, amount in entries.values_list("payee", "currency", "amount"):
        posted_amounts[payee, currency] += amount
    changes: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for posting in postings_if_terminated(project, on):
        changes[posting.payee_id, posting.currency] += posting.amount
    payees = Agent.objects.in_bulk({payee for payee, _currency in posted_amounts})
    return [
        Consequence(payees[pk], amount, amount + changes[pk, currency], currency)
        for (pk, currency), amount in sorted(posted_amounts.items())
    ]


def may_be_asked(application: EntryApplication, user: User) -> bool:
    is_settled = bool(application.state == EntryApplication.State.HANDED_OVER)
    return is_settled and user.has_perm("commissions.view_ledgerentry")


def exit_tab(application: EntryApplication, request: HttpRequest) -> str:
    outcomes = consequences(application.project, timezone.localdate())
    context = {"consequences": outcomes}
    return render_to_string("commissions/_exit_preview.html", context) if outcomes else ""


add_tabs(
    EntryApplication,
    Tab("exit", gettext_lazy("If it left"), exit_tab, is_for=may_be_asked, order=1),
)
