from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.incoming.field import IncomingFile
from crm.staff.extensions import add_actions, add_moving_action
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet
from leads.models import Project
from leads.naming.credit_code import check_credit_code

from ..models import Enterprise, EntryApplication, Plot, Reservation
from .enter import enter


class EnterpriseRecord(RecordView):
    record_fields = ["name", "credit_code", "registered_on", "project", "company", "park"]
    headline_fields = ("park", "company")


class EnterForm(forms.Form):
    plot = forms.ModelChoiceField(Plot.objects.none(), label=gettext_lazy("plot"))
    starts_on = forms.DateField(label=gettext_lazy("from"), widget=DayInput())
    name = forms.CharField(label=gettext_lazy("name of the local company"), max_length=200)
    credit_code = forms.CharField(
        label=gettext_lazy("unified social credit code"), validators=[check_credit_code]
    )
    registered_on = forms.DateField(label=gettext_lazy("registered on"), widget=DayInput())
    evidence = IncomingFile(label=gettext_lazy("business licence"), required=False)

    def __init__(self, *args, project, user, **kwargs):
        application = project.applications.filter(state=EntryApplication.State.AGREED).first()
        initial = {"plot": application.plot_id if application else None}
        super().__init__(*args, initial=initial, **kwargs)
        held_for_others = Reservation.objects.holding().exclude(lead=project.lead_id)
        own_plots = Plot.objects.visible_to(user).filter(park__department__in=user.department_ids)
        self.fields["plot"].queryset = (
            own_plots.free_on(timezone.localdate())
            .exclude(pk__in=held_for_others.values("plot"))
            .select_related("park")
        )


def enter_project(request, pk):
    """Place a signed project on a plot."""
    projects = Project.objects.visible_to(request.user)
    project = permitted(request, projects, pk, "leads.enter_project")
    form = EnterForm(
        request.POST or None, request.FILES or None, project=project, user=request.user
    )

    def act():
        enterprise = enter(project, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s has entered the park.") % {"name": enterprise})
        return redirect("enterprise:inspect", enterprise.pk)

    return form_page(request, form, act, title=_("Enter the park"), subtitle=project)


class EnterpriseViewSet(RecordViewSet):
    model = Enterprise
    icon = "ds-grow"
    list_hint = gettext_lazy("Companies that settled in a park stand here.")
    inspect_view_class = EnterpriseRecord
    form_fields = ["name"]
    list_display = ["name", "credit_code", "park", "project", "registered_on"]
    list_filter = ["park"]
    list_export = ["name", "credit_code", "park", "project", "registered_on"]
    search_fields = ["name", "credit_code"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("enter/<int:pk>/", enter_project, name="enter")]


def entry_action(project, user):
    if project.state == Project.State.SIGNED and user.has_perm("leads.enter_project"):
        return [(_("Enter the park"), reverse("enterprise:enter", args=[project.pk]))]
    return []


add_actions(Project, entry_action)


add_moving_action(Project, entry_action, Project.State.ENTERED)
