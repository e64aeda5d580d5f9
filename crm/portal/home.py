"""The way in, and what an agent finds first."""

from django.shortcuts import redirect, render
from django.urls import reverse

from commissions.models import Agreement

from . import lists
from .cases import waiting
from .who import agent_of

NEWEST = 20


def home(request):
    """Redirect staff to their admin and visitors to the login; agents see their own page."""
    user = request.user
    if not user.is_authenticated:
        return redirect("portal:login")
    if user.is_staff:
        return redirect("wagtailadmin_home")
    agent = agent_of(user)
    context = {
        "agent": agent,
        "waiting": [
            (what, reverse(name, args=[key] if key else []))
            for what, name, key in waiting(agent, user)
        ]
        if agent
        else [],
        "registrations": lists.registrations(user, agent)[:NEWEST],
        "leads": lists.leads_alone(user, agent)[:NEWEST],
        "projects": lists.projects(user, agent)[:NEWEST],
        "statements": lists.statements(user, agent)[:NEWEST],
        "agreements": Agreement.objects.visible_to(user),
        "documents": lists.documents(user, agent)[:NEWEST],
    }
    return render(request, "portal/home.html", context)
