"""A promise is not kept, or an enterprise leaves: what the park demands, and how an entry ends."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.notifications import notify
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.models import Project

from ..models import Breach, EntryApplication
from .enter import leave


@as_one()
def record_breach(
    application, *, by, promise: str, demand: str, cure_by: date, found_on: date | None = None
) -> Breach:
    """Write down a promise that is not kept, and tell the officer in charge. Raises NotPermitted,
    Refused or ValidationError.
    """
    if not by.has_perm("parks.add_breach"):
        raise NotPermitted(_("You do not have the right to record breaches."))
    if application.state != EntryApplication.State.HANDED_OVER:
        raise Refused(_("Promises are held against facts from the hand-over until the exit."))
    breach = Breach(
        application=application,
        promise=promise,
        demand=demand,
        cure_by=cure_by,
        found_on=found_on or timezone.localdate(),
        recorded_by=by,
    )
    if breach.found_on > timezone.localdate():
        raise Refused(_("A breach can not be found in the future."))
    breach.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            save_as(breach, by=by)
    except IntegrityError as error:
        if "one_open_breach_a_promise" in str(error):
            raise Refused(_("A breach of this promise is open already.")) from None
        if "breach_leaves_time" in str(error):
            raise Refused(_("The day to cure it lies before the day it was found.")) from None
        raise
    notify([application.project.owner], "breach", breach, by=by, day=cure_by.isoformat())
    return breach


@as_one()
def leave_park(application, *, by, left_on: date, note: str = ""):
    """End the entry: the plot is free from ``left_on`` and the project is terminated.

    Commissions follow by themselves: the next settlement sees the termination and takes back what
    the payee's policy says. Raises what ``move()`` raises, and Refused for a day before the
    hand-over or ahead of today.
    """
    if left_on > timezone.localdate():
        raise Refused(_("The exit is recorded on its day, not before."))
    project = application.project
    taken = move(application, "leave", by=by, note=note, left_on=left_on)
    for entry in project.entries.filter(plot=application.plot, ends_on=None):
        leave(entry, ends_on=left_on, by=by, note=note)
    if project.state in Project.TRANSITIONS["terminate"].sources:
        move(project, "terminate", by=by, note=note)
    return taken
