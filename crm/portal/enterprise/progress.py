"""Where the project stands, what was promised and kept, and the milestones: those recorded, those
that the enterprise reports with evidence.
"""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.core.files import files_of
from crm.core.incoming.field import IncomingFile
from crm.core.refusals import refusals_as_message, refusals_on
from crm.core.transitions import next_steps, perform
from crm.staff.forms import DayInput
from leads.models import Milestone
from parks.entries.milestone_reports import open_kinds, report_milestone
from parks.models import MilestoneReport

from .project import breaches_of, increases_of, promised_day, promises_of, reports_of
from .who import for_people


class MilestoneForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("milestone"))
    happened_on = forms.DateField(label=gettext_lazy("date"), widget=DayInput())
    evidence = IncomingFile(
        label=gettext_lazy("evidence"),
        help_text=gettext_lazy("A permit, a record or a photograph; PDF or picture."),
    )
    note = forms.CharField(label=gettext_lazy("in a few words"), max_length=300, required=False)

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = open_kinds(project)


@for_people()
def progress(request, person):
    project = person.enterprise.project
    context = {
        "person": person,
        "project": project,
        "stages": project.stages(),
        "production_on": promised_day(person.enterprise, Milestone.Kind.PRODUCING),
        "increases": increases_of(person.enterprise),
        "promises": promises_of(person),
        "breaches": breaches_of(person.enterprise) if person.may("handles_money") else [],
        "milestones": project.milestones.all(),
        "reports": reports_of(person.enterprise, request.user),
        "may_report": person.may("handles_progress") and open_kinds(project),
    }
    return render(request, "portal/enterprise/progress.html", context)


@for_people("handles_progress")
def report(request, person):
    form = MilestoneForm(
        request.POST or None,
        request.FILES or None,
        project=person.enterprise.project,
        initial={"kind": request.GET.get("kind", "")},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            stored = report_milestone(person.enterprise, by=request.user, **form.cleaned_data)
            messages.success(request, _("Reported. Your park judges it and you are told."))
            return redirect("portal:milestone_report", stored.pk)
    return render(request, "portal/enterprise/report_milestone.html", {"form": form})


@for_people()
def one_report(request, person, pk):
    report = get_object_or_404(
        MilestoneReport.objects.visible_to(request.user).filter(enterprise=person.enterprise), pk=pk
    )
    context = {
        "report": report,
        "files": files_of(report, request.user),
        "judged": report.moves().last(),
        "may_take_back": any(step.is_open for step in next_steps(report, request.user)),
        "may_report_anew": report.state == MilestoneReport.State.REFUSED
        and person.may("handles_progress"),
    }
    return render(request, "portal/enterprise/milestone_report.html", context)


@require_POST
@for_people("handles_progress")
def take_back(request, person, pk):
    report = get_object_or_404(
        MilestoneReport.objects.visible_to(request.user).filter(enterprise=person.enterprise), pk=pk
    )
    with refusals_as_message(request):
        perform(report, "withdraw", by=request.user)
        messages.success(request, _("Taken back."))
    return redirect("portal:milestone_report", pk)
