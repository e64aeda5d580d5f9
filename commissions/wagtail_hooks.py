from django.urls import path
from wagtail import hooks

from .agreements import agent_papers
from .menu import CommissionsGroup
from .policies.screens import determine_facts
from .settlement import exit_preview
from .settlement import of_project as commission_of_project
from .statements.payout_screens import advance


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
