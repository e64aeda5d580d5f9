from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "crm.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self):
        from django.urls import reverse

        from commissions.models import Agreement, Statement
        from crm.core.links import show_outside
        from leads.models import Agent, Lead, Project, Registration
        from parks.models import Contribution, Enterprise, MilestoneReport

        from . import invite, notifications, rule_numbers
        from .agency import logins as of_agencies
        from .enterprise import logins as of_enterprises
        from .models import EnterpriseInvitation, PortalInvitation

        rule_numbers.register()
        notifications.register()
        invite.register_entrance(PortalInvitation, of_agencies.let_act)
        invite.register_entrance(EnterpriseInvitation, of_enterprises.let_act)

        def page(name):
            return lambda record: reverse(f"portal:{name}", args=[record.pk])

        show_outside(Agent, lambda _agent: reverse("portal:own"))
        show_outside(Agreement, page("agreement"))
        show_outside(Lead, page("lead"))
        show_outside(Project, page("project"))
        show_outside(Registration, page("registration"))
        show_outside(Statement, page("statement"))
        show_outside(Enterprise, lambda _enterprise: reverse("portal:enterprise"))
        show_outside(Contribution, page("contribution"))
        show_outside(MilestoneReport, page("milestone_report"))
