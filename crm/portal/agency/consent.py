"""A referrer's consent: what it says, giving it, revoking it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crm.core.refusals import refusals_as_message
from crm.core.transitions import move
from leads.agents.consents import agree, standing_consent
from leads.models import Consent, ConsentText

from ..who import for_agents


@for_agents
def consent(request, agent):
    if not agent.is_referrer:
        raise Http404
    standing = standing_consent(agent)
    if request.method == "POST":
        with refusals_as_message(request):
            if "revoke" in request.POST and standing:
                move(standing, "revoke", by=request.user)
                messages.success(request, _("Revoked. Your name is published no more."))
            elif "agree" in request.POST and not standing:
                agree(agent, by=request.user)
                messages.success(request, _("Thank you. Your consent is stored."))
        return redirect("portal:consent")
    earlier = Consent.objects.visible_to(request.user).filter(agent=agent).select_related("text")
    context = {
        "standing": standing,
        "text": standing.text if standing else ConsentText.objects.in_force(),
        "earlier": [each for each in earlier if each != standing],
    }
    return render(request, "portal/consent.html", context)
