from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommissionsConfig(AppConfig):
    name = "commissions"
    verbose_name = _("Commissions")

    def ready(self):
        from crm.core.models.parameter import register_rule_numbers
        from leads.pipeline.referrals import hold_referrals

        from . import transitions
        from .documents.holds import documents_in_force
        from .models import ApprovalStep
        from .notices import register_notices
        from .rule_numbers import RULE_NUMBERS

        transitions.register()
        register_rule_numbers(RULE_NUMBERS)
        register_notices()
        hold_referrals(documents_in_force)
        post_migrate.connect(
            ApprovalStep.store_defaults, sender=self, dispatch_uid="commissions.store_defaults"
        )
