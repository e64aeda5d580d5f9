"""An agent's bank account: changed only by a new one, so that what was paid keeps where it went."""

from django.db import transaction
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.history import save_as
from leads.models import Agent, PayeeAccount


@transaction.atomic
def change_account(agent, *, holder: str, bank: str, number: str, by, note: str = "") -> PayeeAccount:
    """Make this the agent's account. Approvals of statements to the old one no longer hold."""
    digits = "".join(number.split()).replace("-", "")
    if not digits.isdigit() or not 8 <= len(digits) <= 30:
        raise Refused(_("An account number has 8 to 30 digits."))
    Agent.objects.select_for_update().get(pk=agent.pk)
    current = agent.current_account()
    if current:
        current.is_current = False
        save_as(current, by=by, reason=note, update_fields=["is_current"])
    return save_as(PayeeAccount(agent=agent, holder=holder, bank=bank, number=digits), by=by, reason=note)
