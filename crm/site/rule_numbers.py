"""The numbers of the public site that the bureau sets."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.core.models.parameter import RuleNumber, register_rule_numbers


def register():
    register_rule_numbers(
        {
            "site_forms_an_hour": RuleNumber(
                Decimal(10),
                _("Messages of the public site that one address may send within an hour"),
            ),
            "policy_applications_an_hour": RuleNumber(
                Decimal(5), _("Applications for policies from one address in an hour, at most")
            ),
        }
    )
