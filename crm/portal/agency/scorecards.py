"""The own scorecards of an agent: read, explained, contested."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crm.core.refusals import refusals_on
from crm.dispatch.models import ScoreCard
from crm.dispatch.scorecards.card_screens import ContestForm, card_context, own_card
from crm.dispatch.scorecards.contest import contest, may_contest
from crm.dispatch.scorecards.ranking import ranking_of
from crm.dispatch.scorecards.shown import TONES

from ..who import for_agents


@for_agents
def scorecards(request, agent):
    """The newest first."""
    rows = ScoreCard.objects.visible_to(request.user).filter(subject__agent=agent)
    cards = rows.select_related("run__scheme").order_by("-run__starts_on", "-pk")
    toned_cards = [(card, TONES[card.grade]) for card in cards]
    return render(request, "portal/scorecards.html", {"cards": toned_cards})


@for_agents
def scorecard(request, agent, pk, subject):
    run, card, cards = own_card(request, pk, subject)
    may = card.stored is not None and may_contest(card.stored, request.user)
    form = ContestForm(request.POST or None, request.FILES or None, card=card) if may else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            with refusals_on(form):
                made = contest(card.stored, by=request.user, **form.cleaned_data)
                said = _("Contested as %(number)s. You will be told the answer.")
                messages.success(request, said % {"number": made.number})
                return redirect("portal:scorecard", pk, subject)
    context = {
        **card_context(run, card, cards, request.user),
        "form": form,
        "ranking": ranking_of(run, request.user, cards),
    }
    return render(request, "portal/scorecard.html", context)
