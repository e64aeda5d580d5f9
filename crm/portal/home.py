"""The way in: everybody finds the page of whom they act for."""

from django.shortcuts import redirect

from .agency.home import agency_home
from .enterprise.home import enterprise_home
from .enterprise.who import person_of
from .who import agent_of


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
    return agency_home(request, agent_of(request))
