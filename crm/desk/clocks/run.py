"""Starting, meeting and stopping the times promised for a request."""

from datetime import datetime

from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.writes import written
from crm.core.writing.history import save_as

from ..models import ServiceClock, ServiceRequest, ServiceTime
from .working_time import add_working_hours, end_of_working_day

Kind = ServiceClock.Kind
# Where a bureau has stored no promise at all.
TAKE_UP_HOURS, ANSWER_DAYS = 8, 7


def due_moment(kind: str, request: ServiceRequest, start: datetime) -> datetime:
    promise = ServiceTime.objects.promised(request.kind, request.urgency)
    if kind == Kind.TAKE_UP:
        return add_working_hours(start, promise.take_up_hours if promise else TAKE_UP_HOURS)
    return end_of_working_day(start, promise.answer_days if promise else ANSWER_DAYS)


def start_clocks(request: ServiceRequest, *, by):
    """Both times begin to run now; those that run already go on."""
    now, running = timezone.now(), {clock.kind for clock in request.clocks.running()}
    for kind in Kind.values:
        if kind not in running:
            due_at = due_moment(kind, request, now)
            clock = ServiceClock(request=request, kind=kind, started_at=now, due_at=due_at)
            save_as(clock, by=by, reason=_("started"))
    keep_due(request)


def meet(request: ServiceRequest, *kinds: str, by) -> list[ServiceClock]:
    running = list(request.clocks.running().filter(kind__in=kinds))
    for clock in running:
        clock.met_at = timezone.now()
        save_as(clock, by=by, reason=_("done"))
    keep_due(request)
    return running


def stop_all(request: ServiceRequest, *, by):
    for clock in request.clocks.running():
        clock.stopped_at = timezone.now()
        save_as(clock, by=by, reason=_("no longer needed"))
    keep_due(request)


def keep_due(request: ServiceRequest):
    """The next time that runs stands on the request, for lists and the queue."""
    due_at = request.clocks.running().aggregate(due=Min("due_at"))["due"]
    if due_at != request.due_at:
        request.due_at = due_at
        ServiceRequest.objects.filter(pk=request.pk).update(due_at=due_at)
        written(ServiceRequest, [request.pk])
