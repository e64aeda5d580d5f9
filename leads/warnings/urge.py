"""Urging 督办: someone in charge asks the officer of a record to act until a day; the officer
answers.
"""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.notifications import notify
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Lead, Urging


@as_one()
def urge(record, *, text: str, due_on: date, by) -> Urging:
    """Urge the officer in charge of a lead or project. Raises NotPermitted, or Refused without an
    officer or for a past day.
    """
    if not by.has_perm("leads.add_urging"):
        raise NotPermitted(_("You do not have the right to urge."))
    if record.owner_id is None:
        raise Refused(
            _("%(record)s has no officer in charge; assign one first.") % {"record": record}
        )
    today = timezone.localdate()
    if due_on < today:
        raise Refused(_("The day lies in the past."))
    of = {"lead": record} if isinstance(record, Lead) else {"project": record}
    urging = Urging(
        number=Urging.NUMBERS.take(),
        to=record.owner,
        text=text,
        due_on=due_on,
        by=by,
        **of,
    )
    urging.full_clean(exclude=["number"])
    save_as(urging, by=by)
    notify([record.owner], "urging", urging, by=by, due_on=due_on.isoformat())
    return urging


@as_one()
def answer(urging, *, by, note: str = "", **facts):
    """The officer's answer; whoever urged is told."""
    move(urging, "answer", by=by, note=note, **facts)
    notify([urging.by], "urging_answered", urging, by=by)
