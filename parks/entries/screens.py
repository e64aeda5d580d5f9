"""Entries in the staff admin: applications, the joint review, promises held against facts,
breaches.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.models import Department
from crm.core.refusals import said_on
from crm.staff.extensions import add_actions, add_sections
from crm.staff.facts import fact_in_words
from crm.staff.forms import DayInput, formfield
from crm.staff.history_screens import ScopedHistory
from crm.staff.index import ScopedIndex
from crm.staff.lists import MoneyColumn
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet
from leads.models import Milestone, Project
from leads.models.asked import spoken_for
from leads.pipeline.stages import stages_of

from ..models import Breach, EntryApplication, ReviewOpinion
from ..models.application import PROMISES, WAY, may_review, not_of_the_park
from . import milestone_screen
from .apply import (
    Asked,
    apply_for_entry,
    departments_asked_last,
    give_review,
    submit,
    usual_deadline,
)
from .leave import record_breach
from .promises import promises_against_facts
from .supplement import terms_on
from .supplement_screen import supplements_panel

ABOUT = ["content", "environment", "safety", "energy_tce"]
HANDED_OVER, LEFT = EntryApplication.State.HANDED_OVER, EntryApplication.State.LEFT


class ApplicationRecord(RecordView):
    record_fields = [
        "number",
        "project",
        "plot",
        *PROMISES,
        *ABOUT,
        "agreement_number",
        "agreed_on",
        "hand_over_by",
        "handed_over_on",
        "left_on",
        "applied_by",
    ]

    def stages(self, record):
        return stages_of(record, WAY)

    def panels(self, record):
        return [
            *supplements_panel(record, self.request.user),
            self._opinions(record),
            *self._milestones(record),
            *self._breaches(record),
        ]

    def _opinions(self, record):
        rows = [
            (
                reverse("reviewopinion:inspect", args=[each.pk]),
                [
                    each.get_subject_display(),
                    each.department,
                    each.standing(),
                    each.due_on,
                    *said_of(each, self.request.user),
                ],
            )
            for each in record.opinions.select_related("department", "application")
        ]
        return (
            _("Joint review"),
            [
                _("subject"),
                _("department asked"),
                _("state"),
                _("due on"),
                _("opinion in short"),
                _("opinion in words"),
            ],
            rows,
        )

    def _milestones(self, record):
        if (
            record.state not in (HANDED_OVER, LEFT)
            or not Project.objects.visible_to(self.request.user)
            .filter(pk=record.project_id)
            .exists()
        ):
            return []
        done = {each.kind: each for each in record.project.milestones.all()}
        kinds = [
            Milestone.Kind.REGISTERED,
            Milestone.Kind.LAND_ACQUIRED,
            Milestone.Kind.STARTED,
            Milestone.Kind.COMPLETED,
            Milestone.Kind.PRODUCING,
            Milestone.Kind.AT_CAPACITY,
        ]
        rows = [
            (
                "",
                [
                    kind.label,
                    done[kind].happened_on if kind in done else "—",
                    done[kind].note if kind in done else "—",
                ],
            )
            for kind in kinds
        ]
        return [(_("Milestones"), [_("milestone"), _("date"), _("evidence in words")], rows)]

    def _breaches(self, record):
        rows = [
            (
                reverse("breach:inspect", args=[each.pk]),
                [each.get_promise_display(), each.found_on, each.cure_by, each.get_state_display()],
            )
            for each in record.breaches.visible_to(self.request.user)
        ]
        return (
            [(_("Breaches"), [_("promise"), _("found on"), _("to be cured by"), _("state")], rows)]
            if rows
            else []
        )


def said_of(opinion, user) -> tuple[str, str]:
    """(verdict, words). Each department judges by itself: the others' words are kept back until the
    review is closed.
    """
    if not sees_words(opinion, user):
        return "—", "—"
    return opinion.get_verdict_display() or "—", opinion.text or "—"


def sees_words(opinion, user) -> bool:
    """Those who convene and decide see all; a department its own at once, the others' when the
    review is closed.
    """
    convenes = any(
        user.has_perm(f"parks.{name}")
        for name in ("convene_review", "decide_entryapplication", "overrule_review")
    )
    return (
        convenes
        or opinion.department_id in spoken_for(user)
        or opinion.application.state != EntryApplication.State.IN_REVIEW
    )


def promises_section(application, request) -> str:
    """Promises against facts, from the hand-over on."""
    if (
        application.state not in (HANDED_OVER, LEFT)
        or not Project.objects.visible_to(request.user).filter(pk=application.project_id).exists()
    ):
        return ""
    on = application.left_on or timezone.localdate()
    lines = promises_against_facts(application, on)
    may_demand = application.state == HANDED_OVER and request.user.has_perm("parks.add_breach")
    return render_to_string(
        "parks/_promises.html",
        {
            "lines": lines,
            "terms": terms_on(application, on),
            "on": on,
            "application": application,
            "may_demand": may_demand,
        },
    )


add_sections(EntryApplication, promises_section)


class ApplicationViewSet(RecordViewSet):
    model = EntryApplication
    icon = "doc-full"
    inspect_view_class = ApplicationRecord
    create_through = staticmethod(apply_for_entry)
    wan_fields = ("promised_investment", "output_per_mu", "tax_per_mu")
    form_fields = ["project", "plot", *PROMISES, *ABOUT]
    fixed_fields = ("project",)
    list_display = [
        "number",
        "project",
        "plot",
        "state",
        MoneyColumn("promised_investment", label=gettext_lazy("promised investment")),
        "promised_start_on",
        "hand_over_by",
        "updated_at",
    ]
    list_filter = ["state", "plot__park"]
    list_export = [
        "number",
        "project",
        "plot",
        "state",
        *PROMISES,
        "agreement_number",
        "agreed_on",
        "hand_over_by",
        "handed_over_on",
        "left_on",
    ]
    search_fields = [
        "number",
        "project__number",
        "project__name",
        "project__company__name",
        "plot__code",
        "agreement_number",
    ]

    def get_urlpatterns(self):
        own = [
            path("<int:pk>/submit/", submit_to_review, name="submit"),
            path("<int:pk>/breach/", demand_cure, name="breach"),
            path("milestone/<int:pk>/", milestone_screen.record, name="milestone"),
        ]
        return [*super().get_urlpatterns(), *own]


class ReviewForm(forms.Form):
    """A department and a day for each side of the application; a side without a department is not
    reviewed.
    """

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        last = departments_asked_last(application)
        for subject in ReviewOpinion.Subject:
            self.fields[f"department-{subject}"] = forms.ModelChoiceField(
                Department.objects.all(),
                label=_("%(subject)s is reviewed by") % {"subject": subject.label},
                required=False,
                initial=last.get(subject),
            )
            self.fields[f"due-{subject}"] = forms.DateField(
                label=_("%(subject)s: due on") % {"subject": subject.label},
                widget=DayInput(),
                initial=usual_deadline(),
            )

    def asked(self) -> dict[str, Asked]:
        found = {
            subject.value: Asked(
                self.cleaned_data[f"department-{subject}"], self.cleaned_data[f"due-{subject}"]
            )
            for subject in ReviewOpinion.Subject
        }
        return {subject: each for subject, each in found.items() if each.department}


def submit_to_review(request, pk):
    application = get_object_or_404(EntryApplication.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("parks.convene_review"):
        raise PermissionDenied
    form = ReviewForm(request.POST or None, application=application)
    if request.method == "POST" and form.is_valid():
        with said_on(form):
            submit(application, form.asked(), by=request.user)
            messages.success(request, _("The departments are asked for their opinions."))
            return redirect("entryapplication:inspect", pk)
    return render(
        request,
        "core/form_page.html",
        {"form": form, "title": _("Submit to joint review"), "subtitle": application},
    )


def submit_action(application, user):
    if (
        application.state != EntryApplication.State.DRAFT
        or not user.has_perm("parks.convene_review")
        or not_of_the_park(application, user)
    ):
        return []
    return [
        (_("Submit to joint review"), reverse("entryapplication:submit", args=[application.pk]))
    ]


def enter_action(application, user):
    if application.state != EntryApplication.State.AGREED or not user.has_perm(
        "leads.enter_project"
    ):
        return []
    return [
        (_("Hand over: enter the park"), reverse("enterprise:enter", args=[application.project_id]))
    ]


def apply_action(project, user):
    """On the page of a signed project: apply, or go on with the application under way."""
    if (
        found := EntryApplication.objects.visible_to(user)
        .filter(project=project)
        .exclude(state__in=["refused", "withdrawn"])
        .first()
    ):
        return [(_("The entry application"), reverse("entryapplication:inspect", args=[found.pk]))]
    if project.state != Project.State.SIGNED or not user.has_perm("parks.add_entryapplication"):
        return []
    return [(_("Apply for the entry"), f"{reverse('entryapplication:add')}?project={project.pk}")]


add_actions(Project, apply_action)
add_actions(EntryApplication, submit_action, enter_action)


class ReviewIndex(ScopedIndex):
    """Opens on what is asked of one's own department; ``?all=1`` shows all that one sees."""

    def get_base_queryset(self):
        found = (
            super()
            .get_base_queryset()
            .select_related("application__project", "department", "given_by")
        )
        if any(self.request.GET.get(name) for name in ("all", "state", "q")):
            return found
        return found.filter(pk__in=ReviewOpinion.objects.asked_of(self.request.user).values("pk"))


class ReviewRecord(RecordView):
    record_fields = ["application", "subject", "department", "due_on", "given_by"]

    def facts(self, record):
        verdict, words = said_of(record, self.request.user)
        return [
            *super().facts(record),
            (_("opinion in short"), verdict),
            (_("opinion in words"), words),
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not sees_words(self.object, self.request.user):
            context["timeline"] = []
        return context

    def stages(self, record):
        return [(record.standing(), "now")]

    def panels(self, record):
        return [
            (
                _("The application"),
                [_("fact"), _("value")],
                [("", list(pair)) for pair in figures_of(record.application)],
            )
        ]


class ReviewHistory(ScopedHistory):
    """Keeps back what the record keeps back."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context if sees_words(self.object, self.request.user) else {**context, "edits": []}


def figures_of(application) -> list[tuple]:
    """[(label, value)] of an application as the departments asked see it."""
    about = [
        (application._meta.get_field(name).verbose_name, fact_in_words(application, name))
        for name in ("plot", *PROMISES, *ABOUT)
    ]
    project = application.project
    return [
        (_("project"), project.name),
        (_("investor"), str(project.company)),
        (_("industry"), str(project.industry)),
        *about,
    ]


class VerdictForm(forms.ModelForm):
    class Meta:
        model = ReviewOpinion
        fields = ["verdict", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].required = True


def give(request, pk):
    opinion = get_object_or_404(
        ReviewOpinion.objects.visible_to(request.user).select_related(
            "application__project__company", "department"
        ),
        pk=pk,
    )
    if not request.user.has_perm(
        "parks.give_reviewopinion"
    ) or opinion.department_id not in spoken_for(request.user):
        raise PermissionDenied
    if problem := may_review(opinion, request.user) or (
        "" if opinion.state == ReviewOpinion.State.ASKED else _("This opinion is given already.")
    ):
        messages.error(request, problem)
        return redirect("reviewopinion:inspect", pk)
    form = VerdictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with said_on(form):
            give_review(opinion, by=request.user, **form.cleaned_data)
            messages.success(
                request,
                _("The opinion of %(department)s is given.") % {"department": opinion.department},
            )
            return redirect("reviewopinion:inspect", pk)
    return render(
        request,
        "leads/give_opinion.html",
        {"form": form, "opinion": opinion, "figures": figures_of(opinion.application)},
    )


def give_action(opinion, user):
    step = opinion.TRANSITIONS["give"]
    if (
        opinion.state not in step.sources
        or not user.has_perm(step.permission)
        or step.guard(opinion, user)
    ):
        return []
    return [(step.label, reverse("reviewopinion:give", args=[opinion.pk]))]


add_actions(ReviewOpinion, give_action)


class ReviewOpinionViewSet(RecordViewSet):
    model = ReviewOpinion
    icon = "comment"
    menu_label = gettext_lazy("Reviews asked of us")
    index_view_class = ReviewIndex
    inspect_view_class = ReviewRecord
    history_view_class = ReviewHistory
    form_fields = ["text"]
    list_display = [
        "application",
        "subject",
        "department",
        "due_on",
        "overdue_in_words",
        "state",
        "given_by",
    ]
    list_filter = ["state", "subject", "department"]
    list_export = [
        "application",
        "subject",
        "department",
        "due_on",
        "overdue_in_words",
        "state",
        "given_by",
    ]
    search_fields = ["application__number", "application__project__name", "department__name"]
    list_actions = [
        (
            gettext_lazy("All reviews"),
            "reviewopinion:everything",
            "list-ul",
            "parks.view_reviewopinion",
        )
    ]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path(
                "all/",
                lambda request: redirect(f"{reverse('reviewopinion:index')}?all=1"),
                name="everything",
            ),
            path("<int:pk>/give/", give, name="give"),
        ]


class BreachForm(forms.ModelForm):
    class Meta:
        model = Breach
        fields = ["promise", "found_on", "demand", "cure_by"]
        formfield_callback = formfield

    def _post_clean(self):
        """The use case checks the record whole; the form checks the fields alone."""


def demand_cure(request, pk):
    """Record that a promise is not kept, and what is demanded until when."""
    application = get_object_or_404(EntryApplication.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("parks.add_breach"):
        raise PermissionDenied
    form = BreachForm(
        request.POST or None,
        initial={"promise": request.GET.get("promise"), "found_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        with said_on(form):
            breach = record_breach(application, by=request.user, **form.cleaned_data)
            messages.success(request, _("The breach is recorded; the officer in charge is told."))
            return redirect("breach:inspect", breach.pk)
    return render(
        request,
        "core/form_page.html",
        {"form": form, "title": _("Record a breach"), "subtitle": application},
    )


class BreachRecord(RecordView):
    record_fields = ["application", "promise", "found_on", "demand", "cure_by", "recorded_by"]

    def stages(self, record):
        return [(record.get_state_display(), "now")]

    def actions(self, record):
        return [
            (
                _("The entry application"),
                reverse("entryapplication:inspect", args=[record.application_id]),
            ),
            *super().actions(record),
        ]


class BreachViewSet(RecordViewSet):
    model = Breach
    icon = "warning"
    inspect_view_class = BreachRecord
    form_fields = ["demand"]
    list_display = ["application", "promise", "found_on", "cure_by", "state", "recorded_by"]
    list_filter = ["state", "promise", "application__plot__park"]
    list_export = [
        "application",
        "promise",
        "found_on",
        "cure_by",
        "state",
        "demand",
        "recorded_by",
    ]
    search_fields = ["application__number", "application__project__name"]

    def get_urlpatterns(self):
        patterns = [each for each in super().get_urlpatterns() if each.name != "add"]
        return [*patterns, path("new/", from_the_application, name="add")]


def from_the_application(request):
    """A breach is recorded where the promises stand."""
    if not request.user.has_perm("parks.add_breach"):
        raise PermissionDenied
    messages.info(request, _("Open the entry application and record the breach there."))
    return redirect(f"{reverse('entryapplication:index')}?state=handed_over")
