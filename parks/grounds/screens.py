"""Parks in the staff admin, and what belongs to them: facilities, alliances, science transfer."""

from decimal import Decimal

from django.db.models import Q, Sum
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.money import scaled
from crm.staff.columns import MoneyColumn
from crm.staff.extensions import add_actions, add_notices
from crm.staff.forms import offer_only
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet
from leads.models import Lead, Project

from ..models import Alliance, AllianceAction, Facility, Park, Plot, ScienceProject
from ..space.map_screens import import_boundaries
from .industries import warnings_of
from .industry_screens import add_industry, change_industry
from .park_page import ParkRecord
from .park_tabs import adding


class ParkViewSet(RecordViewSet):
    model = Park
    icon = "ds-map"
    list_hint = gettext_lazy("The industrial parks of the city stand here.")
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
    if not park.is_changed_by(user):
        return []
    actions = [
        adding(model, park, user, label)
        for model, label in (
            (Plot, _("Add a plot")),
            (Facility, _("Add a facility")),
            (Alliance, _("Prepare an alliance")),
            (ScienceProject, _("Add a science-transfer project")),
        )
    ]
    if user.has_perm("parks.change_parkindustry"):
        actions.insert(0, (_("Add an industry"), reverse("park:add_industry", args=[park.pk])))
    return [action for action in actions if action]


add_actions(Park, park_actions)
add_notices(Park, lambda park, user: warnings_of(park))


class FacilityRecord(RecordView):
    record_fields = ["park", "kind", "name", "progress", "opened_on", "distance_km", "remark"]


class FacilityViewSet(RecordViewSet):
    model = Facility
    icon = "ds-check"
    list_hint = gettext_lazy(
        "Schools, power stations and other facilities of the parks stand here."
    )
    inspect_view_class = FacilityRecord
    form_fields = FacilityRecord.record_fields
    fixed_fields = ("park",)
    list_display = ["name", "park", "kind", "progress", "opened_on"]
    list_filter = ["park", "kind", "progress"]
    list_export = ["name", "park", "kind", "progress", "opened_on", "distance_km"]
    search_fields = ["name", "park__name"]


def _lead_of(action, lead_keys):
    """The lead's name for those who see it; for others only that there is one."""
    if action.lead_id is None:
        return "—"
    return action.lead if action.lead_id in lead_keys else _("another department's lead")


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
        lead_keys = set(
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
                    _lead_of(action, lead_keys),
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
    done_count = alliance.actions.filter(happened_on__isnull=False).count()
    return [
        (_("actions done"), f"{done_count} / {alliance.actions.count()}"),
        (_("leads"), leads.count()),
        (_("projects signed"), projects.counted().count()),
        (_("money by contract"), scaled(money)),
    ]


class AllianceViewSet(RecordViewSet):
    model = Alliance
    icon = "ds-link"
    list_hint = gettext_lazy("Alliances of a park with partners elsewhere stand here.")
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
    list_hint = gettext_lazy("What the partners of an alliance do together stands here.")
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
    list_hint = gettext_lazy("Results of research that become products in a park stand here.")
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


def _is_of_a_park(user) -> Q:
    return Q(pk__in=Park.objects.order_by().values("department"))


def _is_changed_by(user) -> Q:
    return Q(pk__in=Park.objects.changed_by(user).order_by().values("pk"))


offer_only(Project, "host_department", _is_of_a_park)
for model in (Plot, Facility, Alliance, ScienceProject):
    offer_only(model, "park", _is_changed_by)
