"""The way in, and what an agent finds first."""

from django.shortcuts import redirect, render
from django.urls import reverse

from commissions.models import Agreement, IssuedDocument, Statement
from leads.models import Lead, Project, Registration

from .cases import waiting
from .who import agent_of

NEWEST = 50


def home(request):
    """Staff go to their desk, agents to their own things, everybody else to the login."""
    user = request.user
    if not user.is_authenticated:
        return redirect("portal:login")
    if user.is_staff:
        return redirect("wagtailadmin_home")
    agent = agent_of(user)
    registrations = Registration.objects.visible_to(user).filter(agent=agent).select_related("lead")
    alone = Lead.objects.visible_to(user).filter(agent=agent).exclude(registrations__in=registrations)
    context = {
        "agent": agent,
        "waiting": [(what, reverse(name, args=[key] if key else [])) for what, name, key in waiting(agent, user)] if agent else [],
        "registrations": registrations[:NEWEST],
        "leads": alone.select_related("company")[:NEWEST],
        "projects": Project.objects.visible_to(user).select_related("company")[:NEWEST],
        "statements": Statement.objects.visible_to(user).select_related("payee")[:NEWEST],
        "agreements": Agreement.objects.visible_to(user)[:NEWEST],
        "documents": IssuedDocument.objects.visible_to(user)[:NEWEST],
    }
    return render(request, "portal/home.html", context)
