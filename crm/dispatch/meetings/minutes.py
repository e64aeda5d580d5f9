"""Minutes: who came, what was said, what was decided; decisions become tasks of the plan."""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import AgendaItem, Attendance, DispatchMeeting, MeetingDecision
from ..models.meeting import WRITES
from ..worklist.give import give_task

Came = Attendance.Came


def _open(meeting, by) -> DispatchMeeting:
    """The meeting, locked. Raises NotPermitted, or Refused where its minutes are not open."""
    if not by.has_perm(WRITES):
        raise NotPermitted(_("You do not have the right to write minutes."))
    meeting = DispatchMeeting.objects.select_for_update(of=["self"]).get(pk=meeting.pk)
    if not meeting.is_minuted:
        raise Refused(_("The minutes of this meeting are not open."))
    return meeting


@as_one()
def note_attendance(meeting, came: dict[int, tuple[str, str]], *, by) -> None:
    """``came``: {key of the attendance: (attendance, who stood in)}. Raises Refused where somebody
    stood in without a name.
    """
    meeting = _open(meeting, by)
    for row in meeting.attendances.select_related("person"):
        if row.pk not in came:
            continue
        attendance, name = came[row.pk]
        if attendance == Came.STOOD_IN and not name.strip():
            raise Refused(_("Who stood in for %(person)s?") % {"person": row.person})
        name = name.strip() if attendance == Came.STOOD_IN else ""
        if (row.came, row.stand_in) != (attendance, name):
            row.came, row.stand_in = attendance, name
            row.full_clean()
            save_as(row, by=by)


@as_one()
def note_said(item: AgendaItem, note: str, *, by) -> AgendaItem:
    _open(item.meeting, by)
    item = AgendaItem.objects.select_for_update(of=["self"]).get(pk=item.pk)
    if item.note != note:
        item.note = note
        save_as(item, by=by)
    return item


@as_one()
def note_summary(meeting, summary: str, *, by) -> DispatchMeeting:
    """What the chair asked for."""
    meeting = _open(meeting, by)
    if meeting.summary != summary:
        meeting.summary = summary
        save_as(meeting, by=by, reason=_("minutes"))
    return meeting


@as_one()
def decide(meeting, *, by, **facts) -> MeetingDecision:
    """Once the minutes are closed it becomes a task at once."""
    meeting = _open(meeting, by)
    decision = MeetingDecision(meeting=meeting, **facts)
    decision.full_clean()
    save_as(decision, by=by)
    if meeting.state == DispatchMeeting.State.HELD:
        carry_out(decision, by=by)
    return decision


@as_one()
def drop_decision(decision: MeetingDecision, *, by) -> None:
    """Raises Refused for one that is a task: that is cancelled on its own page."""
    _open(decision.meeting, by)
    decision = MeetingDecision.objects.select_for_update(of=["self"]).get(pk=decision.pk)
    if decision.task_id:
        raise Refused(_("The decision is a task already; cancel that."))
    decision._history_user = by
    decision.delete()


def meeting_held(meeting, taken):
    """Every decision becomes a task of the plan."""
    rows = meeting.decisions.filter(task=None).select_related("heading__plan", "person")
    for decision in rows.order_by("pk"):
        carry_out(decision, by=taken.by)


def carry_out(decision: MeetingDecision, *, by) -> None:
    words = {"meeting": decision.meeting, "number": decision.meeting.number}
    decision.task = give_task(
        by=by,
        heading=decision.heading,
        title=decision.text,
        content=_("Decided at %(meeting)s (%(number)s).") % words,
        department=decision.department,
        person=decision.person,
        due_on=decision.due_on,
    )
    save_as(decision, by=by, reason=_("given as a task"))
