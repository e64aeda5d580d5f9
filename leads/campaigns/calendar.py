"""The days of an officer's companies for their own calendar."""

from crm.core.calendar.ics import Event
from crm.core.links import link_to

from ..daily.calendar import MOST, full
from .worklist import worklist_of


def dates_of(user):
    """Each company on the day on which something is to be done about it."""
    for target in worklist_of(user)[:MOST]:
        yield Event(
            f"company-{target.pk}",
            target.next_on,
            f"{target.company} · {target.campaign}",
            full(link_to(target, user)),
        )
