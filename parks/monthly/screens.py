"""The worklist of the monthly files: what a row says and why it waits, the screen on which a person
completes it.
"""

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.models import TableImport
from crm.core.refusals import refusals_on
from crm.core.tables.columns import TABLES
from crm.staff.columns import PlainColumn
from crm.staff.extensions import add_actions
from crm.staff.filters import ListFilters
from crm.staff.forms import ReasonForm, formfield
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.run_screens import RunBulkAction
from crm.staff.system_screens import LogViewSet

from ..models import Contribution, Enterprise, UnmatchedRow
from .complete import complete, match_again, values_read
from .steps import DISMISS


class UnmatchedRecord(RecordView):
    record_fields = ["source", "row", "kind", "credit_code", "name", "contribution", "closed_by"]

    def panels(self, record):
        cells = [("", [title, text]) for title, text in record.cells]
        problems = [
            ("", [title or "—", text or "—", message]) for title, text, message in record.problems
        ]
        return [
            (
                _("Problems"),
                [_("column"), _("what the cell says"), _("what is wrong and what to do")],
                problems,
            ),
            (_("What the file says"), [_("column"), _("what the cell says")], cells),
        ]


def completion_form(row, user):
    """The fields of the row's table, filled with what could be read; amounts are in yuan."""
    table = TABLES[row.source.table]
    names = [
        column.name
        for column in table.columns
        if not column.read_only and column.name != "enterprise"
    ]
    form = forms.modelform_factory(Contribution, fields=names, formfield_callback=formfield)
    fields = {
        "enterprise": forms.ModelChoiceField(
            Enterprise.objects.reported_by(user),
            label=gettext_lazy("settled enterprise"),
            widget=_chooser(),
        ),
        **form.base_fields,
    }
    for column in table.columns:
        if column.name in fields:
            fields[column.name].required = column.required
            fields[column.name].label = (
                column.label if column.name != "enterprise" else fields["enterprise"].label
            )
    return type("CompletionForm", (forms.Form,), fields)


def _chooser():
    return formfield(Contribution._meta.get_field("enterprise")).widget


def complete_row(request, pk):
    row = get_object_or_404(
        UnmatchedRow.objects.visible_to(request.user).select_related("source"), pk=pk
    )
    if (
        not request.user.has_perm("parks.file_contributions")
        or row.state != UnmatchedRow.State.OPEN
    ):
        raise PermissionDenied
    enterprise = (
        Enterprise.objects.reported_by(request.user).filter(credit_code=row.credit_code).first()
        if row.credit_code
        else None
    )
    form = completion_form(row, request.user)(
        request.POST or None, initial={**values_read(row), "enterprise": enterprise}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            contribution = complete(row, by=request.user, **form.cleaned_data)
            messages.success(
                request,
                _("The row is complete: %(contribution)s.") % {"contribution": contribution},
            )
            return redirect("unmatchedrow:index")
    return render(
        request, "parks/complete_row.html", {"title": _("Complete"), "form": form, "row": row}
    )


def match_settled(request):
    """Rows whose enterprise has settled since become contributions."""
    if not request.user.has_perm("parks.file_contributions"):
        raise PermissionDenied
    if request.method == "POST":
        count = match_again(by=request.user)
        messages.success(
            request,
            _("%(count)d rows were matched with enterprises that have settled since.")
            % {"count": count},
        )
        return redirect("unmatchedrow:index")
    waiting = (
        UnmatchedRow.objects.visible_to(request.user)
        .open()
        .filter(kind=UnmatchedRow.Kind.UNMATCHED)
    )
    settled = waiting.filter(
        credit_code__in=Enterprise.objects.reported_by(request.user).values("credit_code")
    )
    return render(
        request,
        "parks/match_settled.html",
        {
            "title": _("Match what has settled since"),
            "count": settled.count(),
            "rows": settled.select_related("source")[:100],
        },
    )


class UnmatchedFilters(ListFilters):
    source = django_filters.ModelChoiceFilter(
        label=gettext_lazy("from the file"),
        queryset=TableImport.objects.filter(pk__in=UnmatchedRow.objects.values("source")),
    )

    class Meta:
        model = UnmatchedRow
        fields = ["state", "kind", "source"]


class UnmatchedIndex(ScopedIndex):
    add_url_name = edit_url_name = delete_url_name = None

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("source")


class UnmatchedRowViewSet(LogViewSet):
    model = UnmatchedRow
    icon = "ds-clip"
    index_view_class = UnmatchedIndex
    inspect_view_class = UnmatchedRecord
    form_fields = ["name"]
    list_display = [
        "__str__",
        "credit_code",
        "kind",
        PlainColumn("first_problem", label=gettext_lazy("problem")),
        "state",
        "source",
    ]
    filterset_class = UnmatchedFilters
    list_export = [
        "source",
        "row",
        "credit_code",
        "name",
        "kind",
        "first_problem",
        "state",
        "closed_by",
    ]
    search_fields = ["credit_code", "name", "source__file_name"]
    list_actions = [
        (
            gettext_lazy("Match what has settled since"),
            "unmatchedrow:match",
            "rotate",
            "parks.file_contributions",
        )
    ]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/complete/", complete_row, name="complete"),
            path("match/", match_settled, name="match"),
        ]


def completion_action(row, user):
    if row.state == UnmatchedRow.State.OPEN and user.has_perm("parks.file_contributions"):
        return [(_("Complete"), reverse("unmatchedrow:complete", args=[row.pk]))]
    return []


add_actions(UnmatchedRow, completion_action)


class Dismiss(RunBulkAction):
    models = [UnmatchedRow]
    display_name, aria_label, action_type, action_priority = (
        gettext_lazy("Dismiss"),
        gettext_lazy("Dismiss the ticked rows with a reason"),
        "dismiss",
        10,
    )
    permission = "parks.file_contributions"
    form_class = ReasonForm
    classes = {"no"}
    step = DISMISS
