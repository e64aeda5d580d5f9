"""What the steps of a lead and of its project mean for the registrations it rests on; called by
``move()``.
"""

from datetime import timedelta

from django.utils import timezone

from crm.core.models import Parameter
from crm.core.transitions import move

from ..models import Clock, Registration
from . import notifications as tell
from .clocks import meet, stop_all

Kind, State = Clock.Kind, Registration.State
OF_LEAD = {"reject": "decline", "lose": "end", "lapse": "lapse", "mark_duplicate": "end"}
OF_PROJECT = {"enter": "realise", "terminate": "end", "transfer": "end"}


def responded(registration, taken):
    meet(registration, Kind.RESPOND, by=taken.by)


def lead_moved(lead, taken):
    """Judged: accepted and protected. Rejected, lost, lapsed or a duplicate: the company is free
    again.
    """
    for registration in lead.registrations.all():
        if taken.name == "judge":
            _accept(registration, taken.by)
        else:
            _close(registration, OF_LEAD[taken.name], taken.by)


def project_moved(project, taken):
    for registration in project.lead.registrations.all() if taken.name in OF_PROJECT else ():
        _close(registration, OF_PROJECT[taken.name], taken.by)
    tell.project_moved(project)


def protection_ends_on():
    return timezone.localdate() + timedelta(days=Parameter.whole("lead_protection_days"))


def _accept(registration, by):
    if registration.state not in registration.TRANSITIONS["accept"].sources:
        return
    move(registration, "accept", by=by, protected_until=protection_ends_on())
    meet(registration, Kind.RESPOND, Kind.JUDGE, by=by)


def _close(registration, step, by):
    """The agent is still owed the answer; what else was due is not any more."""
    transition = registration.TRANSITIONS[step]
    if registration.state not in transition.sources:
        step, transition = "end", registration.TRANSITIONS["end"]
    if registration.state in transition.sources:
        move(registration, step, by=by)
        meet(registration, Kind.RESPOND, Kind.JUDGE, by=by)
        stop_all(registration, by=by)
