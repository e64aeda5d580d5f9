"""An agent's bank account: changed only by a new one, so that what was paid keeps where it went."""

from django.db import transaction
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.history import save_as
from crm.core.transitions import move
from leads.models import AccountChange, Agent, PayeeAccount


@transaction.atomic
def change_account(agent, *, holder: str, bank: str, number: str, by, note: str = "") -> PayeeAccount:
    """Make this the agent's account. Approvals of statements to the old one no longer hold."""
    digits = _digits(number)
    Agent.objects.select_for_update().get(pk=agent.pk)
    current = agent.current_account()
    if current:
        current.is_current = False
        save_as(current, by=by, reason=note, update_fields=["is_current"])
    return save_as(PayeeAccount(agent=agent, holder=holder, bank=bank, number=digits), by=by, reason=note)


@transaction.atomic
def ask_change(agent, *, holder: str, bank: str, number: str, why: str = "", by) -> AccountChange:
    """The agent, or finance for it, asks that it be paid elsewhere; nothing changes until another person confirms it."""
    is_own = agent.users.filter(pk=by.pk).exists()
    if not by.has_perm("leads.ask_account_change") or not (is_own or by.has_perm("leads.add_payeeaccount")):
        raise NotPermitted
    digits = _digits(number)
    Agent.objects.select_for_update().get(pk=agent.pk)
    if agent.account_changes.filter(state=AccountChange.State.ASKED).exists():
        raise Refused(_("A change of account already waits for confirmation. Withdraw it first."))
    return save_as(AccountChange(agent=agent, holder=holder, bank=bank, number=digits, why=why, asked_by=by), by=by, reason=_("asked for"))


@transaction.atomic
def confirm_change(change, *, by, note: str):
    """Put the account in force that was asked for. ``note`` says how it was checked with the agent."""
    move(change, "confirm", by=by, note=note)
    change_account(change.agent, holder=change.holder, bank=change.bank, number=change.number, by=by, note=note)


def _digits(number: str) -> str:
    digits = "".join(number.split()).replace("-", "")
    if not (digits.isascii() and digits.isdigit()) or not 8 <= len(digits) <= 30:
        raise Refused(_("An account number has 8 to 30 digits."))
    return digits
