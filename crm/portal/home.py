"""The way in, and what an agent finds first: what it must do, its money, its deals. What an
enterprise finds: ``enterprise.home``.
"""

from django.shortcuts import redirect, render
from django.utils import timezone

from commissions.agreements.results import years_of
from commissions.models import Agreement
from leads.models import Lead

from . import lists
from .deals import STEPS, deals_of
from .enterprise.home import enterprise_home
from .enterprise.who import person_of
from .money import commission_parts
from .waiting import tasks_of
from .who import agent_of

NEWEST = 8


def home(request):
    """Redirect staff to their admin and visitors to the login; agents and enterprises see their own
    page.
    """
    user = request.user
    if not user.is_authenticated:
        return redirect("portal:login")
    if user.is_staff:
        return redirect("wagtailadmin_home")
    if request.own_enterprises:
        return enterprise_home(request, person_of(user))
    agent = agent_of(user)
    return render(request, "portal/home.html", _of_agent(agent, user) if agent else {})


def _of_agent(agent, user) -> dict:
    parts = commission_parts(agent, user)
    return {
        "agent": agent,
        "tasks": tasks_of(agent, user),
        "deals": deals_of(agent, user, NEWEST),
        "deal_count": lists.registrations(user, agent).count(),
        "steps": STEPS,
        "parts": parts,
        "paid_and_running": sum(part.amount for part in parts),
        "year": _this_year(agent, user),
        "agreements": Agreement.objects.visible_to(user).filter(agent=agent)[:3],
        "officer": _officer(agent, user),
    }


def _this_year(agent, user):
    """The results of this year that have a target."""
    year = next(each for each in years_of(agent, user) if each.year == timezone.localdate().year)
    return {"year": year.year, "results": [each for each in year.results if each.target]}


def _officer(agent, user):
    """Who is in charge of the newest lead that the agent brought."""
    newest = Lead.objects.visible_to(user).filter(agent=agent).select_related("owner__department")
    lead = newest.order_by("-received_at").first()
    return lead and lead.owner
