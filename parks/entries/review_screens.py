"""What departments say of an application that is under review."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.refusals import refusals_on
from crm.staff.extensions import add_actions
from crm.staff.facts import fact_in_words
from leads.judgement.asked_screens import (
    AskedHistory,
    AskedIndex,
    AskedRecord,
    AskedViewSet,
    give_action,
)
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


class ReviewIndex(AskedIndex):
    part_of = "application__project"


class ReviewRecord(AskedRecord):
    record_fields = ["application", "subject", "department", "due_on", "given_by"]
    sees_words = staticmethod(sees_words)

    def facts(self, record):
        verdict, words = said_of(record, self.request.user)
        return [
            *super().facts(record),
            (_("opinion in short"), verdict),
            (_("opinion in words"), words),
        ]

    def panels(self, record):
        return [
            (
                _("The application"),
                [_("fact"), _("value")],
                [("", list(pair)) for pair in figures_of(record.application)],
            )
        ]


class ReviewHistory(AskedHistory):
    sees_words = staticmethod(sees_words)


def figures_of(application) -> list[tuple]:
    """[(label, value)] of an application as the departments asked see it."""
    facts = [
        (application._meta.get_field(name).verbose_name, fact_in_words(application, name))
        for name in ("plot", *PROMISES, *ABOUT)
    ]
    project = application.project
    return [
        (_("project"), project.name),
        (_("investor"), str(project.company)),
        (_("industry"), str(project.industry)),
        *facts,
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
        with refusals_on(form):
            give_review(opinion, by=request.user, **form.cleaned_data)
            messages.success(
                request,
                _("The opinion of %(department)s is given.") % {"department": opinion.department},
            )
            return redirect("reviewopinion:inspect", pk)
    return render(
        request,
        "leads/give_opinion.html",
        {
            "title": _("Give the opinion"),
            "form": form,
            "opinion": opinion,
            "figures": figures_of(opinion.application),
        },
    )


add_actions(ReviewOpinion, give_action)


class ReviewOpinionViewSet(AskedViewSet):
    model = ReviewOpinion
    list_hint = gettext_lazy("Entries that your department is asked to review stand here.")
    menu_label = gettext_lazy("Reviews asked of us")
    index_view_class = ReviewIndex
    inspect_view_class = ReviewRecord
    history_view_class = ReviewHistory
    give_view = staticmethod(give)
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
