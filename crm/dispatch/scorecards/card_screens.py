"""The page of a card, explained point by point, where the assessed contest it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.incoming.field import IncomingFile
from crm.core.refusals import refusals_on

from ..models import CardLine, ScoreCard, ScoreRun, ScoreSubject
from ..models.scheme import SEES_ALL
from .contest import contest, may_contest
from .enter import ENTERS
from .reckon import Card, cards_of, live_cards
from .shown import TONES, contests_of, grade_in_words, open_lines, points_in_words, tree_of


class ContestForm(forms.Form):
    line = forms.ModelChoiceField(
        CardLine.objects.none(),
        label=gettext_lazy("line that is contested"),
        required=False,
        empty_label=gettext_lazy("something is missing on the card"),
    )
    text = forms.CharField(
        label=gettext_lazy("what is wrong, and what is right"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence = IncomingFile(label=gettext_lazy("evidence"), required=False)

    def __init__(self, *args, card: Card, **kwargs):
        super().__init__(*args, **kwargs)
        lines = [line.pk for line in open_lines(card)]
        self.fields["line"].queryset = CardLine.objects.filter(pk__in=lines).order_by("order")


def own_card(request, run_pk, subject_pk) -> tuple[ScoreRun, Card, list[Card]]:
    """404 for a period or a card that the person does not see."""
    runs = ScoreRun.objects.visible_to(request.user).select_related("scheme__department")
    run = get_object_or_404(runs, pk=run_pk)
    subjects = ScoreSubject.objects.visible_to(request.user).filter(scheme=run.scheme)
    if not subjects.filter(pk=subject_pk).exists():
        raise Http404
    cards = cards_of(run)
    card = next((card for card in cards if card.subject.pk == subject_pk), None)
    if card is None:
        raise Http404
    return run, card, cards


def card_context(run: ScoreRun, card: Card, cards: list[Card], user) -> dict:
    """What the page of a card shows, in the admin and in the portal."""
    return {
        "run": run,
        "card": card,
        "title": str(card.subject),
        "score": points_in_words(card.score),
        "grade": grade_in_words(card.grade),
        "tone": TONES[card.grade],
        "of": len(cards),
        "root": tree_of(card, user),
        "contests": contests_of(card, user),
        "now": _now(run, card, user),
    }


def _now(run, card, user) -> str:
    """The score as the facts are today where it differs from a frozen one; "" else."""
    if run.is_preview or not user.has_perm(SEES_ALL):
        return ""
    fresh = next(
        (live_card for live_card in live_cards(run) if live_card.subject.pk == card.subject.pk),
        None,
    )
    if fresh is None or fresh.score == card.score:
        return ""
    return points_in_words(fresh.score)


def open_card(request, pk):
    """Where a notice about a card leads."""
    rows = ScoreCard.objects.visible_to(request.user)
    card = get_object_or_404(rows, pk=pk)
    return redirect("scorerun:card", card.run_id, card.subject_id)


def card_page(request, pk, subject):
    run, card, cards = own_card(request, pk, subject)
    may = card.stored is not None and may_contest(card.stored, request.user)
    form = ContestForm(request.POST or None, request.FILES or None, card=card) if may else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            with refusals_on(form):
                new_contest = contest(card.stored, by=request.user, **form.cleaned_data)
                message = _("Contested as %(number)s. You will be told the answer.")
                messages.success(request, message % {"number": new_contest.number})
                return redirect("scorerun:card", pk, subject)
    context = {
        **card_context(run, card, cards, request.user),
        **_neighbours(run, card, cards, request.user),
        "form": form,
        "enter_url": _where_points_are_entered(run, card, request.user),
    }
    return render(request, "dispatch/scorecard.html", context)


def _neighbours(run, card, cards, user) -> dict:
    """The cards before and after it, for who sees all."""
    if not user.has_perm(SEES_ALL):
        return {}
    keys = [other.subject.pk for other in cards]
    place = keys.index(card.subject.pk)
    before = keys[place - 1] if place else None
    after = keys[place + 1] if place + 1 < len(keys) else None
    return {
        "before_url": before and reverse("scorerun:card", args=[run.pk, before]),
        "after_url": after and reverse("scorerun:card", args=[run.pk, after]),
    }


def _where_points_are_entered(run, card, user) -> str:
    if not run.is_preview or not user.has_perm(ENTERS) or card.subject.is_of(user):
        return ""
    return f"{reverse('scorerun:enter', args=[run.pk])}?subject={card.subject.pk}"


urls = ([path("<int:pk>/", open_card, name="inspect")], "scorecard")
