from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "crm.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self):
        from django.urls import reverse

        from commissions.models import Agreement, Statement
        from crm.core.links import OUTSIDE
        from leads.models import Agent, Lead, Project, Registration

        OUTSIDE[Agent] = lambda _agent: reverse("portal:own")
        OUTSIDE[Agreement] = lambda agreement: reverse("portal:agreement", args=[agreement.pk])
        OUTSIDE[Lead] = lambda lead: reverse("portal:lead", args=[lead.pk])
        OUTSIDE[Project] = lambda project: reverse("portal:project", args=[project.pk])
        OUTSIDE[Registration] = lambda registration: reverse(
            "portal:registration", args=[registration.pk]
        )
        OUTSIDE[Statement] = lambda statement: reverse("portal:statement", args=[statement.pk])
