"""Service requests in the staff admin: the list, the page of each, who helps, who supervises."""

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.days import day_of
from crm.core.models import Department
from crm.staff.columns import DueColumn, PlainColumn
from crm.staff.filters import ListFilters
from crm.staff.form_page import form_page
from crm.staff.form_screens import ScopedCreate
from crm.staff.forms import DayInput, offer_only, who_may
from crm.staff.index import ScopedIndex
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Assistance, ServiceRequest, Supervision
from ..models.request import UNSETTLED
from .joint import ask_for_help, supervise
from .parts import clock_panel, earlier_panel, help_panel, may_write


def next_due(request):
    """(day, what) of the time that runs; None where none does."""
    return (day_of(request.due_at), "") if request.due_at else None


class RequestFilters(ListFilters):
    standing = django_filters.ChoiceFilter(
        label=gettext_lazy("how it stands"),
        method="by_standing",
        choices=[
            ("unsettled", gettext_lazy("not settled")),
            ("overdue", gettext_lazy("overdue")),
            ("reopened", gettext_lazy("opened again")),
            ("repeated", gettext_lazy("asked again")),
            ("supervised", gettext_lazy("under supervision")),
            ("unread", gettext_lazy("with unread messages")),
        ],
    )

    class Meta:
        model = ServiceRequest
        fields = [
            "state",
            "kind",
            "department",
            "channel",
            "urgency",
            "satisfaction",
            "park",
        ]

    def by_standing(self, rows, _name, value):
        filters = {
            "unsettled": lambda: rows.filter(state__in=sorted(UNSETTLED)),
            "overdue": rows.overdue,
            "reopened": lambda: rows.filter(times_reopened__gt=0),
            "repeated": lambda: rows.filter(repeat_of__isnull=False),
            "supervised": lambda: rows.filter(
                pk__in=Supervision.objects.open().order_by().values("request")
            ),
            "unread": lambda: rows.filter(
                messages__is_from_enterprise=True, messages__seen_at=None
            ).distinct(),
        }
        return filters[value]()


class RequestIndex(ScopedIndex):
    def get_base_queryset(self):
        rows = super().get_base_queryset()
        return rows.select_related("kind", "department", "person").defer("content", "answer")


class RequestCreate(ScopedCreate):
    """A new request is written down on the screen of the hotline."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("desk.add_servicerequest"):
            raise PermissionDenied
        return redirect("hotline")


class RequestRecord(RecordView):
    headline_fields = ("enterprise_name", "contact_name", "phone", "kind")
    record_fields = [
        "number",
        "title",
        "content",
        "channel",
        "email",
        "credit_code",
        "enterprise",
        "company",
        "park",
        "region",
        "department",
        "person",
        "taken_by",
        "received_at",
        "answer",
        "satisfaction",
        "word",
        "merged_into",
        "transferred_to",
        "repeat_of",
    ]

    def facts(self, record):
        code = [(_("tracking code"), record.code)] if self._may_tell_the_code(record) else []
        return [*super().facts(record), *code]

    def _may_tell_the_code(self, record) -> bool:
        """Who speaks with the enterprise may say it again on the telephone."""
        return may_write(record, self.request.user) or record.taken_by_id == self.request.user.pk

    def panels(self, record):
        return [
            help_panel(record),
            clock_panel(record),
            earlier_panel(record, self.request.user),
        ]


SECTIONS = (
    (gettext_lazy("What is asked"), ("kind", "urgency", "title", "content")),
    (
        gettext_lazy("Who asks"),
        ("enterprise_name", "credit_code", "contact_name", "phone", "email", "company"),
    ),
    (pgettext_lazy("of a service request", "Where"), ("park", "region", "enterprise")),
)


class RequestViewSet(RecordViewSet):
    model = ServiceRequest
    icon = "ds-phone"
    list_hint = gettext_lazy("What enterprises ask of the city stands here, from all ways.")
    menu_label = gettext_lazy("Service requests")
    index_view_class = RequestIndex
    add_view_class = RequestCreate
    inspect_view_class = RequestRecord
    form_fields = [name for _title, names in SECTIONS for name in names]
    form_sections = SECTIONS
    filterset_class = RequestFilters
    list_display = [
        "title",
        PlainColumn("who", label=gettext_lazy("enterprise")),
        "kind",
        "state",
        DueColumn("due", label=gettext_lazy("due next"), due_of=next_due),
        "department",
        "person",
        "received_at",
        "number",
    ]
    list_export = [
        "number",
        "title",
        "kind",
        "urgency",
        "channel",
        "enterprise_name",
        "credit_code",
        "contact_name",
        "state",
        "department",
        "person",
        "received_at",
        "answered_at",
        "was_in_time",
        "closed_at",
        "satisfaction",
        "times_reopened",
    ]
    search_fields = ["number", "title", "enterprise_name", "credit_code"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/help/", help_screen, name="help"),
            path("<int:pk>/supervise/", supervise_screen, name="supervise"),
        ]


class HelpForm(forms.Form):
    department = forms.ModelChoiceField(
        label=gettext_lazy("department"), queryset=Department.objects.all()
    )
    task = forms.CharField(
        label=gettext_lazy("what it is asked to do"), max_length=1000, widget=forms.Textarea
    )
    due_on = forms.DateField(label=gettext_lazy("to be done by"), widget=DayInput())


class SuperviseForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("what is to be done"), max_length=1000, widget=forms.Textarea
    )
    due_on = forms.DateField(label=gettext_lazy("to be done by"), widget=DayInput())


def help_screen(request, pk):
    service_request = get_object_or_404(ServiceRequest.objects.visible_to(request.user), pk=pk)
    if not may_write(service_request, request.user):
        raise PermissionDenied
    form = HelpForm(request.POST or None)

    def act():
        ask_for_help(service_request, by=request.user, **form.cleaned_data)
        messages.success(request, _("Stored."))
        return redirect("servicerequest:inspect", pk)

    title = _("Ask departments to help")
    return form_page(request, form, act, title=title, subtitle=service_request)


def supervise_screen(request, pk):
    service_requests = ServiceRequest.objects.visible_to(request.user)
    service_request = permitted(request, service_requests, pk, "desk.add_supervision")
    form = SuperviseForm(request.POST or None)

    def act():
        supervise(service_request, by=request.user, **form.cleaned_data)
        messages.success(request, _("Stored."))
        return redirect("servicerequest:inspect", pk)

    return form_page(request, form, act, title=_("Supervise"), subtitle=service_request)


class AssistanceRecord(RecordView):
    record_fields = ["request", "department", "task", "due_on", "part", "asked_by", "given_by"]


class AssistanceViewSet(RecordViewSet):
    model = Assistance
    icon = "ds-people"
    list_hint = gettext_lazy("What departments are asked to contribute to requests stands here.")
    inspect_view_class = AssistanceRecord
    form_fields = ["task", "due_on"]
    list_display = ["request", "department", "task", "due_on", "state", "given_by"]
    list_filter = ["state", "department"]
    list_export = ["request", "department", "task", "due_on", "state", "part"]
    search_fields = ["request__number", "request__title", "task"]


class SupervisionRecord(RecordView):
    record_fields = ["number", "request", "to", "text", "due_on", "by", "at", "answer"]


class SupervisionViewSet(RecordViewSet):
    model = Supervision
    icon = "ds-warn"
    list_hint = gettext_lazy("Requests that somebody in charge asked to speed up stand here.")
    inspect_view_class = SupervisionRecord
    form_fields = ["text", "due_on"]
    list_display = ["number", "request", "text", "to", "due_on", "state", "by"]
    list_filter = ["state", "to"]
    list_export = ["number", "request", "text", "to", "due_on", "state", "answer", "by"]
    search_fields = ["number", "text", "request__number"]


offer_only(ServiceRequest, "person", who_may("desk.work_servicerequest"))
