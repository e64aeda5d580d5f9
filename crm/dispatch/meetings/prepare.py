"""Meetings are prepared by the rhythm of their bodies: the agenda is drawn from facts, drawn again
until it is sent, and sent on its day. Twice at once makes one.
"""

from contextlib import suppress
from datetime import date, time

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.background.one_of_many import one_of_many
from crm.core.days import days_from
from crm.core.errors import NotPermitted, Refused
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.core.working_days import working_days_before
from crm.core.writes import as_one
from crm.core.writing.history import create_many, save_as

from ..models import AgendaItem, Attendance, DispatchBody, DispatchMeeting
from ..models.meeting import PREPARES
from .agenda import Entry, look_of, parts_in_order
from .rhythm import day_before, days_of, working_days_around
from .snapshot import snapshot
from .tell import tell_of_agenda

A_YEAR = 366
AHEAD_BY = 60  # days that are looked at; an agenda is drawn at most 20 working days before
State = DispatchMeeting.State


def prepare_due(today: date | None = None) -> list[DispatchMeeting]:
    """What the program does each morning for all bodies; returns the meetings that it made."""
    today, by = today or timezone.localdate(), system_user()
    meetings = []
    last = days_from(today, AHEAD_BY)
    working_days = working_days_around(today, last)
    for body in DispatchBody.objects.at_work(today).order_by("pk"):
        for due_on, meets_on in days_of(body, today, last, working_days):
            if working_days_before(meets_on, body.prepared_days) <= today:
                with one_of_many(body):
                    meetings.append(prepare(body, due_on, meets_on, by=by))
    for meeting in DispatchMeeting.objects.filter(state=State.PREPARED, meets_on__gte=today):
        with one_of_many(meeting):
            _go_on(meeting, today, by)
    return [meeting for meeting in meetings if meeting]


def _go_on(meeting, today: date, by):
    is_due = working_days_before(meeting.meets_on, meeting.body.sent_days) <= today
    # somebody may have sent or cancelled it since it was read
    with suppress(Refused):
        (send if is_due else refresh)(meeting, by=by)


@as_one()
def prepare(
    body: DispatchBody, due_on: date | None, meets_on: date, *, by, **facts
) -> DispatchMeeting | None:
    """A meeting with its agenda and those invited; None where the body has one of that day of its
    rhythm, or meets on that day anyway.
    """
    body = DispatchBody.objects.select_for_update(of=["self"]).get(pk=body.pk)
    same_day = body.meetings.exclude(state=State.CANCELLED).filter(meets_on=meets_on)
    if same_day.exists() or (due_on and body.meetings.filter(due_on=due_on).exists()):
        return None
    meeting = DispatchMeeting(
        number=DispatchMeeting.NUMBERS.take(meets_on.year),
        body=body,
        due_on=due_on,
        meets_on=meets_on,
        **{"begins_at": body.begins_at, "place": body.place} | facts,
    )
    save_as(meeting, by=by, reason=_("prepared"))
    _draw(meeting, by)
    return meeting


@as_one()
def call_meeting(
    *, by, body: DispatchBody, meets_on: date, begins_at: time | None = None, place: str = ""
) -> DispatchMeeting:
    """A meeting besides the rhythm. Raises NotPermitted; Refused for a past day, one more than a
    year ahead, or where the body meets on that day already.
    """
    if not by.has_perm(PREPARES):
        raise NotPermitted(_("You do not have the right to prepare meetings."))
    _check_day(meets_on)
    facts = {"begins_at": begins_at or body.begins_at, "place": place or body.place}
    meeting = prepare(body, None, meets_on, by=by, **facts)
    if meeting is None:
        raise Refused(_("The body meets on that day already."))
    return meeting


def _check_day(meets_on: date):
    today = timezone.localdate()
    if meets_on < today:
        raise Refused(_("The day lies in the past."))
    if meets_on > days_from(today, A_YEAR):
        raise Refused(_("A meeting is called at most a year ahead."))


@as_one()
def refresh(meeting: DispatchMeeting, *, by) -> DispatchMeeting:
    """Draw the agenda anew from the facts of today. Raises Refused once it is sent."""
    meeting = DispatchMeeting.objects.select_for_update(of=["self"]).get(pk=meeting.pk)
    if meeting.state != State.PREPARED:
        raise Refused(_("The agenda is sent; it stays as it is."))
    _draw(meeting, by)
    return meeting


@as_one()
def send(meeting: DispatchMeeting, *, by, note: str = ""):
    """The agenda as it is now; from here on it stays, and those invited hear of it."""
    if by.has_perm(PREPARES):
        refresh(meeting, by=by)
    taken = move(meeting, "send", by=by, note=note, is_announced=True)
    tell_of_agenda(meeting, by=by)
    return taken


@as_one()
def postpone(meeting: DispatchMeeting, *, by, meets_on: date, note: str = ""):
    """To another day to come; the agenda is drawn and sent anew. Raises Refused for a past day, or
    where the body meets on that day already.
    """
    _check_day(meets_on)
    other_meetings = meeting.body.meetings.exclude(pk=meeting.pk).exclude(state=State.CANCELLED)
    if other_meetings.filter(meets_on=meets_on).exists():
        raise Refused(_("The body meets on that day already."))
    was_sent = meeting.state == State.SENT
    taken = move(meeting, "postpone", by=by, note=note, meets_on=meets_on)
    _draw(meeting, by)
    if was_sent:
        tell_of_agenda(meeting, by=by, kind="meeting_postponed")
    return taken


# -- drawing --------------------------------------------------------------------------------------


def _draw(meeting: DispatchMeeting, by):
    """The items as the facts are now; what people put there stays at the end, and what they took
    off stays off.
    """
    day = min(meeting.meets_on, timezone.localdate())
    look = look_of(meeting.body, day, since=_met_last(meeting))
    entries: list[tuple[str, Entry]] = []
    rest = {}
    for part in parts_in_order():
        drawn = part.draw(look)
        entries += [(part.code, entry) for entry in drawn.entries]
        if drawn.rest:
            rest[part.code] = drawn.rest
    _store(meeting, entries, by)
    _invite(meeting, by)
    meeting.facts = snapshot(look, rest)
    # what is drawn leaves no history of its own: the items and the step do
    DispatchMeeting.objects.filter(pk=meeting.pk).update(facts=meeting.facts)


def _met_last(meeting) -> date:
    earlier = meeting.body.meetings.over().filter(meets_on__lt=meeting.meets_on)
    last = earlier.order_by("-meets_on").values_list("meets_on", flat=True).first()
    return last or day_before(meeting.body, meeting.due_on or meeting.meets_on)


def _store(meeting, entries: list[tuple[str, Entry]], by):
    kinds = ContentType.objects.get_for_models(*{type(entry.record) for _part, entry in entries})
    stored_items = {item.key: item for item in meeting.items.all()}
    new_items = []
    for order, (part, entry) in enumerate(entries):
        kind = kinds[type(entry.record)]
        item = stored_items.pop((part, kind.pk, entry.record.pk), None)
        if item is None:
            new_items.append(
                AgendaItem(
                    meeting=meeting,
                    part=part,
                    order=order,
                    content_type=kind,
                    object_id=entry.record.pk,
                    facts=entry.facts,
                )
            )
        elif (item.order, item.facts) != (order, entry.facts):
            AgendaItem.objects.filter(pk=item.pk).update(order=order, facts=entry.facts)
    create_many(AgendaItem, new_items, by=by, reason=_("drawn from the facts"))
    _drop(stored_items.values(), by, after=len(entries))


def _drop(items, by, *, after: int):
    """What the facts do not bring any more; items of people move to the end."""
    for place, item in enumerate(items):
        if item.is_by_hand:
            AgendaItem.objects.filter(pk=item.pk).update(order=after + place)
        else:
            item._history_user = by
            item._change_reason = _("the facts do not bring it any more")
            item.delete()


def _invite(meeting, by):
    """Those of the body that are not on the list yet; who left it is taken off."""
    people = [person for person in meeting.body.people() if person.is_active]
    attendances = {attendance.person_id: attendance for attendance in meeting.attendances.all()}
    new_attendances = [
        Attendance(meeting=meeting, person=person)
        for person in people
        if person.pk not in attendances
    ]
    create_many(Attendance, new_attendances, by=by)
    for key in attendances.keys() - {person.pk for person in people}:
        attendances[key]._history_user = by
        attendances[key].delete()
