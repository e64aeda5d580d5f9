"""What an agent finds first: what it must do, its money, its deals."""

from django.shortcuts import render
from django.utils import timezone

from commissions.agreements.results import aims_of
from commissions.models import Agreement
from leads.models import Lead

from . import lists
from .deals import STEPS, deals_of
from .money import commission_parts, statements_under_way
from .waiting import tasks_of

NEWEST = 8


def agency_home(request, agent):
    """``agent`` is None for a person whose login belongs to nobody any more."""
    return render(request, "portal/home.html", _of(agent, request.user) if agent else {})


def _of(agent, user) -> dict:
    under_way = statements_under_way(agent, user)
    parts = commission_parts(agent, user, under_way)
    year = timezone.localdate().year
    return {
        "agent": agent,
        "tasks": tasks_of(agent, user, under_way),
        "deals": deals_of(agent, user, NEWEST),
        "deal_count": lists.registrations(user, agent).count(),
        "steps": STEPS,
        "parts": parts,
        "paid_and_running": sum(part.amount for part in parts),
        "year": year,
        "results": aims_of(agent, user, year),
        "agreements": Agreement.objects.visible_to(user).filter(agent=agent)[:3],
        "officer": _officer(agent, user),
    }


def _officer(agent, user):
    """Who is in charge of the agent's lead that was worked on last."""
    leads = Lead.objects.visible_to(user).filter(agent=agent).select_related("owner__department")
    lead = leads.order_by("-updated_at", "-id").first()
    return lead and lead.owner
