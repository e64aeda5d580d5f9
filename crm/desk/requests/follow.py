"""What follows from a step of a request, whoever takes it."""

from django.utils.translation import gettext as _

from crm.core.notifications import notify
from crm.core.writing.history import save_as

from ..clocks import run
from ..clocks.round import handlers_of
from ..models import ServiceClock
from ..models.steps import Level
from .derive import keep_departments

Kind = ServiceClock.Kind


def assigned(request, taken):
    """Also after it was passed on: the new department takes it in hand in its own time."""
    keep_departments(request)
    run.start_clocks(request, by=taken.by)
    notify(handlers_of(request), "request_assigned", request, by=taken.by)


def taken_up(request, taken):
    """Who takes it in hand handles it, whoever it was given to."""
    if request.person_id != taken.by_id:
        request.person = taken.by
        save_as(
            request, by=taken.by, reason=_("taken in hand"), update_fields=["person", "updated_at"]
        )
    run.meet(request, Kind.TAKE_UP, by=taken.by)
    keep_departments(request)


def settled(request, taken):
    run.stop_all(request, by=taken.by)


def help_changed(assistance, taken):
    """Who leads is told of each part; a department that is released no longer sees the request."""
    keep_departments(assistance.request)
    lead = [assistance.request.person] if assistance.request.person else []
    notify(lead, "assistance_given", assistance.request, by=taken.by)


def supervision_answered(supervision, taken):
    notify([supervision.by], "supervision_answered", supervision.request, by=taken.by)


def next_level(level: int) -> int:
    return min(level + 1, max(Level.values))
