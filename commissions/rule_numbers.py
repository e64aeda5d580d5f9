"""The numbers of this app that the bureau sets: deadlines, thresholds, periods."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.core.models.parameter import RuleNumber, register_rule_numbers


def register():
    register_rule_numbers(
        {
            "public_notice_working_days": RuleNumber(
                Decimal(5),
                _("Working days a statement stands on public notice"),
                bears_on_money=True,
            ),
            "dispute_answer_working_days": RuleNumber(
                Decimal(10),
                _("Working days in which a disputed statement is answered"),
            ),
            "agreement_end_warning_days": RuleNumber(
                Decimal(60),
                _("Days before the end of an agreement at which its renewal is brought to mind"),
            ),
            "base_fee_from_year": RuleNumber(
                Decimal(2026),
                _("First year whose base fees of agreements are posted to the ledger"),
                bears_on_money=True,
            ),
            "objections_an_hour": RuleNumber(
                Decimal(1),
                _("Objections to public notices that are taken from one address in an hour"),
            ),
        }
    )
