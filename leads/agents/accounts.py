"""An agent's bank account. A change makes a new row, so that earlier payments keep the account to
which they went.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.again import asks_again
from crm.core.errors import NotPermitted, Refused
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import AccountChange, Agent, PayeeAccount
from ..naming.names import same_name
from .telling import tell_agent


@asks_again
@as_one()
def change_account(
    agent, *, holder: str, bank: str, number: str, by, note: str = "", other_holder: bool = False
) -> PayeeAccount:
    """Make this the agent's account. Approvals of statements to the old one no longer hold.

    ``other_holder``: two people know that it is not in the agent's own name. Raises Refused where
    they do not.
    """
    digits = _digits(number)
    if not (other_holder or same_name(holder, agent.name)):
        raise Refused(
            _(
                "The holder is not the agent: somebody else approves the difference first, "
                "with the reason."
            )
        )
    Agent.objects.select_for_update().get(pk=agent.pk)
    current = agent.current_account()
    if current:
        current.is_current = False
        save_as(current, by=by, reason=note, update_fields=["is_current"])
    changed_on = timezone.localdate() if current else None
    account = PayeeAccount(
        agent=agent, holder=holder, bank=bank, number=digits, changed_on=changed_on
    )
    save_as(account, by=by, reason=note)
    tell_agent(agent, "account_changed", account=str(account))
    return account


@asks_again
@as_one()
def ask_change(agent, *, holder: str, bank: str, number: str, why: str = "", by) -> AccountChange:
    """The agent, or finance for it, asks that it be paid elsewhere; nothing changes until another
    person confirms it.
    """
    is_own = agent.users.filter(pk=by.pk).exists()
    if not by.has_perm("leads.ask_account_change") or not (
        is_own or by.has_perm("leads.add_payeeaccount")
    ):
        raise NotPermitted
    digits = _digits(number)
    Agent.objects.select_for_update().get(pk=agent.pk)
    if agent.account_changes.filter(state=AccountChange.State.ASKED).exists():
        raise Refused(_("A change of account already waits for confirmation. Withdraw it first."))
    change = AccountChange(
        agent=agent, holder=holder, bank=bank, number=digits, why=why, asked_by=by
    )
    save_as(change, by=by, reason=_("asked for"))
    tell_agent(agent, "account_asked", account=f"{bank} {change.number_masked}")
    return change


@as_one()
def confirm_change(change, *, by, note: str):
    """Put the account in force that was asked for. ``note`` says how
    it was checked with the agent.
    """
    move(change, "confirm", by=by, note=note)
    change_account(
        change.agent,
        holder=change.holder,
        bank=change.bank,
        number=change.number,
        by=by,
        note=note,
        other_holder=change.holder_approved_by_id is not None,
    )


def not_changed(change, _taken):
    """A change was refused or withdrawn."""
    tell_agent(change.agent, "account_not_changed", account=f"{change.bank} {change.number_masked}")


def _digits(number: str) -> str:
    digits = "".join(number.split()).replace("-", "")
    if not (digits.isascii() and digits.isdigit()) or not 8 <= len(digits) <= 30:
        raise Refused(_("An account number has 8 to 30 digits."))
    return digits
