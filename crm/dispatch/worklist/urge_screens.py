"""Urging on the screen: of a task, of a target, of all whose targets are red; and the list."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.staff.columns import PlainColumn
from crm.staff.extensions import add_actions
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.timeline import CHANGES, add_to_timeline
from crm.staff.viewsets import RecordViewSet
from leads.warnings.screens import urgings_in_time

from ..models import PlanTarget, PlanTask, PlanUrging
from ..models.plan import doer_of
from ..models.urging import URGES
from .urge import urge


class UrgeForm(forms.Form):
    text = forms.CharField(
        label=pgettext_lazy("urging of a plan", "what is to be done"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = forms.DateField(label=gettext_lazy("until"), widget=DayInput())


def urge_screen(request, pk, model):
    record = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm(URGES) or not record.plan.is_in_force:
        raise PermissionDenied
    form = UrgeForm(request.POST or None)

    def act():
        urging = urge(record, by=request.user, **form.cleaned_data)
        message = pgettext("task", "%(person)s is urged.") % {"person": urging.to}
        messages.success(request, message)
        return redirect(f"{model._meta.model_name}:inspect", pk)

    return form_page(request, form, act, title=pgettext("task", "Urge"), subtitle=record)


class PlanUrgingRecord(RecordView):
    record_fields = ["number", "task", "target", "to", "text", "due_on", "by", "at", "answer"]


class PlanUrgingIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("task", "target", "to", "by")


class PlanUrgingViewSet(RecordViewSet):
    model = PlanUrging
    icon = "ds-clip"
    menu_label = gettext_lazy("Urgings of the plan")
    list_hint = gettext_lazy("Who was urged about tasks and targets, and the answers, stand here.")
    index_view_class = PlanUrgingIndex
    inspect_view_class = PlanUrgingRecord
    form_fields = ["text", "due_on"]
    list_display = [
        "number",
        PlainColumn("record", label=gettext_lazy("record")),
        "text",
        "to",
        "due_on",
        "state",
        "by",
    ]
    list_filter = ["state"]
    list_export = ["number", "task", "target", "text", "to", "due_on", "state", "answer", "by"]
    search_fields = ["number", "text", "task__title", "target__name"]

    def is_open(self, address: str) -> bool:
        """Urgings are made from what they are about."""
        return address not in ("add", "edit") and super().is_open(address)

    def get_urlpatterns(self):
        patterns = [
            path(
                f"of/{model._meta.model_name}/<int:pk>/",
                urge_screen,
                {"model": model},
                name=f"of_{model._meta.model_name}",
            )
            for model in (PlanTask, PlanTarget)
        ]
        return [*super().get_urlpatterns(), *patterns]


def urge_action(record, user) -> list[tuple]:
    if not user.has_perm(URGES) or not record.is_worked_on or doer_of(record) is None:
        return []
    return [
        (
            pgettext("task", "Urge"),
            reverse(f"planurging:of_{record._meta.model_name}", args=[record.pk]),
        )
    ]


for model in (PlanTask, PlanTarget):
    add_actions(model, urge_action)
    add_to_timeline(model, CHANGES, urgings_in_time)
