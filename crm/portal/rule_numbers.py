"""The numbers of this app that the bureau sets: deadlines, thresholds, periods."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.core.models.parameter import RuleNumber, register_rule_numbers


def register():
    register_rule_numbers(
        {
            "invitation_days": RuleNumber(
                Decimal(7), _("Days for which an invitation to the portal is valid")
            ),
        }
    )
