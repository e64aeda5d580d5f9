"""Plans, their phases, headings and targets, and what is reported, in the staff admin."""

from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.core.punctuation import listed
from crm.staff.columns import DayColumn, LightColumn, NumberColumn
from crm.staff.extensions import Filling, add_filling
from crm.staff.form_screens import ScopedCreate, ScopedDelete, ScopedEdit
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Heading, Phase, Plan, PlanTarget, TargetReading, TargetValue
from . import target_parts as target_parts
from .enter import add_heading, add_phase, add_target, create_plan, remove_target
from .report_screen import report_screen, values_screen
from .shown import as_light, row_of
from .standing import standings_of


class PlanRecord(RecordView):
    record_fields = ["aim", "department", "starts_on", "ends_on"]
    headline_fields = ("department", "starts_on", "ends_on")

    def actions(self, record):
        user, links = self.request.user, super().actions(record)
        links.append((_("The plan on one page"), reverse("action_plan_of", args=[record.pk])))
        adding = (
            (_("Add a phase"), "phase", record.is_editable),
            (_("Add a heading"), "heading", record.state != Plan.State.ENDED),
        )
        return links + [
            (label, f"{reverse(f'{name}:add')}?plan={record.pk}")
            for label, name, is_open in adding
            if is_open and user.has_perm(f"dispatch.add_{name}")
        ]

    def panels(self, record):
        phases = [
            (
                reverse("phase:inspect", args=[phase.pk]),
                [phase.name, phase.starts_on, phase.ends_on],
            )
            for phase in record.phases.all()
        ]
        headings = [
            (
                reverse("heading:inspect", args=[heading.pk]),
                [str(heading), heading.get_kind_display()],
            )
            for heading in record.headings.all()
        ]
        return [
            (_("Phases"), [pgettext("plan", "phase"), _("from day"), _("until day")], phases),
            (_("Headings"), [pgettext("heading", "heading"), _("kind")], headings),
        ]


class PlanIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("department")


class PlanViewSet(RecordViewSet):
    model = Plan
    icon = "ds-target"
    menu_label = gettext_lazy("All plans")
    list_hint = gettext_lazy("Plans with their phases, targets and tasks stand here.")
    index_view_class = PlanIndex
    inspect_view_class = PlanRecord
    create_through = staticmethod(create_plan)
    form_fields = ["name", "aim", "department", "starts_on", "ends_on"]
    list_display = [
        "name",
        "state",
        DayColumn("starts_on", label=gettext_lazy("from day"), accessor="starts_on"),
        DayColumn("ends_on", label=gettext_lazy("until day"), accessor="ends_on"),
        "department",
    ]
    list_filter = ["state"]
    list_export = ["name", "state", "starts_on", "ends_on", "department"]
    search_fields = ["name", "aim"]


class OfPlan:
    """After storing, back to the page of the plan."""

    def get_success_url(self):
        return reverse("plan:inspect", args=[self.object.plan_id])


class CreateOfPlan(OfPlan, ScopedCreate):
    pass


class EditOfPlan(OfPlan, ScopedEdit):
    pass


class DeleteOfPlan(OfPlan, ScopedDelete):
    pass


class OfPlanIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("plan")


class PhaseRecord(RecordView):
    record_fields = ["plan", "starts_on", "ends_on"]


class PhaseViewSet(RecordViewSet):
    model = Phase
    icon = "ds-calendar"
    list_hint = gettext_lazy("The phases of plans stand here.")
    index_view_class = OfPlanIndex
    add_view_class = CreateOfPlan
    edit_view_class = EditOfPlan
    delete_view_class = DeleteOfPlan
    inspect_view_class = PhaseRecord
    create_through = staticmethod(add_phase)
    form_fields = ["plan", "name", "starts_on", "ends_on"]
    fixed_fields = ("plan",)
    list_display = ["name", "plan", "starts_on", "ends_on"]
    list_export = ["name", "plan", "starts_on", "ends_on"]
    search_fields = ["name", "plan__name"]


class HeadingRecord(RecordView):
    record_fields = ["plan", "kind", "order", "label"]

    def actions(self, record):
        user, links = self.request.user, super().actions(record)
        adding = (
            (_("Add a target"), "plantarget", record.plan.is_editable),
            (_("Give a task"), "plantask", record.is_editable),
        )
        return links + [
            (label, f"{reverse(f'{name}:add')}?heading={record.pk}")
            for label, name, is_open in adding
            if is_open and user.has_perm(f"dispatch.add_{name}")
        ]


class HeadingViewSet(RecordViewSet):
    model = Heading
    icon = "ds-clip"
    list_hint = gettext_lazy("The headings under which targets and tasks of plans stand.")
    index_view_class = OfPlanIndex
    add_view_class = CreateOfPlan
    edit_view_class = EditOfPlan
    delete_view_class = DeleteOfPlan
    inspect_view_class = HeadingRecord
    create_through = staticmethod(add_heading)
    form_fields = ["plan", "kind", "order", "label", "name"]
    fixed_fields = ("plan",)
    list_display = ["__str__", "kind", "plan"]
    list_filter = ["kind"]
    list_export = ["label", "name", "kind", "plan"]
    search_fields = ["name", "label"]


def _goes_with_its_draft(target, address: str | None) -> str | None:
    """The address at which a target is deleted: while its plan is a draft."""
    return address if target.plan.is_editable else None


class TargetIndex(ScopedIndex):
    """The standings of all rows of a page are worked out at once."""

    def get_delete_url(self, instance):
        return _goes_with_its_draft(instance, super().get_delete_url(instance))

    def get_base_queryset(self):
        relations = ("heading__plan", "parent", "department", "person")
        return super().get_base_queryset().select_related(*relations)

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        rows = list(context["object_list"])
        standings = standings_of(rows)
        for row in rows:
            row.standing, row.shown = standings[row.pk], row_of(standings[row.pk])
        return context


def _light_of(target) -> list:
    light = as_light(target.standing) if hasattr(target, "standing") else None
    return [light] if light else []


def _number(name: str, label) -> NumberColumn:
    return NumberColumn(
        name, label=label, accessor=lambda row: getattr(getattr(row, "shown", None), name, "")
    )


class TargetRecord(RecordView):
    record_fields = [
        "heading",
        "parent",
        "indicator",
        "unit",
        "counts",
        "higher_is_better",
        "baseline",
        "weight",
        "department",
        "person",
        "note",
    ]
    headline_fields = ("heading", "department", "person")
    joined_too = ("heading__plan", "person__department")
    fetched_too = ("supporting",)

    def get_delete_url(self):
        return _goes_with_its_draft(self.object, super().get_delete_url())

    def title(self, record):
        return str(record)

    def facts(self, record):
        facts = super().facts(record)
        if names := listed(record.supporting.all()):
            facts.append((_("supporting departments"), names))
        return facts


class TargetEdit(ScopedEdit):
    """Of a plan in force a proposal changes what stands in the target's own row."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if self.object.plan.is_in_force:
            form.fields.pop("supporting")
        return form


class TargetDelete(ScopedDelete):
    """Of a draft: what a plan in force has, is changed by proposals."""

    def get_object(self, queryset=None):
        target = super().get_object(queryset)
        if not target.plan.is_editable:
            raise PermissionDenied
        return target

    def get_usage_url(self):
        """Its values go with it; what else rests on it refuses by itself."""
        return ""

    def delete_action(self):
        remove_target(self.object, by=self.request.user)

    def get_success_url(self):
        return reverse("heading:inspect", args=[self.object.heading_id])


class PlanTargetViewSet(RecordViewSet):
    model = PlanTarget
    icon = "ds-target"
    menu_label = gettext_lazy("Targets of the plan")
    list_hint = gettext_lazy("What the plan wants to reach, and how far it is, stands here.")
    index_view_class = TargetIndex
    inspect_view_class = TargetRecord
    edit_view_class = TargetEdit
    delete_view_class = TargetDelete
    create_through = staticmethod(add_target)
    form_fields = [
        "heading",
        "parent",
        "name",
        "indicator",
        "unit",
        "counts",
        "higher_is_better",
        "baseline",
        "weight",
        "department",
        "person",
        "supporting",
        "note",
    ]
    fixed_fields = ("heading", "parent")
    form_sections = (
        (pgettext_lazy("target", "Target"), ("heading", "parent", "name", "note")),
        (
            gettext_lazy("How it is counted"),
            ("indicator", "unit", "counts", "higher_is_better", "baseline", "weight"),
        ),
        (gettext_lazy("Who answers for it"), ("department", "person", "supporting")),
    )
    list_display = [
        "__str__",
        LightColumn("light", label=gettext_lazy("light"), lights_of=_light_of),
        _number("value", gettext_lazy("value now")),
        _number("goal", gettext_lazy("due in this phase")),
        _number("final", gettext_lazy("due at the end")),
        "department",
        "person",
        "heading",
    ]
    list_filter = ["department", "person", "heading"]
    list_export = [
        "name",
        "heading",
        "indicator",
        "unit",
        "counts",
        "baseline",
        "weight",
        "department",
        "person",
    ]
    search_fields = ["name", "heading__name", "department__name"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/report/", report_screen, name="report"),
            path("<int:pk>/values/", values_screen, name="values"),
        ]


class ValueRecord(RecordView):
    record_fields = ["target", "phase", "value"]
    joined_too = ("target__heading__plan", "target__department")


class ValueIndex(ScopedIndex):
    def get_base_queryset(self):
        relations = ("target__department", "target__heading__plan", "phase")
        return super().get_base_queryset().select_related(*relations)


class ValueEdit(ScopedEdit):
    def get_success_url(self):
        return reverse("plantarget:inspect", args=[self.object.target_id])


class TargetValueViewSet(RecordViewSet):
    model = TargetValue
    icon = "ds-target"
    list_hint = gettext_lazy("What targets are to reach in each phase stands here.")
    index_view_class = ValueIndex
    edit_view_class = ValueEdit
    inspect_view_class = ValueRecord
    form_fields = ["value"]
    list_display = ["target", "phase", NumberColumn("value", label=gettext_lazy("to be reached"))]
    list_export = ["target", "phase", "value"]
    search_fields = ["target__name"]

    def is_open(self, address: str) -> bool:
        """Values are entered on the page of their target."""
        return address not in ("add", "copy") and super().is_open(address)


class ReadingRecord(RecordView):
    record_fields = ["target", "day", "value", "note", "reported_by", "reported_at", "verified_by"]
    headline_fields = ("target", "day")
    joined_too = ("target__heading__plan", "target__department")


class ReadingIndex(ScopedIndex):
    def get_base_queryset(self):
        relations = ("target__department", "target__heading__plan", "reported_by", "verified_by")
        return super().get_base_queryset().select_related(*relations)


class TargetReadingViewSet(RecordViewSet):
    model = TargetReading
    icon = "ds-chart"
    menu_label = gettext_lazy("Values reported for the plan")
    list_hint = gettext_lazy("What departments reported of targets, and who verified it.")
    index_view_class = ReadingIndex
    inspect_view_class = ReadingRecord
    form_fields = ["day", "value", "note"]
    list_display = [
        "target",
        "state",
        DayColumn("day", label=gettext_lazy("as of"), accessor="day"),
        NumberColumn("value", label=pgettext_lazy("reading", "value")),
        "reported_by",
        "verified_by",
    ]
    list_filter = ["state"]
    list_export = ["target", "day", "value", "note", "state", "reported_by", "verified_by"]
    search_fields = ["target__name", "note"]

    def is_open(self, address: str) -> bool:
        """A value is reported on the page of its target."""
        return address != "add" and super().is_open(address)


add_filling(TargetReading, "has_evidence", Filling(is_file=True))
