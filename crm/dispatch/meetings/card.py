"""The meetings of a month, for the page of the plan and the home page."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.core.days import first_of_next_month
from crm.core.punctuation import phrases

from ..models import DispatchBody, DispatchMeeting, MeetingDecision
from ..models.meeting import AHEAD, OVER, READS, READS_ALL
from .rhythm import days_of, working_days_around

A_DAY = timedelta(days=1)
DONE, NOW, NEXT = "done", "now", "next"


@dataclass(frozen=True)
class Line:
    """A meeting, or a day of the rhythm whose meeting is not prepared yet."""

    day: date
    title: str
    status: str
    note: str = ""
    link: str = ""
    red: int = 0


def meetings_of_month(user, today: date) -> list[Line]:
    """Those that the person sees, and the days to come of the bodies that they belong to; at the
    end of a month the next one after it, too.
    """
    if not user.has_perm(READS):
        return []
    first, last = today.replace(day=1), first_of_next_month(today) - A_DAY
    last = max(last, today + 7 * A_DAY)
    rows = DispatchMeeting.objects.visible_to(user).filter(meets_on__range=(first, last))
    rows = rows.exclude(state=DispatchMeeting.State.CANCELLED).select_related("body")
    decisions = Prefetch("decisions", MeetingDecision.objects.select_related("task"))
    meetings = list(rows.prefetch_related(decisions).annotate(on_the_table=Count("items")))
    lines = [_line(meeting) for meeting in meetings]
    planned = {(meeting.body_id, meeting.due_on) for meeting in meetings}
    working_days = working_days_around(today, last)
    for body in _bodies_of(user, today):
        for due_on, meets_on in days_of(body, today, last, working_days):
            if (body.pk, due_on) not in planned:
                lines.append(Line(meets_on, str(body), NEXT, str(body.place)))
    return _marked(sorted(lines, key=lambda line: (line.day, line.title)))


def _bodies_of(user, today: date):
    rows = DispatchBody.objects.visible_to(user).at_work(today)
    if user.has_perm(READS_ALL):
        return rows
    return rows.filter(members__person=user) | rows.filter(chair=user) | rows.filter(secretary=user)


def _line(meeting) -> Line:
    status = DONE if meeting.state in OVER else NEXT
    return Line(
        meeting.meets_on,
        str(meeting.body),
        status,
        _note(meeting),
        reverse("dispatchmeeting:inspect", args=[meeting.pk]),
        int(meeting.facts.get("lights", {}).get("red", 0)) if status == NEXT else 0,
    )


def _note(meeting) -> str:
    """What came of it; of one ahead, where it is and how much is on the table."""
    if meeting.state in AHEAD:
        count = meeting.on_the_table
        items = ngettext("%(count)d item", "%(count)d items", count) % {"count": count}
        return phrases([f"{meeting.begins_at:%H:%M}", meeting.place, items])
    tasks = [decision.task for decision in meeting.decisions.all() if decision.task]
    if not tasks:
        return ""
    done = sum(task.state == "accepted" for task in tasks)
    words = {"count": len(tasks), "done": done}
    return _("%(count)d decided, %(done)d carried out") % words


def _marked(lines: list[Line]) -> list[Line]:
    """The first one ahead is the one that matters now."""
    for place, line in enumerate(lines):
        if line.status == NEXT:
            lines[place] = Line(line.day, line.title, NOW, line.note, line.link, line.red)
            break
    return lines
