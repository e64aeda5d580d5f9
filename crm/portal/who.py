"""Whom a visitor of the portal acts for."""

from django.contrib.auth.decorators import login_required
from django.http import Http404

from leads.models import Agent


def agent_of(user) -> Agent:
    """The agent that ``user`` is a login of; 404 for everybody else."""
    agent = Agent.objects.filter(users=user).order_by("-is_active", "pk").first()
    if agent is None:
        raise Http404
    return agent


def for_agents(view):
    """Log in first; the view gets the agent as its second argument."""

    @login_required
    def with_agent(request, *args, **kwargs):
        return view(request, agent_of(request.user), *args, **kwargs)

    with_agent.__name__ = view.__name__
    return with_agent
