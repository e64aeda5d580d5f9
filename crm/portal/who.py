"""For which agent or which enterprise a visitor of the portal acts: for one at a time, even if the
login belongs to several.
"""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from crm.core.by_key import by_key
from leads.models import Agent
from parks.models import Enterprise

# In the session.
CHOSEN = "acting_for"
CHOSEN_ENTERPRISE = "acting_for_company"


def own_agents(user):
    """Every agent that ``user`` is a login of, the active ones first."""
    return Agent.objects.filter(users=user).order_by("-is_active", "pk")


def own_enterprises(user):
    """Every settled enterprise that ``user`` is a login of."""
    return Enterprise.objects.filter(people__user=user).order_by("pk")


def choose(request, host):
    """Act for ``host``, an agent or an enterprise, from now on."""
    is_agent = isinstance(host, Agent)
    request.session[CHOSEN if is_agent else CHOSEN_ENTERPRISE] = host.pk


def agent_of(request) -> Agent | None:
    """The agent that the person acts for."""
    acting_for = request.user.acting_for
    return next((agent for agent in request.own_agents if agent.pk == acting_for), None)


class ActingFor:
    """Narrows every ``visible_to`` of a request to the chosen agent or enterprise, on whatever page
    or download. Nobody is a login of both: the roles exclude each other.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        request.own_agents, request.own_enterprises = [], []
        if user.is_authenticated and not user.is_staff:
            request.own_agents = list(own_agents(user))
            request.own_enterprises = [] if request.own_agents else list(own_enterprises(user))
            user.may_act_for = [agent.pk for agent in request.own_agents]
            user.may_act_for_companies = [enterprise.pk for enterprise in request.own_enterprises]
            user.acting_for = _one_of(user.may_act_for, request.session.get(CHOSEN))
            user.acting_for_company = _one_of(
                user.may_act_for_companies, request.session.get(CHOSEN_ENTERPRISE)
            )
        return self.get_response(request)

    def process_exception(self, request, exception):
        """After a 404 for one agent or enterprise, offer to switch to another one of the same
        person.
        """
        if (
            isinstance(exception, Http404)
            and request.method == "GET"
            and len(request.own_agents or request.own_enterprises) > 1
        ):
            return render(
                request, "portal/other_agent.html", {"next": request.get_full_path()}, status=404
            )
        return None


def _one_of(keys, chosen) -> int | None:
    return chosen if chosen in keys else next(iter(keys), None)


@require_POST
@login_required
def act_for(request):
    chosen = by_key(own_agents(request.user), request.POST.get("agent")) or by_key(
        own_enterprises(request.user), request.POST.get("enterprise")
    )
    if chosen is None:
        raise Http404
    choose(request, chosen)
    following = request.POST.get("next", "")
    return redirect(
        following
        if url_has_allowed_host_and_scheme(following, {request.get_host()})
        else reverse("portal:home")
    )


def for_agents(view):
    """Log in first; the view gets the agent as its second argument. 404 for who is no agent's
    login.
    """

    @wraps(view)
    @login_required
    def with_agent(request, *args, **kwargs):
        agent = agent_of(request)
        if agent is None:
            raise Http404
        return view(request, agent, *args, **kwargs)

    return with_agent
