"""The numbers of the ground that the bureau sets."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from .models.parameter import RuleNumber, register_rule_numbers


def register():
    register_rule_numbers(
        {
            "audit_months": RuleNumber(
                Decimal(12), _("Months for which the audit log is kept (six at least)")
            ),
            "audit_minutes": RuleNumber(
                Decimal(10), _("Minutes in which refusals and failed log-ins are counted")
            ),
            "audit_refusals": RuleNumber(
                Decimal(20), _("Refusals of one person in that time from which the auditor is told")
            ),
            "audit_attempts": RuleNumber(
                Decimal(15),
                _("Failed log-ins from one address in that time from which the auditor is told"),
            ),
            "audit_rows": RuleNumber(
                Decimal(3000),
                _("Rows that one person takes out within an hour from which the auditor is told"),
            ),
            "audit_pages": RuleNumber(
                Decimal(300),
                _("Record pages that one person opens in an hour from which the auditor is told"),
            ),
            "audit_night_from": RuleNumber(
                Decimal(23), _("Hour from which a log-in counts as one at night")
            ),
            "audit_night_to": RuleNumber(
                Decimal(6), _("Hour until which a log-in counts as one at night")
            ),
        }
    )
