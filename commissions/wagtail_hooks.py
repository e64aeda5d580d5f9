from django.urls import path
from wagtail import hooks

from . import agent_papers, exit_preview  # noqa: F401  what stands on the pages of agents and of entries
from .payout_screens import advance
from .policy_screens import determine_facts
from .views import CommissionsGroup


@hooks.register("register_admin_viewset")
def register_commissions():
    return CommissionsGroup()


@hooks.register("register_admin_urls")
def register_determination():
    return [
        path(
            "project/<int:pk>/facts-for-policies/", determine_facts, name="policyversion_determine"
        ),
        path("agent/<int:pk>/advance/", advance, name="commissions_advance"),
    ]
