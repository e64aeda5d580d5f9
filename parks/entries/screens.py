"""Applications for entry in the staff admin, and their promises held against facts."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.models import Department
from crm.staff.columns import MoneyColumn
from crm.staff.extensions import add_actions, add_tabs
from crm.staff.facts import is_seen
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Tab
from crm.staff.viewsets import RecordViewSet
from leads.models import Milestone, Project

from ..models import EntryApplication, ReviewOpinion
from ..models.application import ABOUT, PROMISES, not_of_the_park
from . import milestone_screen
from .apply import (
    ReviewRequest,
    apply_for_entry,
    departments_asked_last,
    submit,
    usual_deadline,
)
from .breach_screens import demand_cure
from .promises import promises_against_facts
from .review_screens import said_of
from .supplement import terms_on
from .supplement_screen import supplements_panel

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
                reverse("reviewopinion:inspect", args=[opinion.pk]),
                [
                    opinion.get_subject_display(),
                    opinion.department,
                    opinion.standing(),
                    opinion.due_on,
                    *said_of(opinion, self.request.user),
                ],
            )
            for opinion in record.opinions.select_related("department", "application")
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
        by_kind = {milestone.kind: milestone for milestone in record.project.milestones.all()}
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
                    by_kind[kind].happened_on if kind in by_kind else "—",
                    by_kind[kind].note if kind in by_kind else "—",
                ],
            )
            for kind in kinds
        ]
        return [(_("Milestones"), [_("milestone"), _("date"), _("evidence in words")], rows)]

    def _breaches(self, record):
        rows = [
            (
                reverse("breach:inspect", args=[breach.pk]),
                [
                    breach.get_promise_display(),
                    breach.found_on,
                    breach.cure_by,
                    breach.get_state_display(),
                ],
            )
            for breach in record.breaches.visible_to(self.request.user)
        ]
        return (
            [(_("Breaches"), [_("promise"), _("found on"), _("to be cured by"), _("state")], rows)]
            if rows
            else []
        )


def has_promises(application, user) -> bool:
    """They are held against the facts from the hand-over on."""
    return application.state in (HANDED_OVER, LEFT) and is_seen(application.project, user)


def promises_tab(application, request) -> str:
    on = application.left_on or timezone.localdate()
    may_demand = application.state == HANDED_OVER and request.user.has_perm("parks.add_breach")
    context = {
        "lines": promises_against_facts(application, on),
        "terms": terms_on(application, on),
        "on": on,
        "application": application,
        "may_demand": may_demand,
    }
    return render_to_string("parks/_promises.html", context)


add_tabs(
    EntryApplication,
    Tab("promises", gettext_lazy("Promises"), promises_tab, is_for=has_promises),
)


class ApplicationViewSet(RecordViewSet):
    model = EntryApplication
    icon = "ds-file"
    list_hint = gettext_lazy("Projects that want to enter a park stand here.")
    inspect_view_class = ApplicationRecord
    create_through = staticmethod(apply_for_entry)
    wan_fields = ("promised_investment", "output_per_mu", "tax_per_mu")
    form_fields = ["project", "plot", *PROMISES, *ABOUT]
    form_sections = (
        (gettext_lazy("Project and plot"), ("project", "plot")),
        (gettext_lazy("Promises"), PROMISES),
        (gettext_lazy("What is built and what it needs"), ABOUT),
    )
    fixed_fields = ("project",)
    list_display = [
        "project",
        MoneyColumn("promised_investment", label=gettext_lazy("promised investment")),
        "state",
        "plot",
        "promised_start_on",
        "hand_over_by",
        "updated_at",
        "number",
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
        patterns = [
            path("<int:pk>/submit/", submit_to_review, name="submit"),
            path("<int:pk>/breach/", demand_cure, name="breach"),
            path("milestone/<int:pk>/", milestone_screen.record, name="milestone"),
        ]
        return [*super().get_urlpatterns(), *patterns]


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

    def asked(self) -> dict[str, ReviewRequest]:
        sides = {
            subject.value: ReviewRequest(
                self.cleaned_data[f"department-{subject}"], self.cleaned_data[f"due-{subject}"]
            )
            for subject in ReviewOpinion.Subject
        }
        return {subject: side for subject, side in sides.items() if side.department}


def submit_to_review(request, pk):
    applications = EntryApplication.objects.visible_to(request.user)
    application = permitted(request, applications, pk, "parks.convene_review")
    form = ReviewForm(request.POST or None, application=application)

    def act():
        submit(application, form.asked(), by=request.user)
        messages.success(request, _("The departments are asked for their opinions."))
        return redirect("entryapplication:inspect", pk)

    return form_page(request, form, act, title=_("Submit to joint review"), subtitle=application)


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
    if project.state not in (Project.State.SIGNED, Project.State.ENTERED):
        return []
    if (
        application := EntryApplication.objects.visible_to(user)
        .filter(project=project)
        .exclude(state__in=["refused", "withdrawn"])
        .first()
    ):
        return [
            (_("The entry application"), reverse("entryapplication:inspect", args=[application.pk]))
        ]
    if project.state != Project.State.SIGNED or not user.has_perm("parks.add_entryapplication"):
        return []
    return [(_("Apply for the entry"), f"{reverse('entryapplication:add')}?project={project.pk}")]


add_actions(Project, apply_action)


add_actions(EntryApplication, submit_action, enter_action)
