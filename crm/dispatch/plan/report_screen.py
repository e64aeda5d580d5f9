"""Reporting where a target stands, and entering what it is to reach in each phase."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.incoming.field import IncomingFile
from crm.core.punctuation import aside
from crm.core.refusals import said_on
from crm.staff.forms import DayInput, PlainNumber

from ..models import PlanTarget
from .enter import set_values
from .report import may_report, report_value


class ReportForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("as of"), widget=DayInput())
    value = forms.DecimalField(
        label=pgettext_lazy("reading", "value"),
        max_digits=18,
        decimal_places=2,
        widget=PlainNumber(),
    )
    evidence = IncomingFile(label=gettext_lazy("evidence"))
    note = forms.CharField(label=gettext_lazy("note"), max_length=300, required=False)


class ValuesForm(forms.Form):
    """A field for each phase of the plan."""

    def __init__(self, *args, target, **kwargs):
        super().__init__(*args, **kwargs)
        self.phases = list(target.plan.phases.all())
        stored = {each.phase_id: each.value for each in target.values.all()}
        for phase in self.phases:
            self.fields[f"phase_{phase.pk}"] = forms.DecimalField(
                label=f"{phase.name}{aside(target.unit_in_words)}",
                max_digits=18,
                decimal_places=2,
                required=False,
                initial=stored.get(phase.pk),
                widget=PlainNumber(),
            )

    @property
    def values(self) -> dict:
        return {phase: self.cleaned_data[f"phase_{phase.pk}"] for phase in self.phases}


def _target(request, pk) -> PlanTarget:
    rows = PlanTarget.objects.visible_to(request.user).select_related("heading__plan")
    return get_object_or_404(rows, pk=pk)


def report_screen(request, pk):
    target = _target(request, pk)
    if not may_report(target, request.user):
        raise PermissionDenied
    initial = {"day": timezone.localdate()}
    form = ReportForm(request.POST or None, request.FILES or None, initial=initial)
    form.fields["value"].help_text = target.unit
    if request.method == "POST" and form.is_valid():
        with said_on(form):
            report_value(target, by=request.user, **form.cleaned_data)
            messages.success(request, _("Reported. It counts once another person has verified it."))
            return redirect("plantarget:inspect", pk)
    context = {"form": form, "title": _("Report a value"), "subtitle": target}
    return render(request, "core/form_page.html", context)


def values_screen(request, pk):
    target = _target(request, pk)
    if not may_set_values(target, request.user):
        raise PermissionDenied
    form = ValuesForm(request.POST or None, target=target)
    if request.method == "POST" and form.is_valid():
        with said_on(form):
            set_values(target, form.values, by=request.user)
            return redirect("plantarget:inspect", pk)
    context = {"form": form, "title": _("Values of the phases"), "subtitle": target}
    return render(request, "core/form_page.html", context)


def may_set_values(target, user) -> bool:
    return user.has_perm("dispatch.change_targetvalue") and target.plan.is_editable
