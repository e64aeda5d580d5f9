"""The minutes as they are written in the meeting, on a tablet: who came, then item by item, then
what the chair asked for. Each stop has an address of its own, so that the browser keeps what is
typed there until it is stored (core/draft.js).
"""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from crm.core.models import Department, User
from crm.core.refusals import refusals_as_message, refusals_on
from crm.staff.forms import DayInput, scope_choices
from crm.staff.permitted import permitted
from crm.staff.scoped import saved

from ..models import Attendance, DispatchMeeting, Heading, MeetingDecision
from ..models.meeting import WRITES
from ..models.task import WORKS
from .agenda_for import ShownItem, ShownPart, agenda_for
from .minutes import decide, drop_decision, note_attendance, note_said, note_summary

Came = Attendance.Came


@dataclass(frozen=True)
class Stop:
    """One step of the meeting; ``is_done``: something is noted."""

    name: str
    label: str
    address: str
    part: str = ""
    light: str = ""
    is_done: bool = False
    told: ShownItem | None = None


class _Way:
    """The stops of one meeting in their order, for one person."""

    def __init__(self, meeting: DispatchMeeting, user):
        self.meeting = meeting
        self.parts: list[ShownPart] = agenda_for(meeting, user)
        self.stops = [
            Stop(
                "attendance",
                pgettext("attendance", "Attendance"),
                reverse("dispatchmeeting:minutes", args=[meeting.pk]),
                is_done=meeting.somebody_came(),
            ),
            *(self._item(part, entry) for part in self.parts for entry in part.items),
            Stop(
                "end",
                _("What the chair asked for"),
                reverse("dispatchmeeting:minutes_end", args=[meeting.pk]),
                is_done=bool(meeting.summary),
            ),
        ]

    def _item(self, part: ShownPart, entry: ShownItem) -> Stop:
        return Stop(
            str(entry.item.pk),
            entry.item.title,
            reverse("dispatchmeeting:minutes_item", args=[self.meeting.pk, entry.item.pk]),
            str(part.part.label),
            entry.light,
            bool(entry.item.note or entry.decisions),
            entry,
        )

    def at(self, name: str) -> Stop:
        """Raises Http404 for what is not on the agenda, or not the person's to open."""
        stop = next((stop for stop in self.stops if stop.name == name), None)
        if stop is None:
            raise Http404
        return stop

    def after(self, stop: Stop) -> str:
        place = self.stops.index(stop)
        if place + 1 < len(self.stops):
            return self.stops[place + 1].address
        return reverse("dispatchmeeting:inspect", args=[self.meeting.pk])


def _way_of(request, pk) -> _Way:
    rows = DispatchMeeting.objects.visible_to(request.user).select_related("body")
    meeting = permitted(request, rows, pk, WRITES)
    if not meeting.is_minuted:
        raise Http404
    return _Way(meeting, request.user)


class AttendanceForm(forms.Form):
    """Of each person invited, whether they came, and who stood in."""

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = list(meeting.attendances.select_related("person__department"))
        for person in self.people:
            self.fields[f"came_{person.pk}"] = forms.ChoiceField(
                label=str(person.person),
                choices=[choice for choice in Came.choices if choice[0] != Came.INVITED],
                widget=forms.RadioSelect,
                initial=Came.PRESENT if person.came == Came.INVITED else person.came,
                required=False,
            )
            self.fields[f"stand_in_{person.pk}"] = forms.CharField(
                label=pgettext_lazy("attendance", "who stood in"),
                max_length=40,
                initial=person.stand_in,
                required=False,
            )

    def rows(self):
        return [
            (person, self[f"came_{person.pk}"], self[f"stand_in_{person.pk}"])
            for person in self.people
        ]

    def came(self) -> dict[int, tuple[str, str]]:
        data = self.cleaned_data
        return {
            person.pk: (
                data[f"came_{person.pk}"] or Came.INVITED,
                data[f"stand_in_{person.pk}"],
            )
            for person in self.people
        }


class SummaryForm(forms.Form):
    summary = forms.CharField(
        label=gettext_lazy("What the chair asked for"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class NoteForm(forms.Form):
    """What was said of an item, and one decision on it where ``text`` is filled in."""

    note = forms.CharField(
        label=pgettext_lazy("agenda", "what was said"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    text = forms.CharField(
        label=pgettext_lazy("agenda", "decision"), max_length=160, required=False
    )
    department = forms.ModelChoiceField(
        Department.objects.all(), label=gettext_lazy("department"), required=False
    )
    person = forms.ModelChoiceField(
        User.objects.staff(), label=gettext_lazy("person responsible"), required=False
    )
    due_on = forms.DateField(label=gettext_lazy("due on"), widget=DayInput(), required=False)
    heading = forms.ModelChoiceField(
        Heading.objects.none(), label=pgettext_lazy("heading", "heading"), required=False
    )
    DECIDED = ("text", "department", "person", "due_on", "heading")
    ASKED = ("department", "due_on", "heading")

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Heading.objects.filter(plan__state="in_force").select_related("plan")
        looked_at = meeting.body.headings.all()
        self.fields["heading"].queryset = rows.filter(pk__in=looked_at) if looked_at else rows
        workers = User.objects.staff().with_right(WORKS)
        self.fields["person"].queryset = User.objects.filter(pk__in=workers.order_by().values("pk"))

    def clean(self):
        data = super().clean()
        if not data.get("text"):
            if data.get("person") or data.get("due_on"):
                self.add_error("text", _("Say what is decided."))
            return data
        for name in self.ASKED:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("A decision names its department, its day and a heading."))
        return data

    @property
    def decided(self) -> dict | None:
        data = self.cleaned_data
        return {name: data[name] for name in self.DECIDED} if data["text"] else None


def attendance_screen(request, pk):
    way = _way_of(request, pk)
    stop = way.at("attendance")
    form = AttendanceForm(request.POST or None, meeting=way.meeting)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            note_attendance(way.meeting, form.came(), by=request.user)
            return saved(redirect(way.after(stop)), request)
    return _page(request, way, stop, form)


def item_screen(request, pk, item):
    way = _way_of(request, pk)
    stop = way.at(str(item))
    agenda_item = stop.told.item
    initial = {"note": agenda_item.note, "heading": _heading_of(agenda_item)}
    form = NoteForm(request.POST or None, initial=initial, meeting=way.meeting)
    form = scope_choices(form, request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, at="text"):
            note_said(agenda_item, form.cleaned_data["note"], by=request.user)
            if facts := form.decided:
                decide(way.meeting, item=agenda_item, by=request.user, **facts)
                messages.success(request, _("Decided: %(text)s") % {"text": facts["text"]})
            stays = "again" in request.POST
            return saved(redirect(stop.address if stays else way.after(stop)), request)
    return _page(request, way, stop, form)


def _heading_of(item) -> int | None:
    """Under which heading a decision on it most likely belongs."""
    if heading := item.facts.get("heading_id"):
        return heading
    headings = list(item.meeting.body.headings.values_list("pk", flat=True)[:2])
    return headings[0] if len(headings) == 1 else None


def end_screen(request, pk):
    way = _way_of(request, pk)
    stop = way.at("end")
    form = SummaryForm(request.POST or None, initial={"summary": way.meeting.summary})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            note_summary(way.meeting, form.cleaned_data["summary"], by=request.user)
            messages.success(request, _("The minutes are written."))
            return saved(redirect(way.after(stop)), request)
    return _page(request, way, stop, form)


def _page(request, way: _Way, stop: Stop, form):
    context = {
        "form": form,
        "meeting": way.meeting,
        "stops": way.stops,
        "stop": stop,
        "place": way.stops.index(stop) + 1,
        "title": way.meeting.title,
    }
    return render(request, "dispatch/minutes.html", context)


@require_POST
def drop_screen(request, pk, decision):
    way = _way_of(request, pk)
    record = get_object_or_404(MeetingDecision.objects.filter(meeting=way.meeting), pk=decision)
    with refusals_as_message(request):
        drop_decision(record, by=request.user)
        messages.success(request, _("Dropped: %(text)s") % {"text": record.text})
    if record.item_id:
        return redirect("dispatchmeeting:minutes_item", pk, record.item_id)
    return redirect("dispatchmeeting:minutes", pk)


minutes_urls = [
    path("<int:pk>/minutes/", attendance_screen, name="minutes"),
    path("<int:pk>/minutes/end/", end_screen, name="minutes_end"),
    path("<int:pk>/minutes/<int:item>/", item_screen, name="minutes_item"),
    path("<int:pk>/minutes/drop/<int:decision>/", drop_screen, name="minutes_drop"),
]
