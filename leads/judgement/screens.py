"""Judgement in the staff admin: opinions asked of one's department, judgements with their result,
and the schemes they go by.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.viewsets.base import ViewSetGroup

from crm.core.punctuation import aside, clauses
from crm.staff.extensions import add_actions
from crm.staff.form_page import form_page
from crm.staff.form_screens import ScopedCreate, ScopedDelete
from crm.staff.forms import formfield
from crm.staff.index import ScopedIndex
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Assessment, Criterion, Lead, Opinion, Scheme
from ..models.asked import spoken_for
from .asked_screens import AskedHistory, AskedIndex, AskedRecord, AskedViewSet, give_action
from .convene_screen import FIGURES, IN_WAN, convene_judgement
from .finish import said
from .opinion_screen import figures_of, give
from .schemes import new_version


class OpinionIndex(AskedIndex):
    part_of = "assessment__lead"


def sees_answers(opinion, user) -> bool:
    """Answers of one's own department are seen at once, others' only after the judgement is closed,
    so that each judges by itself.
    """
    return (
        opinion.department_id in spoken_for(user)
        or opinion.assessment.state != Assessment.State.OPEN
    )


class OpinionRecord(AskedRecord):
    record_fields = ["assessment", "department", "due_on", "text", "given_by"]
    sees_words = staticmethod(sees_answers)

    def facts(self, record):
        """What was said in words is kept from the other departments
        until the judgement is closed.
        """
        hidden = (
            ()
            if sees_answers(record, self.request.user)
            else (record._meta.get_field("text").verbose_name,)
        )
        return [(label, value) for label, value in super().facts(record) if label not in hidden]

    def panels(self, record):
        rows = [
            (
                "",
                [
                    answer.criterion,
                    said(answer) or "—",
                    answer.points if answer.points is not None else "—",
                    answer.remark,
                ],
            )
            for answer in record.answers.select_related("criterion")
        ]
        if not sees_answers(record, self.request.user):
            rows = [
                ("", [answer.criterion, "—", "—", ""])
                for answer in record.answers.select_related("criterion")
            ]
        facts = [("", [label, value]) for label, value in figures_of(record.assessment)]
        return [
            (
                _("Criteria asked"),
                [_("criterion"), _("answer given"), pgettext("score", "points"), _("remark")],
                rows,
            ),
            (_("The lead"), [_("fact"), _("value")], facts),
        ]


class OpinionHistory(AskedHistory):
    sees_words = staticmethod(sees_answers)


add_actions(Opinion, give_action)


class AssessmentRecord(RecordView):
    record_fields = [
        "lead",
        "scheme",
        "score",
        "passes",
        "ruling",
        *FIGURES,
        "convened_by",
        "convened_at",
    ]

    def panels(self, record):
        return [*self._result(record), self._opinions(record)]

    def _opinions(self, record):
        rows = []
        for opinion in record.opinions.select_related("department", "given_by"):
            rows.append(
                (
                    reverse("opinion:inspect", args=[opinion.pk]),
                    [
                        opinion.department,
                        opinion.standing(),
                        opinion.due_on,
                        opinion.given_by or "—",
                    ],
                )
            )
        return (
            _("Opinions"),
            [_("department asked"), _("state"), _("due on"), _("given by")],
            rows,
        )

    def _result(self, record):
        if not record.explanation:
            return []
        rows = [
            (
                "",
                [
                    line["criterion"],
                    line["weight"],
                    f"{line['share']}%" if line["share"] else "—",
                    _answers_in_words(line),
                    line["points"] or "—",
                    line["adds"] or "—",
                ],
            )
            for line in record.explanation
        ]
        rows.append(("", [_("score"), "", "", "", "", record.score]))
        return [
            (
                _("How the score came about"),
                [
                    _("criterion"),
                    _("weight"),
                    _("share of the weight"),
                    _("answers"),
                    pgettext("score", "points"),
                    _("adds to the score"),
                ],
                rows,
            )
        ]

    def actions(self, record):
        links = []
        if Lead.objects.visible_to(self.request.user).filter(pk=record.lead_id).exists():
            links = [(_("The lead"), reverse("lead:inspect", args=[record.lead_id]))]
        opinions = record.opinions.filter(
            pk__in=Opinion.objects.asked_of(self.request.user).values("pk")
        )
        return [
            *(action for opinion in opinions for action in give_action(opinion, self.request.user)),
            *links,
            *super().actions(record),
        ]


def _answers_in_words(line) -> str:
    """The answers of one line in words."""
    if not line["answers"]:
        return _("not answered, its weight is left out")
    words = clauses(
        _("%(department)s: %(said)s → %(points)s points") % answer + aside(answer["remark"])
        for answer in line["answers"]
    )
    return clauses([words, _("veto")]) if line["vetoed"] else words


class OpinionViewSet(AskedViewSet):
    model = Opinion
    list_hint = gettext_lazy("What your department is asked to judge stands here.")
    menu_label = gettext_lazy("Opinions asked of us")
    index_view_class = OpinionIndex
    inspect_view_class = OpinionRecord
    history_view_class = OpinionHistory
    give_view = staticmethod(give)
    list_display = ["assessment", "department", "due_on", "overdue_in_words", "state", "given_by"]
    list_filter = ["state", "department"]
    list_export = ["assessment", "department", "due_on", "overdue_in_words", "state", "given_by"]
    search_fields = ["assessment__lead__number", "assessment__lead__title", "department__name"]
    list_actions = [
        (gettext_lazy("All opinions"), "opinion:everything", "list-ul", "leads.view_opinion")
    ]


class AssessmentIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("opinions__department")


class AssessmentViewSet(RecordViewSet):
    model = Assessment
    index_view_class = AssessmentIndex
    icon = "ds-clip"
    list_hint = gettext_lazy("Judgements of leads by several departments stand here.")
    inspect_view_class = AssessmentRecord
    wan_fields = IN_WAN
    form_fields = FIGURES
    list_display = [
        "lead",
        "state",
        "score",
        "result_in_words",
        "overdue_in_words",
        "convened_by",
        "convened_at",
    ]
    list_filter = ["state", "passes"]
    list_export = [
        "lead",
        "state",
        "score",
        "result_in_words",
        "overdue_in_words",
        "convened_by",
        "convened_at",
    ]
    search_fields = ["lead__number", "lead__title", "lead__company__name"]

    def get_urlpatterns(self):
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "add"]
        return [
            *patterns,
            path("convene/<int:pk>/", convene_judgement, name="convene"),
            path("new/", from_the_lead, name="add"),
        ]


def from_the_lead(request):
    """Lead to the list of leads, where judgements begin."""
    if not request.user.has_perm("leads.add_assessment"):
        raise PermissionDenied
    messages.info(request, _("Open the lead and ask for its judgement there."))
    return redirect("lead:index")


class SchemeRecord(RecordView):
    record_fields = ["number", "title", "remark"]

    def panels(self, record):
        criteria = list(record.criteria.select_related("department"))
        total_weight = sum(criterion.weight for criterion in criteria)
        rows = [
            (
                reverse("criterion:inspect", args=[criterion.pk]),
                [
                    criterion.name,
                    criterion.get_measure_display(),
                    criterion.weight,
                    f"{criterion.weight * 100 / total_weight:.0f}%",
                    clauses(criterion.scale.split("\n")),
                    criterion.department or "—",
                    _("yes") if criterion.vetoes else "—",
                ],
            )
            for criterion in criteria
        ]
        return [
            (
                _("Criteria"),
                [
                    _("criterion"),
                    _("measured by"),
                    _("weight"),
                    _("share of the weight"),
                    _("scale"),
                    _("department usually asked"),
                    _("veto"),
                ],
                rows,
            )
        ]

    def actions(self, record):
        links = []
        if record.is_editable and self.request.user.has_perm("leads.add_criterion"):
            links.append((_("Add a criterion"), f"{reverse('criterion:add')}?scheme={record.pk}"))
        if self.request.user.has_perm("leads.add_scheme"):
            links.append((_("New version of it"), reverse("scheme:copy_version", args=[record.pk])))
        return [*links, *super().actions(record)]


def create_scheme(*, by, title, remark=""):
    return new_version(by=by, title=title, remark=remark)


def copy_version(request, pk):
    """A draft with the criteria of this version."""
    scheme = permitted(request, Scheme.objects.visible_to(request.user), pk, "leads.add_scheme")
    form = forms.modelform_factory(
        Scheme, fields=["title", "remark"], formfield_callback=formfield
    )(request.POST or None, initial={"title": scheme.title})

    def act():
        draft = new_version(by=request.user, of=scheme, **form.cleaned_data)
        message = _("%(scheme)s is a draft with the criteria of %(source)s.")
        messages.success(request, message % {"scheme": draft, "source": scheme})
        return redirect("scheme:inspect", draft.pk)

    return form_page(request, form, act, title=_("New version of it"), subtitle=scheme)


class SchemeViewSet(RecordViewSet):
    model = Scheme
    icon = "ds-clip"
    list_hint = gettext_lazy("By what leads are judged stands here, in versions.")
    inspect_view_class = SchemeRecord
    create_through = staticmethod(create_scheme)
    form_fields = ["title", "remark"]
    list_display = ["title", "number", "state"]
    list_filter = ["state"]
    list_export = ["number", "title", "state"]
    search_fields = ["title"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/copy-version/", copy_version, name="copy_version"),
        ]


class CriterionRecord(RecordView):
    record_fields = [
        "scheme",
        "name",
        "measure",
        "weight",
        "scale",
        "department",
        "guidance",
        "vetoes",
    ]


class DraftsOnly(ScopedCreate):
    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["scheme"].queryset = Scheme.objects.filter(state=Scheme.State.DRAFT)
        return form


class DraftDelete(ScopedDelete):
    """Refuses to delete a version by which a lead was judged."""

    def get_object(self, queryset=None):
        criterion = super().get_object(queryset)
        if not criterion.is_editable:
            raise PermissionDenied
        return criterion


class CriterionViewSet(RecordViewSet):
    model = Criterion
    icon = "ds-tag"
    list_hint = gettext_lazy("The single points of a scheme of judgement stand here.")
    add_view_class = DraftsOnly
    delete_view_class = DraftDelete
    inspect_view_class = CriterionRecord
    form_fields = CriterionRecord.record_fields
    list_display = ["name", "scheme", "measure", "weight", "department"]
    list_filter = ["scheme"]
    list_export = ["name", "scheme", "measure", "weight", "scale", "department"]
    search_fields = ["name"]


class JudgementGroup(ViewSetGroup):
    menu_label = gettext_lazy("Judgement")
    menu_icon = "ds-clip"
    menu_order = 120
    items = (OpinionViewSet, AssessmentViewSet, SchemeViewSet, CriterionViewSet)
