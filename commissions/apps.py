from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommissionsConfig(AppConfig):
    name = "commissions"
    verbose_name = _("Commissions")

    def ready(self):
        from crm.core.backup.verify import check_restored
        from leads.pipeline.referrals import hold_referrals

        from . import (
            audit,
            indicators,
            notifications,
            personal,
            proof_coverage,
            rule_numbers,
            transitions,
        )
        from .documents.holds import documents_in_force
        from .models import ApprovalStep
        from .settlement.restored import documents_are_whole, ledger_is_sound

        transitions.register()
        rule_numbers.register()
        audit.register()
        personal.register()
        indicators.register()
        proof_coverage.register()
        notifications.register()
        hold_referrals(documents_in_force)
        check_restored("ledger", ledger_is_sound)
        check_restored("documents", documents_are_whole)
        post_migrate.connect(
            ApprovalStep.store_defaults, sender=self, dispatch_uid="commissions.store_defaults"
        )
