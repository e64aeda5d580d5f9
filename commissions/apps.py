from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommissionsConfig(AppConfig):
    name = "commissions"
    verbose_name = _("Commissions")

    def ready(self):
        from leads.pipeline.referrals import hold_referrals

        from . import indicators, notifications, rule_numbers, transitions
        from .documents.holds import documents_in_force
        from .models import ApprovalStep

        transitions.register()
        rule_numbers.register()
        indicators.register()
        notifications.register()
        hold_referrals(documents_in_force)
        post_migrate.connect(
            ApprovalStep.store_defaults, sender=self, dispatch_uid="commissions.store_defaults"
        )
