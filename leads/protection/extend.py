"""Recorded progress extends a protection."""

from datetime import timedelta

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.models import Parameter
from crm.core.writing.history import save_as

from ..models import Activity, Registration


def last_progress_on(lead):
    """The day of the newest activity that has happened, on the lead or its project; None where
    there is none.
    """
    activities = Activity.objects.filter(
        Q(lead=lead) | Q(project__lead=lead), happened_at__lte=timezone.now()
    )
    newest = activities.aggregate(newest=Max("happened_at"))["newest"]
    return newest and day_of(newest)


def extend(registration, *, by) -> bool:
    """Protect for the full number of days after the last progress, where that is longer. A new end
    is warned of anew.
    """
    if registration.state != Registration.State.ACCEPTED or registration.lead_id is None:
        return False
    progress = last_progress_on(registration.lead)
    until = progress and progress + timedelta(days=Parameter.whole("lead_protection_days"))
    if not until or (registration.protected_until and until <= registration.protected_until):
        return False
    registration.protected_until, registration.warned_on = until, None
    save_as(registration, by=by, reason=_("extended by progress on %(day)s") % {"day": progress})
    return True


def extend_by(activity, *, by):
    """An activity was recorded: what it is about stays protected."""
    lead = activity.lead or (activity.project and activity.project.lead)
    for registration in lead.registrations.select_for_update() if lead else ():
        extend(registration, by=by)
