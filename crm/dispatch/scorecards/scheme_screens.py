"""Schemes of assessment with their parts in the staff admin; a draft shows at once what the cards
would be.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.core.by_key import by_key
from crm.core.indicators.registry import INDICATORS
from crm.core.money import plain, scaled
from crm.staff.columns import NumberColumn
from crm.staff.extensions import add_actions, add_tabs
from crm.staff.form_page import form_page
from crm.staff.form_screens import ScopedCreate, ScopedDelete, ScopedEdit
from crm.staff.index import ScopedIndex
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Tab
from crm.staff.record_tables import draw_tables
from crm.staff.viewsets import RecordViewSet

from ..models import SchemeLine, ScoreRule, ScoreRun, ScoreScheme, ScoreSubject
from ..models.scheme import DRAFTS, SubjectKind
from ..models.scheme_parts import LineSource
from . import example
from .goals_screen import goals_screen, targets_screen
from .publish import OPENS
from .reckon import SUBJECT
from .schemes import (
    add_line,
    add_rule,
    add_subject,
    create_scheme,
    new_version,
    remove_part,
)


class SchemeRecord(RecordView):
    record_fields = [
        "kind",
        "period",
        "plan",
        "department",
        "basis",
        "bonus_most",
        "deduction_most",
        "excellent_from",
        "good_from",
        "passed_from",
        "contest_days",
        "is_ranking_open",
        "version",
        "replaces",
    ]
    headline_fields = ("kind", "period", "department")
    joined_too = ("plan", "department", "replaces")

    def panels(self, record):
        lines = [
            (reverse("schemeline:inspect", args=[line.pk]), _cells_of_line(line))
            for line in record.lines.select_related("target__heading")
        ]
        rules = [
            (
                reverse("scorerule:inspect", args=[rule.pk]),
                [
                    rule.name,
                    rule.get_kind_display(),
                    rule.get_grade_display() or plain(rule.points),
                    "—" if rule.grade else plain(rule.most),
                ],
            )
            for rule in record.rules.all()
        ]
        columns = [
            pgettext("score scheme", "line"),
            pgettext("score scheme", "points"),
            _("counted from"),
            _("to be reached by all"),
            _("floor"),
            _("cap"),
        ]
        of_rules = [
            pgettext("score scheme", "rule"),
            _("kind"),
            _("points for each case, or best grade"),
            pgettext("score scheme", "at most"),
        ]
        return [
            (pgettext("score scheme", "Lines"), columns, lines),
            (_("Added, taken off, veto"), of_rules, rules),
        ]


def _cells_of_line(line) -> list:
    source = line.get_source_display()
    if line.source == LineSource.INDICATOR and line.indicator in INDICATORS:
        source = str(INDICATORS[line.indicator].label)
    elif line.target_id:
        source = str(line.target)
    return [
        line.name,
        plain(line.points),
        source,
        _goal_in_words(line),
        f"{plain(line.floor)}%",
        f"{plain(line.cap)}%",
    ]


def _goal_in_words(line) -> str:
    if not line.takes_goals:
        return "—"
    if line.goal is None:
        return _("each its own")
    return scaled(line.goal) if line.is_money else f"{plain(line.goal)} {line.unit}"


class SchemeIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("department", "plan")


def version_screen(request, pk):
    """A new version of a scheme: a draft with all that it has."""
    schemes = ScoreScheme.objects.visible_to(request.user)
    scheme = permitted(request, schemes, pk, "dispatch.add_scorescheme")
    form = forms.Form(request.POST if request.method == "POST" else None)

    def act():
        draft = new_version(scheme, by=request.user)
        messages.success(request, _("%(scheme)s is a draft.") % {"scheme": draft})
        return redirect("scorescheme:inspect", draft.pk)

    return form_page(request, form, act, title=_("New version of it"), subtitle=scheme)


class ScoreSchemeViewSet(RecordViewSet):
    model = ScoreScheme
    icon = "ds-scale"
    menu_label = pgettext_lazy("score scheme", "Schemes of assessment")
    list_hint = gettext_lazy("By what departments, parks, officers and agents are assessed.")
    index_view_class = SchemeIndex
    inspect_view_class = SchemeRecord
    create_through = staticmethod(create_scheme)
    form_fields = [
        "name",
        "kind",
        "period",
        "plan",
        "department",
        "basis",
        "bonus_most",
        "deduction_most",
        "excellent_from",
        "good_from",
        "passed_from",
        "contest_days",
        "is_ranking_open",
    ]
    fixed_fields = ("kind",)
    form_sections = (
        (
            pgettext_lazy("score scheme", "Scheme"),
            ("name", "kind", "period", "plan", "department", "basis"),
        ),
        (
            gettext_lazy("Points and grades"),
            ("bonus_most", "deduction_most", "excellent_from", "good_from", "passed_from"),
        ),
        (gettext_lazy("How it is made public"), ("contest_days", "is_ranking_open")),
    )
    list_display = ["__str__", "state", "kind", "period", "department"]
    list_filter = ["state", "kind", "period"]
    list_export = ["name", "version", "state", "kind", "period", "plan", "department"]
    search_fields = ["name", "basis"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/goals/", goals_screen, name="goals"),
            path("<int:pk>/targets/", targets_screen, name="targets"),
            path("<int:pk>/version/", version_screen, name="version"),
        ]


class OfScheme:
    """After storing, back to the page of the scheme."""

    def get_success_url(self):
        return reverse("scorescheme:inspect", args=[self.object.scheme_id])


class CreateOfScheme(OfScheme, ScopedCreate):
    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if "scheme" in form.fields:
            drafts = form.fields["scheme"].queryset.filter(state=ScoreScheme.State.DRAFT)
            form.fields["scheme"].queryset = drafts
        return form


class CreateSubject(CreateOfScheme):
    """Asks only for the kind of subject that the scheme assesses."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        schemes = ScoreScheme.objects.visible_to(self.request.user)
        key = self.request.POST.get("scheme") or self.request.GET.get("scheme")
        scheme = by_key(schemes, key or "")
        if scheme is not None:
            for kind in SubjectKind:
                if kind != scheme.kind:
                    form.fields.pop(kind.value)
            if scheme.kind in (SubjectKind.OFFICER, SubjectKind.AGENT):
                form.fields.pop("office")
        return form


class EditOfScheme(OfScheme, ScopedEdit):
    pass


class DeleteOfScheme(OfScheme, ScopedDelete):
    """Of a draft alone."""

    def get_object(self, queryset=None):
        part = super().get_object(queryset)
        if not part.is_editable:
            raise PermissionDenied
        return part

    def get_usage_url(self):
        """Its goals go with it; what else rests on it refuses by itself."""
        return ""

    def delete_action(self):
        remove_part(self.object, by=self.request.user)


class OfSchemeIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("scheme")


class LineRecord(RecordView):
    record_fields = [
        "scheme",
        "order",
        "source",
        "indicator",
        "target",
        "points",
        "goal",
        "higher_is_better",
        "nothing_below",
        "floor",
        "cap",
        "guidance",
    ]
    joined_too = ("scheme", "target__heading")


class PartOfScheme(RecordViewSet):
    index_view_class = OfSchemeIndex
    add_view_class = CreateOfScheme
    edit_view_class = EditOfScheme
    delete_view_class = DeleteOfScheme
    fixed_fields = ("scheme",)


class SchemeLineViewSet(PartOfScheme):
    model = SchemeLine
    icon = "ds-target"
    list_hint = gettext_lazy("The lines of schemes of assessment stand here.")
    inspect_view_class = LineRecord
    create_through = staticmethod(add_line)
    form_fields = [
        "scheme",
        "name",
        "order",
        "points",
        "source",
        "indicator",
        "target",
        "goal",
        "higher_is_better",
        "nothing_below",
        "floor",
        "cap",
        "guidance",
    ]
    form_sections = (
        (pgettext_lazy("score scheme", "Line"), ("scheme", "name", "order", "points")),
        (
            gettext_lazy("How it is counted"),
            ("source", "indicator", "target", "goal", "higher_is_better", "guidance"),
        ),
        (gettext_lazy("Floor and cap"), ("nothing_below", "floor", "cap")),
    )
    list_display = ["name", "scheme", "points", "source", "indicator"]
    list_filter = ["scheme", "source"]
    list_export = ["scheme", *LineRecord.record_fields[1:]]
    search_fields = ["name", "scheme__name"]


class RuleRecord(RecordView):
    record_fields = ["scheme", "kind", "points", "most", "grade"]
    joined_too = ("scheme",)


class ScoreRuleViewSet(PartOfScheme):
    model = ScoreRule
    icon = "ds-scale"
    list_hint = gettext_lazy("What adds points, takes them off, or is a veto, stands here.")
    inspect_view_class = RuleRecord
    create_through = staticmethod(add_rule)
    form_fields = ["scheme", "kind", "name", "points", "most", "grade"]
    list_display = [
        "name",
        "scheme",
        "kind",
        NumberColumn("points", label=pgettext_lazy("score scheme", "points")),
    ]
    list_filter = ["scheme", "kind"]
    list_export = ["scheme", "kind", "name", "points", "most", "grade"]
    search_fields = ["name", "scheme__name"]


class SubjectRecord(RecordView):
    record_fields = ["scheme", *SUBJECT]
    joined_too = ("scheme", *SUBJECT)


class SubjectIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("scheme", *SUBJECT)


class ScoreSubjectViewSet(PartOfScheme):
    model = ScoreSubject
    icon = "ds-people"
    list_hint = gettext_lazy("Who is assessed by which scheme stands here.")
    index_view_class = SubjectIndex
    add_view_class = CreateSubject
    inspect_view_class = SubjectRecord
    create_through = staticmethod(add_subject)
    form_fields = ["scheme", *SUBJECT]
    fixed_fields = ("scheme", "department", "district", "park", "officer", "agent")
    list_display = ["__str__", "scheme", "office"]
    list_filter = ["scheme"]
    list_export = ["scheme", *SUBJECT]
    search_fields = ["scheme__name", "office__name"]


def subjects_tab(scheme, request) -> str:
    subjects = ScoreSubject.objects.visible_to(request.user).filter(scheme=scheme)
    rows = [
        (reverse("scoresubject:inspect", args=[subject.pk]), [str(subject), subject.office or "—"])
        for subject in subjects.select_related(*SUBJECT)
    ]
    columns = [_("who is assessed"), _("department that answers for it")]
    return draw_tables([("", columns, rows)], request)


def runs_tab(scheme, request) -> str:
    runs = ScoreRun.objects.visible_to(request.user).filter(scheme=scheme)
    rows = [
        (
            reverse("scorerun:inspect", args=[run.pk]),
            [str(run), run.get_state_display(), run.starts_on, run.ends_on],
        )
        for run in runs.select_related("scheme")
    ]
    return draw_tables(
        [("", [_("period"), _("state"), _("from day"), _("until day")], rows)], request
    )


def example_tab(scheme, request) -> str:
    """What the cards of the running period would be."""
    example_cards = example.of(
        scheme, timezone.localdate(), request.user, request.GET.get("of", "")
    )
    return render_to_string("dispatch/_score_example.html", {"example": example_cards}, request)


def _writes(scheme, user) -> bool:
    return user.has_perm(DRAFTS) or user.has_perm("dispatch.decide_scorescheme")


def actions(scheme, user) -> list[tuple]:
    if scheme.is_editable and user.has_perm(DRAFTS):
        return _of_draft(scheme)
    links = []
    if scheme.state == ScoreScheme.State.IN_FORCE and user.has_perm(OPENS):
        links.append((_("Open a period"), reverse("scorerun:open", args=[scheme.pk])))
    if scheme.state == ScoreScheme.State.IN_FORCE and user.has_perm("dispatch.add_scorescheme"):
        links.append((_("New version of it"), reverse("scorescheme:version", args=[scheme.pk])))
    return links


def _of_draft(scheme) -> list[tuple]:
    adding = (
        (_("Add a line"), "schemeline"),
        (_("Add a rule"), "scorerule"),
        (_("Add who is assessed"), "scoresubject"),
    )
    links = [(label, f"{reverse(f'{name}:add')}?scheme={scheme.pk}") for label, name in adding]
    links.append((_("What each is to reach"), reverse("scorescheme:goals", args=[scheme.pk])))
    if scheme.plan_id:
        address = reverse("scorescheme:targets", args=[scheme.pk])
        links.append((_("Take targets of the plan"), address))
    return links


add_actions(ScoreScheme, actions)
add_tabs(
    ScoreScheme,
    Tab("subjects", gettext_lazy("Who is assessed"), subjects_tab),
    Tab("example", gettext_lazy("As it would be today"), example_tab, is_for=_writes),
    Tab("runs", gettext_lazy("Periods"), runs_tab),
)
