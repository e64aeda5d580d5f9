"""What departments say of an application that is under review."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.refusals import said_on
from crm.staff.extensions import add_actions
from crm.staff.facts import fact_in_words
from crm.staff.history_screens import ScopedHistory
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Mark, tone_of
from crm.staff.viewsets import RecordViewSet
from leads.models.asked import spoken_for

from ..models import EntryApplication, ReviewOpinion
from ..models.application import ABOUT, PROMISES, may_review
from .apply import (
    give_review,
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


class ReviewIndex(ScopedIndex):
    """Shows what one's own department is asked; with ``?all=1`` all that one may see."""

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

    def tells_what_happened(self, record):
        return sees_words(record, self.request.user)

    def stages(self, record):
        return []

    def state_mark(self, record):
        return Mark(record.standing(), tone=tone_of(record))

    def panels(self, record):
        return [
            (
                _("The application"),
                [_("fact"), _("value")],
                [("", list(pair)) for pair in figures_of(record.application)],
            )
        ]


class ReviewHistory(ScopedHistory):
    """The history without the words that the record itself does not show yet."""

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
    icon = "ds-note"
    list_hint = gettext_lazy("Entries that your department is asked to review stand here.")
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
