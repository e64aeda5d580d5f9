"""Reporting where a target stands, and entering what it is to reach in each phase."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.incoming.field import IncomingFile
from crm.core.punctuation import aside
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput, PlainNumber
from crm.staff.proposing import WHY, why_field

from ..models import PlanTarget, TargetValue
from .enter import propose_values, set_values
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
    """A field for each phase of the plan; of a plan in force, of the phases without a value, and
    the reason.
    """

    def __init__(self, *args, target, **kwargs):
        super().__init__(*args, **kwargs)
        stored = {target_value.phase_id: target_value.value for target_value in target.values.all()}
        self.is_proposal = target.plan.is_in_force
        phases = phases_without_value(target) if self.is_proposal else target.plan.phases.all()
        self.phases = list(phases)
        for phase in self.phases:
            self.fields[f"phase_{phase.pk}"] = forms.DecimalField(
                label=f"{phase.name}{aside(target.unit_in_words)}",
                max_digits=18,
                decimal_places=2,
                required=False,
                initial=stored.get(phase.pk),
                widget=PlainNumber(),
            )
        if self.is_proposal:
            self.fields[WHY] = why_field(TargetValue)

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

    def act():
        report_value(target, by=request.user, **form.cleaned_data)
        messages.success(request, _("Reported. It counts once another person has verified it."))
        return redirect("plantarget:inspect", pk)

    return form_page(request, form, act, title=_("Report a value"), subtitle=target)


def values_screen(request, pk):
    target = _target(request, pk)
    if not may_set_values(target, request.user):
        raise PermissionDenied
    form = ValuesForm(request.POST or None, target=target)

    def act():
        _store(target, form, request)
        return redirect("plantarget:inspect", pk)

    return form_page(request, form, act, title=_("Values of the phases"), subtitle=target)


def _store(target, form, request):
    if not form.is_proposal:
        set_values(target, form.values, by=request.user)
        return
    propose_values(target, form.values, by=request.user, why=form.cleaned_data[WHY])
    messages.success(
        request, _("Proposed. It comes into force once another person has approved it.")
    )


def phases_without_value(target):
    return target.plan.phases.exclude(values__target=target)


def may_set_values(target, user) -> bool:
    """Of a draft all of them; of a plan in force, to propose those that are missing."""
    if target.plan.is_in_force:
        return user.has_perm("dispatch.add_targetvalue") and phases_without_value(target).exists()
    return user.has_perm("dispatch.change_targetvalue") and target.plan.is_editable
