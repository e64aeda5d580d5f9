"""The times in which an agent is responded to, judged, answered and kept informed."""

from datetime import date, timedelta

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.models import Parameter
from crm.core.working_days import add_working_days
from crm.core.writing import bulk
from crm.core.writing.history import save_as

from ..models import Clock, Registration

Kind = Clock.Kind
GOES_ON = {Registration.State.ACCEPTED, Registration.State.JOINT}


def due_day(kind: str, start: date) -> date:
    """Responding and judging are counted in working days, answers and reports in days; these fall
    on a working day.
    """
    if kind == Kind.RESPOND:
        return add_working_days(start, Parameter.whole("lead_respond_working_days"))
    if kind == Kind.JUDGE:
        return add_working_days(start, Parameter.whole("lead_judge_working_days"))
    days = Parameter.whole("lead_answer_days" if kind == Kind.ANSWER else "lead_report_days")
    return add_working_days(start + timedelta(days=days - 1), 1)


def start_clock(registration, kind: str, *, by) -> Clock:
    now = timezone.now()
    return save_as(
        Clock(
            registration=registration, kind=kind, started_at=now, due_on=due_day(kind, day_of(now))
        ),
        by=by,
        reason=_("started"),
    )


def start_clocks(registrations: list, kinds, *, by):
    """The same for many registrations at once."""
    now = timezone.now()
    days = {kind: due_day(kind, day_of(now)) for kind in kinds}
    bulk.insert(
        Clock,
        [
            Clock(registration=registration, kind=kind, started_at=now, due_on=day)
            for registration in registrations
            for kind, day in days.items()
        ],
        by=by,
        reason=_("started"),
    )


def meet(registration, *kinds: str, by) -> list[Clock]:
    """Stop the running clocks of these kinds as met; returns them."""
    clocks = list(registration.clocks.running().filter(kind__in=kinds))
    for clock in clocks:
        clock.met_at, clock.met_by = timezone.now(), by
        save_as(clock, by=by, reason=_("done"))
    return clocks


def stop_all(registration, *, by):
    """Stop every clock except that of an answer that was never given."""
    for clock in registration.clocks.running().exclude(kind=Kind.ANSWER):
        clock.stopped_at = timezone.now()
        save_as(clock, by=by, reason=_("no longer needed"))


def agent_was_written_to(registration, *, by):
    """A message of the bureau counts as its response; once the lead is judged, as its answer, and
    after that as its report, until the next report is due.
    """
    meet(registration, Kind.RESPOND, by=by)
    if registration.state in (Registration.State.RECEIVED, Registration.State.RESPONDED):
        return
    clocks = meet(registration, Kind.ANSWER, Kind.REPORT, by=by)
    if clocks and registration.state in GOES_ON:
        start_clock(registration, Kind.REPORT, by=by)


def with_next_clock(registrations):
    """For lists: fetches the running clocks of the shown page alone."""
    return registrations.prefetch_related(
        Prefetch(
            "clocks", Clock.objects.running().order_by("due_on", "id"), to_attr="running_clocks"
        )
    )


def leads_with_next_clock(leads):
    return leads.prefetch_related(
        Prefetch("registrations", with_next_clock(Registration.objects.all()), to_attr="clocked")
    )


def next_due(row) -> tuple[date, str] | None:
    """(day, what) of the next clock of a registration or lead from a list above."""
    clocks = (
        row.running_clocks
        if isinstance(row, Registration)
        else [clock for registration in row.clocked for clock in registration.running_clocks]
    )
    next_clock = min(clocks, key=lambda clock: clock.due_on, default=None)
    return (next_clock.due_on, next_clock.get_kind_display()) if next_clock else None
