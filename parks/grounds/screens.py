"""Parks in the staff admin: their industries under the plan's rule, parks within them, facilities,
alliances, science transfer.
"""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.models import Parameter
from crm.core.money import scaled
from crm.core.refusals import said_on
from crm.staff.extensions import add_actions, add_notices
from crm.staff.forms import formfield
from crm.staff.lists import MoneyColumn
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet
from leads.models import Lead, Project

from ..models import Alliance, AllianceAction, Facility, Park, ParkIndustry, Plot, ScienceProject
from ..models.plot import PlotStatus
from ..space.map import park_map
from ..space.map_screens import import_boundaries
from .industries import AboveTheRule, set_industry, warnings_of


class ParkRecord(RecordView):
    template_name = "parks/park.html"
    record_fields = ["name", "level", "parent", "department", "region", "description"]

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "map": park_map(self.object),
            "statuses": PlotStatus.choices,
        }

    def panels(self, record):
        return [
            self._industries(record),
            *self._inner(record),
            self._plots(record),
            self._facilities(record),
            self._alliances(record),
            self._science(record),
        ]

    def _industries(self, record):
        may_change = self.request.user.has_perm("parks.change_parkindustry")
        rows = [
            (
                reverse("park:change_industry", args=[industry.pk]) if may_change else "",
                [
                    industry.name,
                    industry.get_role_display(),
                    industry.industry_codes or "—",
                    industry.over_reason or "—",
                ],
            )
            for industry in record.industries.all()
        ]
        return (
            _("Industries"),
            [
                _("industry"),
                _("role"),
                _("industry codes"),
                _("reason for going above the plan's number"),
            ],
            rows,
        )

    def _inner(self, record):
        inner = record.children.annotate(
            plots_here=Count("plots", distinct=True), settled=Count("enterprises", distinct=True)
        ).prefetch_related("industries")
        rows = [
            (
                reverse("park:inspect", args=[park.pk]),
                [
                    park.name,
                    "、".join(industry.name for industry in park.industries.all()) or "—",
                    park.plots_here,
                    park.settled,
                ],
            )
            for park in inner
        ]
        return (
            [
                (
                    _("Parks within the park"),
                    [_("park"), _("industries"), _("plots"), _("enterprises here")],
                    rows,
                )
            ]
            if rows
            else []
        )

    def _plots(self, record):
        plots = (
            Plot.objects.visible_to(self.request.user)
            .filter(Q(park=record) | Q(park__parent=record))
            .with_status()
            .select_related("park")
        )
        rows = [
            (
                reverse("plot:inspect", args=[plot.pk]),
                [
                    plot.code if plot.park_id == record.pk else f"{plot.park.name} {plot.code}",
                    plot.get_kind_display(),
                    plot.area_sqm,
                    PlotStatus(plot.status).label,
                ],
            )
            for plot in plots
        ]
        return (_("Plots"), [_("plot number"), _("kind"), _("area (m²)"), _("status")], rows)

    def _facilities(self, record):
        """Each of the six kinds stands in the table, the missing ones too."""
        found = list(self._seen(Facility, record))
        rows = []
        for kind in Facility.Kind:
            facilities = [facility for facility in found if facility.kind == kind]
            rows += [
                (
                    reverse("facility:inspect", args=[facility.pk]),
                    [
                        facility.name,
                        kind.label,
                        facility.get_progress_display(),
                        "—" if facility.distance_km is None else facility.distance_km,
                    ],
                )
                for facility in facilities
            ]
            rows += (
                []
                if facilities
                else [("", ["—", kind.label, pgettext("facility", "missing"), "—"])]
            )
        return (
            _("Supporting facilities"),
            [_("name"), _("kind"), _("progress"), _("distance from the park (km)")],
            rows,
        )

    def _seen(self, model, park):
        """The park's records of this model that the reader may see."""
        return model.objects.visible_to(self.request.user).filter(park=park)

    def _alliances(self, record):
        rows = [
            (
                reverse("alliance:inspect", args=[alliance.pk]),
                [
                    alliance.partner_park or "—",
                    alliance.get_partner_area_display() or "—",
                    alliance.chamber or "—",
                    alliance.get_state_display(),
                ],
            )
            for alliance in self._seen(Alliance, record).select_related("chamber")
        ]
        return (
            _("“1+2” alliances"),
            [_("partner park"), _("its region"), _("chamber of commerce"), _("state")],
            rows,
        )

    def _science(self, record):
        kept, wanted = (
            record.science_projects.kept().count(),
            Parameter.whole("science_projects_a_park"),
        )
        rows = [
            (
                reverse("scienceproject:inspect", args=[project.pk]),
                [project.name, project.source, project.get_state_display(), project.company or "—"],
            )
            for project in self._seen(ScienceProject, record).select_related("company")
        ]
        title = _("Science-transfer projects (%(kept)d of %(wanted)d)") % {
            "kept": kept,
            "wanted": wanted,
        }
        return (
            title,
            [_("name"), _("institution it comes from"), _("state"), _("company that carries it")],
            rows,
        )


class IndustryForm(forms.ModelForm):
    reason = forms.CharField(
        label=gettext_lazy("reason for going above the plan's number"),
        max_length=300,
        required=False,
    )

    class Meta:
        model = ParkIndustry
        fields = ["name", "role", "industry_codes"]
        formfield_callback = formfield

    def _post_clean(self):
        """The use case checks the record whole; the form checks the fields alone."""


def add_industry(request, pk):
    park = get_object_or_404(Park.objects.visible_to(request.user), pk=pk)
    return _industry(request, park, None, _("Add an industry"))


def change_industry(request, pk):
    industry = get_object_or_404(
        ParkIndustry.objects.visible_to(request.user).select_related("park"), pk=pk
    )
    return _industry(request, industry.park, industry, _("Change the industry"))


def _industry(request, park, industry, title):
    if not request.user.has_perm("parks.change_parkindustry"):
        raise PermissionDenied
    form = IndustryForm(
        request.POST or None,
        instance=industry,
        initial={"reason": industry.over_reason if industry else ""},
    )
    may_remove = industry is not None and request.user.has_perm("parks.delete_parkindustry")
    if request.method == "POST" and "remove" in request.POST and may_remove:
        industry._history_user = request.user
        industry.delete()
        messages.success(request, _("Removed."))
        return redirect("park:inspect", park.pk)
    if request.method == "POST" and form.is_valid():
        with said_on(form, at="name"):
            try:
                set_industry(park, by=request.user, instead=industry, **form.cleaned_data)
            except AboveTheRule as warning:
                raise ValidationError({"reason": str(warning)}) from None
            messages.success(request, _("Stored."))
            return redirect("park:inspect", park.pk)
    return render(
        request,
        "parks/industry.html",
        {"form": form, "title": title, "park": park, "may_remove": may_remove},
    )


class ParkViewSet(RecordViewSet):
    model = Park
    icon = "ds-map"
    inspect_view_class = ParkRecord
    form_fields = ParkRecord.record_fields
    list_display = ["name", "level", "parent", "department"]
    list_filter = ["level", "parent"]
    list_export = ["name", "level", "parent", "department"]
    search_fields = ["name"]

    def get_urlpatterns(self):
        patterns = [
            path("<int:pk>/industry/", add_industry, name="add_industry"),
            path("industry/<int:pk>/", change_industry, name="change_industry"),
            path("<int:pk>/boundaries/", import_boundaries, name="boundaries"),
        ]
        return [*super().get_urlpatterns(), *patterns]


def park_actions(park, user):
    asked = [
        (
            "parks.change_parkindustry",
            _("Add an industry"),
            reverse("park:add_industry", args=[park.pk]),
        ),
        ("parks.add_plot", _("Add a plot"), f"{reverse('plot:add')}?park={park.pk}"),
        ("parks.add_facility", _("Add a facility"), f"{reverse('facility:add')}?park={park.pk}"),
        (
            "parks.add_alliance",
            _("Prepare an alliance"),
            f"{reverse('alliance:add')}?park={park.pk}",
        ),
        (
            "parks.add_scienceproject",
            _("Add a science-transfer project"),
            f"{reverse('scienceproject:add')}?park={park.pk}",
        ),
    ]
    return [(label, link) for permission, label, link in asked if user.has_perm(permission)]


add_actions(Park, park_actions)
add_notices(Park, lambda park, user: warnings_of(park))


class FacilityRecord(RecordView):
    record_fields = ["park", "kind", "name", "progress", "opened_on", "distance_km", "remark"]


class FacilityViewSet(RecordViewSet):
    model = Facility
    icon = "ds-check"
    inspect_view_class = FacilityRecord
    form_fields = FacilityRecord.record_fields
    fixed_fields = ("park",)
    list_display = ["name", "park", "kind", "progress", "opened_on"]
    list_filter = ["park", "kind", "progress"]
    list_export = ["name", "park", "kind", "progress", "opened_on", "distance_km"]
    search_fields = ["name", "park__name"]


def _lead_of(action, seen):
    """The lead's name for those who see it; for others only that there is one."""
    if action.lead_id is None:
        return "—"
    return action.lead if action.lead_id in seen else _("another department's lead")


class AllianceRecord(RecordView):
    record_fields = [
        "park",
        "partner_park",
        "partner_area",
        "chamber",
        "aims",
        "concluded_on",
        "ends_on",
    ]

    def facts(self, record):
        return [*super().facts(record), *results_of(record)]

    def panels(self, record):
        seen = set(
            Lead.objects.visible_to(self.request.user)
            .filter(alliance_actions__alliance=record)
            .values_list("pk", flat=True)
        )
        rows = [
            (
                reverse("allianceaction:inspect", args=[action.pk]),
                [
                    action.what,
                    action.get_kind_display(),
                    action.planned_on,
                    action.happened_on or "—",
                    action.result or "—",
                    _lead_of(action, seen),
                ],
            )
            for action in record.actions.select_related("lead")
        ]
        return [
            (
                _("Actions and results"),
                [
                    _("what is done"),
                    _("kind"),
                    _("planned on"),
                    _("happened on"),
                    _("result"),
                    _("lead that came of it"),
                ],
                rows,
            )
        ]

    def actions(self, record):
        actions = (
            [
                (
                    pgettext("alliance", "Add an action"),
                    f"{reverse('allianceaction:add')}?alliance={record.pk}",
                )
            ]
            if self.request.user.has_perm("parks.add_allianceaction")
            else []
        )
        return [*actions, *super().actions(record)]


def results_of(alliance) -> list[tuple]:
    """[(label, value)] of what the alliance has brought in all; the same numbers for
    every reader.
    """
    leads = Lead.objects.filter(alliance_actions__alliance=alliance).distinct()
    signed = (
        Project.objects.committed().filter(lead__alliance_actions__alliance=alliance).distinct()
    )
    projects = Project.objects.filter(pk__in=signed.values("pk"))
    money = projects.aggregate(total=Sum("contract_amount"))["total"] or Decimal(0)
    done = alliance.actions.filter(happened_on__isnull=False).count()
    return [
        (_("actions done"), f"{done} / {alliance.actions.count()}"),
        (_("leads"), leads.count()),
        (_("projects signed"), projects.counted().count()),
        (_("money by contract"), scaled(money)),
    ]


class AllianceViewSet(RecordViewSet):
    model = Alliance
    icon = "ds-link"
    inspect_view_class = AllianceRecord
    form_fields = ["park", "partner_park", "partner_area", "chamber", "aims", "ends_on"]
    fixed_fields = ("park",)
    list_display = ["park", "partner_park", "partner_area", "chamber", "state", "concluded_on"]
    list_filter = ["state", "partner_area", "park"]
    list_export = [
        "park",
        "partner_park",
        "partner_area",
        "chamber",
        "state",
        "concluded_on",
        "ends_on",
    ]
    search_fields = ["partner_park", "park__name", "chamber__name"]


class AllianceActionRecord(RecordView):
    record_fields = ["alliance", "kind", "what", "planned_on", "happened_on", "result"]


class AllianceActionViewSet(RecordViewSet):
    model = AllianceAction
    icon = "ds-calendar"
    inspect_view_class = AllianceActionRecord
    form_fields = [*AllianceActionRecord.record_fields, "lead"]
    fixed_fields = ("alliance",)
    list_display = ["what", "alliance", "kind", "planned_on", "happened_on"]
    list_filter = ["kind", "alliance__park"]
    list_export = ["what", "alliance", "kind", "planned_on", "happened_on", "result"]
    search_fields = ["what", "alliance__park__name", "alliance__partner_park"]


class ScienceRecord(RecordView):
    record_fields = ["park", "name", "source", "field", "company", "support", "chosen_on", "result"]


class ScienceViewSet(RecordViewSet):
    model = ScienceProject
    icon = "ds-edit"
    inspect_view_class = ScienceRecord
    wan_fields = ("support",)
    form_fields = ScienceRecord.record_fields
    fixed_fields = ("park",)
    list_display = [
        "name",
        "park",
        "source",
        "state",
        "company",
        MoneyColumn("support", label=gettext_lazy("support given")),
    ]
    list_filter = ["park", "state"]
    list_export = [
        "name",
        "park",
        "source",
        "field",
        "state",
        "company",
        "support",
        "chosen_on",
        "result",
    ]
    search_fields = ["name", "source", "park__name"]
