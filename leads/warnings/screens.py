"""Warning lights, their rules, and urgings in the staff admin."""

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from crm.core.models import Department, User
from crm.core.punctuation import aside, labelled
from crm.staff.columns import LightColumn, NameColumn, PlainColumn
from crm.staff.extensions import add_actions, add_marks
from crm.staff.filters import ListFilters
from crm.staff.form_page import form_page
from crm.staff.form_screens import ScopedEdit
from crm.staff.index import ScopedIndex
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Mark
from crm.staff.timeline import CHANGES, Happening, add_to_timeline
from crm.staff.viewsets import RecordViewSet

from ..models import Lead, Project, Urging, WarningLight, WarningRule
from ..models.measures import measure_choices
from ..models.warning import Grade
from .bulk import UrgeForm
from .columns import as_light
from .urge import urge


class RuleRecord(RecordView):
    record_fields = [
        "measure",
        "yellow_from",
        "red_from",
        "out_from",
        "is_automatic",
        "ordered_by",
        "is_active",
    ]

    def facts(self, record):
        facts = super().facts(record)
        return [
            *facts[:1],
            (_("measured on"), record.subject),
            (_("unit"), record.unit),
            *facts[1:],
        ]


# What of an automatic rule decides which records leave the pool; who changes it orders them out.
ORDERS = {"is_automatic", "out_from", "is_active"}


class RuleForm(forms.ModelForm):
    """Only who may take records out of the pool may make a rule that does so by itself, or let one
    do so earlier.
    """

    class Meta:
        model = WarningRule
        fields = ["yellow_from", "red_from", "out_from", "is_automatic", "is_active"]

    def __init__(self, *args, for_user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.for_user = for_user

    def clean(self):
        cleaned, measure = super().clean(), self.instance.definition
        acts = cleaned.get("is_automatic") and cleaned.get("is_active")
        if acts and ORDERS & {*self.changed_data}:
            step = measure.model.TRANSITIONS.get(measure.way_out) if measure else None
            if step is None or not self.for_user.has_perm(step.permission):
                self.add_error(
                    "is_automatic", _("You do not have the right to take this step yourself.")
                )
            self.instance.ordered_by = self.for_user
        return cleaned


class NewRuleForm(forms.ModelForm):
    """For a measure that has no rule yet."""

    class Meta:
        model = WarningRule
        fields = ["measure", "yellow_from", "red_from", "out_from"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        measures = set(WarningRule.objects.values_list("measure", flat=True))
        free = [choice for choice in measure_choices() if choice[0] not in measures]
        self.fields["measure"] = forms.ChoiceField(
            label=self.fields["measure"].label,
            choices=[("", "—"), *free],
            help_text="" if free else _("Every measure has its rule. Change that one."),
        )


class RuleEdit(ScopedEdit):
    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "for_user": self.request.user}


class RuleViewSet(RecordViewSet):
    model = WarningRule
    icon = "ds-settings"
    list_hint = gettext_lazy("From when on a lead or project is yellow or red stands here.")
    inspect_view_class = RuleRecord
    edit_view_class = RuleEdit
    form_fields = RuleForm.Meta.fields
    list_display = [
        "measure",
        PlainColumn("subject", label=gettext_lazy("measured on")),
        PlainColumn("unit", label=gettext_lazy("unit")),
        "yellow_from",
        "red_from",
        "out_from",
        "is_active",
    ]
    list_export = ["measure", "yellow_from", "red_from", "out_from", "is_active"]

    def get_form_class(self, for_update=False):
        return RuleForm if for_update else NewRuleForm


def link_of(light):
    record = light.record
    return reverse(f"{record._meta.model_name}:inspect", args=[record.pk])


class LightFilters(ListFilters):
    owner = django_filters.ModelChoiceFilter(
        label=gettext_lazy("officer in charge"), queryset=User.objects.staff(), method="by_owner"
    )
    department = django_filters.ModelChoiceFilter(
        label=gettext_lazy("department"), queryset=Department.objects.all(), method="by_department"
    )

    def by_owner(self, lights, _name, user):
        return lights.filter(Q(lead__owner=user) | Q(project__owner=user))

    def by_department(self, lights, _name, department):
        ids = department.subtree_ids()
        return lights.filter(Q(lead__department__in=ids) | Q(project__department__in=ids))


class LightIndex(ScopedIndex):
    """For those who act: the worst first, with who is in charge and whether they were urged."""

    base_filterset_class = LightFilters
    add_url_name = edit_url_name = delete_url_name = None

    def get_base_queryset(self):
        return (
            super()
            .get_base_queryset()
            .select_related(
                "rule", "lead__owner", "lead__department", "project__owner", "project__department"
            )
            .prefetch_related("lead__urgings", "project__urgings")
        )


def urged(light) -> str:
    last = max(light.record.urgings.all(), key=lambda urging: urging.pk, default=None)
    return f"{last.get_state_display()} · {last.due_on}" if last else "—"


class LightRecord(RecordView):
    record_fields = ["rule", "lead", "project", "grade", "number", "lit_on"]


class LightViewSet(RecordViewSet):
    model = WarningLight
    icon = "ds-warn"
    list_hint = gettext_lazy("Leads and projects that break a warning rule stand here.")
    menu_label = gettext_lazy("Warning lights")
    index_view_class = LightIndex
    inspect_view_class = LightRecord
    form_fields = ["grade"]
    list_display = [
        NameColumn("record", label=gettext_lazy("record"), get_url=link_of),
        LightColumn(
            "light", label=gettext_lazy("warning light"), lights_of=lambda light: [as_light(light)]
        ),
        "lit_on",
        PlainColumn(
            "owner",
            label=gettext_lazy("officer in charge"),
            accessor=lambda light: light.record.owner or "—",
        ),
        PlainColumn(
            "department",
            label=gettext_lazy("department"),
            accessor=lambda light: light.record.department,
        ),
        PlainColumn("urged", label=gettext_lazy("urged"), accessor=urged),
    ]
    list_filter = ["grade", "rule"]
    list_export = ["record", "rule", "grade", "number", "reason", "lit_on"]
    search_fields = ["lead__number", "lead__title", "project__number", "project__name"]


class UrgingRecord(RecordView):
    record_fields = [
        "number",
        "lead",
        "project",
        "to",
        "text",
        "due_on",
        "by",
        "at",
        "state",
        "answer",
    ]


class UrgingViewSet(RecordViewSet):
    model = Urging
    icon = "ds-clip"
    list_hint = gettext_lazy("What officers were urged to do, and their answers, stand here.")
    inspect_view_class = UrgingRecord
    form_fields = ["text", "due_on"]
    list_display = [
        "number",
        PlainColumn("record", label=gettext_lazy("record")),
        "text",
        "to",
        "due_on",
        "state",
        "by",
    ]
    list_filter = ["state", "to"]
    list_export = ["number", "record", "text", "to", "due_on", "state", "answer", "by"]
    search_fields = ["number", "text", "lead__number", "project__number"]

    def get_urlpatterns(self):
        patterns = [
            path(
                f"of/{model._meta.model_name}/<int:pk>/",
                urge_screen,
                {"model": model},
                name=f"of_{model._meta.model_name}",
            )
            for model in (Lead, Project)
        ]
        return [*super().get_urlpatterns(), *patterns]


def urge_screen(request, pk, model):
    record = permitted(request, model.objects.visible_to(request.user), pk, "leads.add_urging")
    form = UrgeForm(request.POST or None)

    def act():
        urging = urge(record, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(person)s is urged.") % {"person": urging.to})
        return redirect(f"{model._meta.model_name}:inspect", pk)

    return form_page(request, form, act, title=_("Urge"), subtitle=record)


def urge_action(record, user):
    if not user.has_perm("leads.add_urging"):
        return []
    return [(_("Urge"), reverse(f"urging:of_{record._meta.model_name}", args=[record.pk]))]


LIGHTS = {Grade.YELLOW: "yellow", Grade.RED: "red", Grade.OUT: "red"}


def light_marks(record, user):
    """The lights of the record, the worst first."""
    lights = sorted(record.lights.select_related("rule"), key=lambda light: -light.grade)
    return [
        Mark(labelled(light.get_grade_display(), light.reason), LIGHTS[light.grade])
        for light in lights
    ]


def urgings_in_time(record, user, window):
    return [
        Happening(
            urging.at,
            urging.by,
            f"{urging.number} → {urging.to}{aside(urging.due_on)}",
            record.urgings.model._meta.verbose_name,
            icon="ds-warn",
            tone="warn",
            said=urging.text + (f"\n{urging.answer}" if urging.answer else ""),
        )
        for urging in window.of(record.urgings.select_related("by", "to"), "at")
    ]


for model in (Lead, Project):
    add_actions(model, urge_action)
    add_marks(model, light_marks)
    add_to_timeline(model, CHANGES, urgings_in_time)


class WarningsGroup(ViewSetGroup):
    menu_label = gettext_lazy("Warnings and urging")
    menu_icon = "ds-warn"
    menu_order = 110
    items = (LightViewSet, UrgingViewSet, RuleViewSet)
