from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "crm.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self):
        from django.urls import reverse

        from commissions.models import Agreement, Statement
        from crm.core.followups import follow_up
        from crm.core.links import show_outside
        from crm.desk.models import ServiceRequest
        from crm.desk.models.request import let_outsiders_see
        from crm.dispatch.models import AwardCandidate, ScoreCard, ScoreContest
        from crm.site.models import PolicyApplication
        from leads.models import Agent, Consent, Lead, Project, Registration
        from parks.models import Contribution, Enterprise, MilestoneReport

        from . import invite, limits, notifications, personal, rule_numbers
        from .agency import logins as of_agencies
        from .enterprise import logins as of_enterprises
        from .enterprise.sight import seen_by_enterprises
        from .enterprise.telling import tell_enterprise
        from .models import EnterpriseInvitation, PortalInvitation
        from .wall import rows

        rows.register()
        rule_numbers.register()
        limits.register()
        personal.register()
        notifications.register()
        let_outsiders_see(seen_by_enterprises)
        follow_up(ServiceRequest, tell_enterprise)
        follow_up(PolicyApplication, tell_enterprise)
        invite.register_entrance(PortalInvitation, of_agencies.let_act)
        invite.register_entrance(EnterpriseInvitation, of_enterprises.let_act)

        def page(name):
            return lambda record: reverse(f"portal:{name}", args=[record.pk])

        show_outside(Agent, lambda _agent: reverse("portal:own"))
        show_outside(Consent, lambda _consent: reverse("portal:consent"))
        show_outside(Agreement, page("agreement"))
        show_outside(Lead, page("lead"))
        show_outside(Project, page("project"))
        show_outside(Registration, page("registration"))
        show_outside(Statement, page("statement"))

        def card(run, subject):
            return reverse("portal:scorecard", args=[run, subject])

        show_outside(ScoreCard, lambda found: card(found.run_id, found.subject_id))
        show_outside(ScoreContest, lambda found: card(found.card.run_id, found.card.subject_id))
        show_outside(AwardCandidate, lambda _candidate: reverse("portal:notices"))
        show_outside(Enterprise, lambda _enterprise: reverse("portal:enterprise"))
        show_outside(Contribution, page("contribution"))
        show_outside(MilestoneReport, page("milestone_report"))
        show_outside(ServiceRequest, page("request"))
        show_outside(PolicyApplication, page("application"))
