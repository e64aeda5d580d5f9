"""Dispatch meetings in the staff admin: their list, and each as a page."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from commissions.documents.screens import show_documents
from commissions.models import IssuedDocument
from crm.core.refusals import refusals_as_message
from crm.staff.columns import DayColumn, PlainColumn
from crm.staff.extensions import Filling, add_blocks, add_filling
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Block, Figure, Item, Mark
from crm.staff.viewsets import RecordViewSet

from ..models import DispatchMeeting, MeetingDecision, PlanTask
from ..models.meeting import BRIEFS, PREPARES, WRITES
from ..plan.board_screens import stand_beside
from .agenda_for import agenda_for, off_the_table
from .card import meetings_of_month
from .items_screens import item_urls, prepared_by
from .minutes_screens import minutes_urls
from .prepare import call_meeting, refresh
from .snapshot import Snapshot

State = DispatchMeeting.State


class MeetingIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("body__chair")


class MeetingRecord(RecordView):
    record_fields = ["body", "due_on", "meets_on", "begins_at", "place", "written_by"]
    headline_fields = ("body", "meets_on", "begins_at", "place")
    joined_too = ("body__chair", "body__secretary", "body__department", "written_by")
    overview_label = pgettext_lazy("dispatch", "Agenda and minutes")
    overview_template = "dispatch/_meeting.html"

    def actions(self, record):
        links = super().actions(record)
        buttons = (
            (WRITES, record.is_minuted, _("Write the minutes"), "dispatchmeeting:minutes"),
            (PREPARES, record.is_editable, _("Put on the agenda"), "dispatchmeeting:add_item"),
        )
        user = self.request.user
        for right, is_open, label, name in buttons:
            if is_open and user.has_perm(right):
                links.append((label, reverse(name, args=[record.pk])))
        if record.state == State.HELD and user.has_perms([BRIEFS, "commissions.issue_document"]):
            label = pgettext("dispatch meeting", "Issue the brief")
            links.append((label, reverse("issueddocument:issue", args=["brief", record.pk])))
        return links

    def figures(self, record) -> list[Figure]:
        """The lights that were on the table, and what was decided."""
        lights = Snapshot(record.facts).lights
        as_of = _("as of %(day)s") % {"day": record.as_of} if record.as_of else ""
        unit = pgettext("unit of a count", "targets")
        figures = [
            Figure(_("red lights"), str(lights["red"]), unit, (as_of,)),
            Figure(_("yellow lights"), str(lights["yellow"]), unit),
            Figure(_("green lights"), str(lights["green"]), unit),
        ]
        decisions = list(record.decisions.select_related("task"))
        if decisions:
            done = sum(
                decision.task is not None and decision.task.state == "accepted"
                for decision in decisions
            )
            unit = pgettext("unit of a count", "decisions")
            notes = (_("%(count)d carried out") % {"count": done},)
            figures.append(
                Figure(pgettext("agenda", "decisions"), str(len(decisions)), unit, notes)
            )
        return figures

    def beside_the_overview(self) -> dict:
        record, user = self.object, self.request.user
        snapshot = Snapshot(record.facts)
        may_write = record.is_minuted and user.has_perm(WRITES)
        return {
            "record": record,
            "parts": agenda_for(record, user),
            "charts": snapshot.charts(),
            "numbers": snapshot.figures,
            "may_write": may_write,
            "may_edit": record.is_editable and user.has_perm(PREPARES),
            "off": off_the_table(record, user) if user.has_perm(PREPARES) else [],
            "may_redraw": record.state == State.PREPARED and user.has_perm(PREPARES),
            "brief": self._brief(),
        }

    def _brief(self) -> IssuedDocument | None:
        rows = IssuedDocument.objects.visible_to(self.request.user).of(self.object)
        return rows.issued().filter(kind=IssuedDocument.Kind.BRIEF).first()

    def panels(self, record):
        decisions = record.decisions.select_related("department", "person", "task")
        attendances = record.attendances.select_related("person__department")
        decision_rows = [(_task_of(decision), _cells_of(decision)) for decision in decisions]
        attendance_rows = [
            ("", [attendance.person, attendance.person.department or "—", _came(attendance)])
            for attendance in attendances
        ]
        return [
            (
                pgettext("agenda", "Decisions"),
                [
                    pgettext("agenda", "decision"),
                    _("department"),
                    _("person responsible"),
                    _("due on"),
                    _("state"),
                ],
                decision_rows,
            ),
            (
                pgettext("attendance", "Attendance"),
                [_("person"), _("department"), pgettext("attendance", "attendance")],
                attendance_rows,
            ),
        ]


def _task_of(decision) -> str:
    return reverse("plantask:inspect", args=[decision.task_id]) if decision.task_id else ""


def _cells_of(decision) -> list:
    state = decision.task.get_state_display() if decision.task else _("in the draft of the minutes")
    return [decision.text, decision.department, decision.person or "—", decision.due_on, state]


def _came(row) -> str:
    text = str(row.get_came_display())
    return f"{text} {row.stand_in}" if row.stand_in else text


@require_POST
def redraw_screen(request, pk):
    meeting = prepared_by(request, pk)
    with refusals_as_message(request):
        refresh(meeting, by=request.user)
        messages.success(request, _("The agenda is drawn anew from the facts of today."))
    return redirect("dispatchmeeting:inspect", pk)


class DispatchMeetingViewSet(RecordViewSet):
    model = DispatchMeeting
    icon = "ds-calendar"
    menu_label = gettext_lazy("Dispatch meetings")
    list_hint = gettext_lazy("Meetings stand here as soon as their agendas are drawn.")
    index_view_class = MeetingIndex
    inspect_view_class = MeetingRecord
    create_through = staticmethod(call_meeting)
    form_fields = ["body", "meets_on", "begins_at", "place"]
    fixed_fields = ("body", "meets_on")
    list_display = [
        PlainColumn("title", label=gettext_lazy("dispatch meeting"), accessor="title"),
        "state",
        DayColumn("meets_on", label=pgettext_lazy("dispatch", "meets on"), accessor="meets_on"),
        "body",
        "place",
        "number",
    ]
    list_filter = ["body", "state", "meets_on"]
    list_export = ["number", "body", "state", "meets_on", "begins_at", "place", "due_on"]
    search_fields = ["number", "body__name", "place"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/redraw/", redraw_screen, name="redraw"),
            *item_urls,
            *minutes_urls,
        ]


def _attendance_link(meeting, user):
    if not meeting.is_minuted or not user.has_perm(WRITES):
        return None
    return _("Note who came"), reverse("dispatchmeeting:minutes", args=[meeting.pk])


def where_decided(task, user) -> list[Block]:
    """On the page of a task: the meeting that decided on it."""
    rows = MeetingDecision.objects.visible_to(user).filter(task=task)
    items = [
        Item(
            row.meeting.title,
            reverse("dispatchmeeting:inspect", args=[row.meeting_id]),
            row.meeting.number,
            Mark(row.meeting.get_state_display()),
        )
        for row in rows.select_related("meeting__body")
    ]
    return [Block(_("Decided at"), items)]


def meetings_beside(plan, request) -> str:
    """Of a plan in force: the meetings of the month."""
    if not plan.is_in_force:
        return ""
    meetings = meetings_of_month(request.user, timezone.localdate())
    return render_to_string("dispatch/_meetings_of_month.html", {"meetings": meetings}, request)


stand_beside(meetings_beside)
add_filling(DispatchMeeting, "somebody_came", Filling(link=_attendance_link))
add_blocks(PlanTask, where_decided)
show_documents(DispatchMeeting, lambda meeting: [(IssuedDocument.Kind.BRIEF, meeting)])
