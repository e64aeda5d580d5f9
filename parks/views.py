"""Entries, settled enterprises and their contributions in the staff admin."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from crm.core.errors import Refused
from crm.core.forms import DayInput, UnitInput, formfield
from crm.core.viewsets import ACTIONS, MoneyColumn, RecordView, RecordViewSet, ScopedCreate
from leads.companies.credit_code import check_credit_code
from leads.models import Project

from .enter import enter
from .entry_screens import ApplicationViewSet, BreachViewSet, ReviewOpinionViewSet
from .models import Contribution, Enterprise, EntryApplication, Plot, Reservation
from .park_screens import AllianceActionViewSet, AllianceViewSet, FacilityViewSet, ParkViewSet, ScienceViewSet
from .report import report
from .space_screens import PlotViewSet, ReservationViewSet


class EnterpriseRecord(RecordView):
    record_fields = ["name", "credit_code", "registered_on", "project", "company", "park"]

    def panels(self, record):
        found = Contribution.objects.visible_to(self.request.user).filter(enterprise=record)
        rows = [(reverse("contribution:inspect", args=[each.pk]), [each, each.happened_on, each.get_state_display()]) for each in found]
        return [(_("Contributions"), [_("contribution"), _("date"), _("state")], rows)]


class ContributionRecord(RecordView):
    record_fields = [
        "enterprise", "metric", "amount", "happened_on", "land_amount", "local_amount", "period_from", "period_to", "currency",
        "original_amount", "rate", "rate_on", "remark", "supersedes", "reported_by", "verified_by", "verified_at",
    ]  # fmt: skip


class EnterForm(forms.Form):
    plot = forms.ModelChoiceField(Plot.objects.none(), label=gettext_lazy("plot"))
    starts_on = forms.DateField(label=gettext_lazy("from"), widget=DayInput())
    name = forms.CharField(label=gettext_lazy("name of the local company"), max_length=200)
    credit_code = forms.CharField(label=gettext_lazy("unified social credit code"), validators=[check_credit_code])
    registered_on = forms.DateField(label=gettext_lazy("registered on"), widget=DayInput())
    evidence = forms.FileField(label=gettext_lazy("business licence"), required=False)

    def __init__(self, *args, project, user, **kwargs):
        agreed = project.applications.filter(state=EntryApplication.State.AGREED).first()
        initial = {"plot": agreed.plot_id if agreed else None}
        super().__init__(*args, initial=initial, **kwargs)
        held_for_others = Reservation.objects.holding().exclude(lead=project.lead_id)
        own = Plot.objects.visible_to(user).filter(park__department__in=user.department_ids)
        self.fields["plot"].queryset = own.free_on(timezone.localdate()).exclude(pk__in=held_for_others.values("plot")).select_related("park")


def enter_project(request, pk):
    """Place a signed project on a plot."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("leads.enter_project"):
        raise PermissionDenied
    form = EnterForm(request.POST or None, request.FILES or None, project=project, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            enterprise = enter(project, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s has entered the park.") % {"name": enterprise})
            return redirect("enterprise:inspect", enterprise.pk)
    return render(request, "core/form_page.html", {"form": form, "title": _("Enter the park"), "subtitle": project})


def create_contribution(*, by, enterprise, evidence, **facts):
    return report(enterprise, by=by, evidence=evidence, **facts)


class ContributionForm(forms.ModelForm):
    evidence = forms.FileField(label=gettext_lazy("evidence"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["supersedes"].queryset = Contribution.objects.verified()

    def _post_clean(self):
        """The use case checks the record whole, with its reporter; the form checks the fields alone."""


class EnterpriseViewSet(RecordViewSet):
    model = Enterprise
    icon = "home"
    inspect_view_class = EnterpriseRecord
    form_fields = ["name"]
    list_display = ["name", "credit_code", "park", "project", "registered_on"]
    list_filter = ["park"]
    list_export = ["name", "credit_code", "park", "project", "registered_on"]
    search_fields = ["name", "credit_code"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("enter/<int:pk>/", enter_project, name="enter")]


class ContributionCreate(ScopedCreate):
    """``?supersedes=`` begins a correction with what is to be corrected."""

    CORRECTED = ["enterprise", "metric", "amount", "happened_on", "land_amount", "local_amount", "period_from", "period_to", "currency", "original_amount", "rate", "rate_on"]

    def get_initial(self):
        number = self.request.GET.get("supersedes", "")
        corrected = Contribution.objects.visible_to(self.request.user).filter(pk=number).first() if number.isdigit() else None
        if corrected is None:
            return super().get_initial()
        return {"supersedes": corrected, **{name: getattr(corrected, name) for name in self.CORRECTED}}


class ContributionViewSet(RecordViewSet):
    model = Contribution
    icon = "form"
    inspect_view_class = ContributionRecord
    add_view_class = ContributionCreate
    create_through = staticmethod(create_contribution)
    list_display = ["enterprise", "metric", MoneyColumn("amount", label=gettext_lazy("amount")), "happened_on", "state", "reported_by", "verified_by"]
    list_filter = ["state", "metric", "enterprise__park"]
    list_export = ["enterprise.name", "metric", "amount", "happened_on", "state", "reported_by", "verified_by"]
    search_fields = ["enterprise__name", "enterprise__credit_code"]

    def get_form_class(self, for_update=False):
        fields = [
            "enterprise", "metric", "amount", "happened_on", "land_amount", "local_amount", "period_from", "period_to",
            "currency", "original_amount", "rate", "rate_on", "supersedes", "remark",
        ]  # fmt: skip
        in_yuan = {name: UnitInput(gettext_lazy("yuan")) for name in ("amount", "land_amount", "local_amount")}
        return forms.modelform_factory(Contribution, form=ContributionForm, fields=fields, formfield_callback=formfield, widgets=in_yuan)


def entry_action(project, user):
    if project.state == Project.State.SIGNED and user.has_perm("leads.enter_project"):
        return [(_("Enter the park"), reverse("enterprise:enter", args=[project.pk]))]
    return []


def correction_action(contribution, user):
    own = contribution.enterprise.park.department_id in user.department_ids
    if contribution.state == Contribution.State.VERIFIED and own and user.has_perm("parks.add_contribution"):
        return [(_("Correct it"), f"{reverse('contribution:add')}?supersedes={contribution.pk}")]
    return []


ACTIONS.setdefault(Project, []).append(entry_action)
ACTIONS.setdefault(Contribution, []).append(correction_action)


class ParksGroup(ViewSetGroup):
    menu_label = gettext_lazy("Parks")
    menu_icon = "site"
    menu_order = 200
    items = (
        ParkViewSet, PlotViewSet, ReservationViewSet, ApplicationViewSet, ReviewOpinionViewSet, BreachViewSet, EnterpriseViewSet, ContributionViewSet,
        FacilityViewSet, AllianceViewSet, AllianceActionViewSet, ScienceViewSet,
    )  # fmt: skip
