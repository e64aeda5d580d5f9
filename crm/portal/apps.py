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

        from . import rule_numbers

        rule_numbers.register()

        def page(name):
            return lambda record: reverse(f"portal:{name}", args=[record.pk])

        show_outside(Agent, lambda _agent: reverse("portal:own"))
        show_outside(Agreement, page("agreement"))
        show_outside(Lead, page("lead"))
        show_outside(Project, page("project"))
        show_outside(Registration, page("registration"))
        show_outside(Statement, page("statement"))
