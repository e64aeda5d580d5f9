"""Asking departments for a judgement of a lead: figures, who is asked about what, and by when."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.models import Department
from crm.staff.extensions import add_actions
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput, WanField, formfield
from crm.staff.permitted import permitted

from ..models import Assessment, Lead
from ..models.lead import OPEN
from .convene import convene, usual_deadline
from .schemes import in_force

FIGURES = ["investment", "land_mu", "output", "tax", "energy_tce", "content"]
IN_WAN = ("investment", "output", "tax")


def figure_field(field, **kwargs):
    return (
        WanField(label=field.verbose_name, required=False, min_value=0)
        if field.name in IN_WAN
        else formfield(field, **kwargs)
    )


class ConveneForm(forms.ModelForm):
    """One drop-down a criterion; a criterion without a department is not judged this time."""

    due_on = forms.DateField(label=gettext_lazy("opinions due on"), widget=DayInput())

    class Meta:
        model = Assessment
        fields = FIGURES
        formfield_callback = figure_field

    def __init__(self, *args, lead, scheme, **kwargs):
        of_lead = {name: getattr(lead, name) for name in ("investment", "land_mu", "content")}
        super().__init__(*args, initial={**of_lead, "due_on": usual_deadline()}, **kwargs)
        self.criteria = list(scheme.criteria.all())
        for criterion in self.criteria:
            label = _("%(criterion)s (weight %(weight)d) is judged by") % {
                "criterion": criterion,
                "weight": criterion.weight,
            }
            self.fields[f"criterion-{criterion.pk}"] = forms.ModelChoiceField(
                Department.objects.all(),
                label=label,
                required=False,
                initial=criterion.department_id,
                help_text=criterion.guidance,
            )

    def asked(self):
        departments = {
            criterion: self.cleaned_data.get(f"criterion-{criterion.pk}")
            for criterion in self.criteria
        }
        return {
            criterion: department for criterion, department in departments.items() if department
        }

    def _post_clean(self):
        """The use case checks the record whole; the form checks the fields alone."""


def convene_judgement(request, pk):
    lead = permitted(request, Lead.objects.visible_to(request.user), pk, "leads.add_assessment")
    scheme = in_force()
    if scheme is None:
        messages.error(request, _("No judgement scheme is in force."))
        return redirect("lead:inspect", pk)
    form = ConveneForm(request.POST or None, lead=lead, scheme=scheme)

    def act():
        figures = {name: form.cleaned_data[name] for name in FIGURES}
        assessment = convene(
            lead, form.asked(), by=request.user, due_on=form.cleaned_data["due_on"], **figures
        )
        messages.success(request, _("The departments are asked for their opinions."))
        return redirect("assessment:inspect", assessment.pk)

    return form_page(request, form, act, title=_("Ask for a judgement"), subtitle=lead)


def convene_action(lead, user):
    if lead.state not in OPEN or not user.has_perm("leads.add_assessment"):
        return []
    if open_assessment := next(
        (assessment for assessment in lead.assessments.all() if assessment.is_open), None
    ):
        return [
            (_("The judgement under way"), reverse("assessment:inspect", args=[open_assessment.pk]))
        ]
    return [(_("Ask for a judgement"), reverse("assessment:convene", args=[lead.pk]))]


add_actions(Lead, convene_action)
