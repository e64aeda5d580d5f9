"""Telling people of a meeting: its agenda, another day, that it is not held, its brief."""

from crm.core.notifications import notify


def people_of(meeting) -> list:
    return [
        attendance.person for attendance in meeting.attendances.select_related("person__department")
    ]


def tell_of_agenda(meeting, *, by, kind: str = "meeting_agenda"):
    """``kind``: meeting_agenda or meeting_postponed."""
    words = {"day": meeting.meets_on.isoformat(), "time": f"{meeting.begins_at:%H:%M}"}
    words["place"] = meeting.place or "—"
    # the day stands in the key, so that people hear of another day anew
    once = f"{meeting.pk} {meeting.meets_on} {meeting.begins_at}"
    notify(people_of(meeting), kind, meeting, by=by, once=once, **words)


def meeting_cancelled(meeting, taken):
    """Who knows of it hears that it is not held."""
    if meeting.is_announced:
        words = {"day": meeting.meets_on.isoformat()}
        notify(people_of(meeting), "meeting_cancelled", meeting, by=taken.by, **words)


def tell_of_brief(meeting, document, *, by):
    words = {"number": document.number}
    notify(people_of(meeting), "meeting_brief", meeting, by=by, once=document.number, **words)
