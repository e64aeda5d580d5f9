"""The meetings of a person, for their own calendar program."""

from datetime import datetime, timedelta

from django.utils import timezone

from crm.core.calendar.ics import Event
from crm.core.links import link_to
from leads.daily.calendar import full

from ..models import DispatchMeeting
from ..models.meeting import MeetingState

MOST, BACK = 200, timedelta(days=31)


def meetings_of(user):
    """Those to which the person is invited, as soon as the agenda is sent."""
    since = timezone.localdate() - BACK
    rows = DispatchMeeting.objects.visible_to(user).filter(
        attendances__person=user, meets_on__gte=since
    )
    closed = (MeetingState.PREPARED, MeetingState.CANCELLED)
    for meeting in rows.exclude(state__in=closed).select_related("body")[:MOST]:
        begins = timezone.make_aware(datetime.combine(meeting.meets_on, meeting.begins_at))
        title = f"{meeting.body} · {meeting.place}" if meeting.place else str(meeting.body)
        yield Event(f"meeting-{meeting.pk}", begins, title, full(link_to(meeting, user)))
