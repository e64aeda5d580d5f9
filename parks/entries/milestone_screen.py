"""Milestones of an entry that are no stage of their own: recorded
with their evidence by the park.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.incoming.field import IncomingFile
from crm.staff.extensions import add_actions
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput
from leads.models import Milestone, OwnMilestone, Project
from leads.models.project import SETTLED
from leads.pipeline.milestones import record_milestone

OF_PARKS = [Milestone.Kind.LAND_ACQUIRED, Milestone.Kind.COMPLETED, Milestone.Kind.OPERATING]


def kinds() -> list[tuple[str, str]]:
    """With those that policies ask for beyond the system's own."""
    return [*((kind.value, kind.label) for kind in OF_PARKS), *OwnMilestone.objects.choices()]


class MilestoneForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("milestone"), choices=kinds)
    happened_on = forms.DateField(label=gettext_lazy("date"), widget=DayInput())
    evidence = IncomingFile(label=gettext_lazy("evidence"))
    note = forms.CharField(label=gettext_lazy("evidence in words"), max_length=300, required=False)


def record(request, pk):
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("leads.record_milestone") or project.state not in SETTLED:
        raise PermissionDenied
    form = MilestoneForm(request.POST or None, request.FILES or None)

    def act():
        record_milestone(project, by=request.user, **form.cleaned_data)
        messages.success(request, _("Stored."))
        return redirect("project:inspect", pk)

    return form_page(
        request, form, act, title=_("Record a milestone"), subtitle=project, at="evidence"
    )


def milestone_action(project, user):
    if project.state not in SETTLED or not user.has_perm("leads.record_milestone"):
        return []
    return [(_("Record a milestone"), reverse("entryapplication:milestone", args=[project.pk]))]


add_actions(Project, milestone_action)
