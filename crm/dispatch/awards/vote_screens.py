"""The ballot of a member of the committee, and who is of the committee."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.models import User
from crm.core.punctuation import aside
from crm.core.refusals import refusals_on
from crm.staff.form_page import form_page
from crm.staff.forms import scope_choices
from crm.staff.permitted import permitted

from ..models import AwardRound, AwardVote
from ..models.award import RUNS, RoundState
from ..models.candidate import VoteChoice
from .candidates import found_by_rule, nominate_found
from .rounds import set_committee
from .vote import ballot_of, cast, voted_on


class BallotForm(forms.Form):
    """A choice for each candidate on whom the person votes."""

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        for candidate in candidates:
            self.fields[f"candidate_{candidate.pk}"] = forms.ChoiceField(
                label=candidate.name,
                help_text=candidate.reason,
                choices=VoteChoice.choices,
                widget=forms.RadioSelect,
            )

    def choices(self) -> dict:
        return {
            candidate: self.cleaned_data[f"candidate_{candidate.pk}"]
            for candidate in self.candidates
        }


def _rounds(user):
    return AwardRound.objects.visible_to(user).select_related("kind__department")


def vote_screen(request, pk):
    """404 for who is not of the committee."""
    award_round = get_object_or_404(_rounds(request.user), pk=pk)
    member = award_round.members.filter(person=request.user).first()
    if member is None:
        raise Http404
    candidates = ballot_of(award_round, request.user)
    is_open = award_round.state == RoundState.VOTING and member.voted_at is None
    form = BallotForm(request.POST or None, candidates=candidates) if is_open else None
    if form and request.method == "POST" and form.is_valid():
        with refusals_on(form):
            cast(award_round, form.choices(), by=request.user)
            messages.success(request, _("Your vote is cast. Nobody reads it before the end."))
            return redirect("awardround:inspect", pk)
    left_out = [candidate for candidate in voted_on(award_round) if candidate.is_of(request.user)]
    context = {
        "form": form,
        "title": _("Vote"),
        "subtitle": award_round,
        "award_round": award_round,
        "left_out": left_out,
        "own": AwardVote.objects.filter(member=member).select_related("candidate"),
    }
    return render(request, "dispatch/vote.html", context)


class CommitteeForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        User.objects.staff(),
        label=gettext_lazy("people of the committee"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Three or more."),
    )


def committee_screen(request, pk):
    award_round = _run_by(request, pk)
    member_keys = list(award_round.members.values_list("person", flat=True))
    form = scope_choices(
        CommitteeForm(request.POST or None, initial={"people": member_keys}), request.user
    )
    rows = User.objects.staff().with_right("dispatch.view_awardround")
    form.fields["people"].queryset = rows.select_related("department").order_by("department", "pk")
    form.fields["people"].label_from_instance = lambda person: f"{person}{aside(person.department)}"

    def act():
        set_committee(award_round, form.cleaned_data["people"], by=request.user)
        messages.success(request, _("Stored."))
        return redirect("awardround:inspect", pk)

    return form_page(request, form, act, title=_("Name the committee"), subtitle=award_round)


def _run_by(request, pk) -> AwardRound:
    award_round = permitted(request, _rounds(request.user), pk, RUNS)
    if award_round.state != RoundState.NOMINATING:
        raise Http404
    return award_round


def find_screen(request, pk):
    """Whom the rule of the award finds, and the button that makes them candidates."""
    award_round = _run_by(request, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            candidates = nominate_found(award_round, by=request.user)
            message = _("%(count)d candidates are nominated.")
            messages.success(request, message % {"count": len(candidates)})
            return redirect("awardround:inspect", pk)
    context = {
        "form": form,
        "title": _("Nominate those found"),
        "subtitle": award_round,
        "found": found_by_rule(award_round),
    }
    return render(request, "dispatch/found_candidates.html", context)
