"""Chambers of commerce and their members: what a member lets its chamber see."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.refusals import refusals_as_message
from crm.core.transitions import next_steps, perform
from leads.models import Membership, Registration

from ..who import for_agents

TOLD = ("company_name", "title", "state", "received_at")


@for_agents
def members(request, agent):
    """As a chamber: company, intention and stage of what consenting members brought. As a member:
    the consents.
    """
    seen = Membership.objects.visible_to(request.user)
    consents = [
        (membership, next_steps(membership, request.user))
        for membership in seen.filter(member=agent).select_related("chamber")
    ]
    brought = [
        (membership.member, brought_by(membership))
        for membership in seen.filter(
            chamber=agent, state=Membership.State.CONSENTED
        ).select_related("member")
    ]
    is_chamber = agent.kind == agent.Kind.CHAMBER
    return render(
        request,
        "portal/members.html",
        {"consents": consents, "brought": brought, "is_chamber": is_chamber},
    )


def brought_by(membership):
    """The fields that the member's consent covers, and no others."""
    registrations = Registration.objects.filter(agent=membership.member).exclude(
        state=Registration.State.TAKEN
    )
    return [
        (
            registration.company_name,
            registration.title,
            registration.get_state_display(),
            registration.received_at,
        )
        for registration in registrations.only(*TOLD)
    ]


@require_POST
@for_agents
def answer(request, agent, pk):
    membership = get_object_or_404(
        Membership.objects.visible_to(request.user).filter(member=agent), pk=pk
    )
    step = request.POST.get("step")
    with refusals_as_message(request):
        if step in membership.TRANSITIONS:
            perform(membership, step, by=request.user)
            messages.success(request, _("Saved."))
    return redirect("portal:members")
