"""The numbers of log-ins that the bureau sets. Each changes by proposal: one person alone neither
takes the second factor off nor opens the door to guessing.
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.core.models.parameter import RuleNumber, register_rule_numbers


def _number(value: int, label) -> RuleNumber:
    return RuleNumber(Decimal(value), label, by_two=True)


def register():
    register_rule_numbers(
        {
            "second_factor_for_staff": _number(
                1, _("Second factor when staff log in (1 asked for, 0 not)")
            ),
            "asked_again_minutes": _number(
                15, _("Minutes after which grave actions ask again who one is")
            ),
            "session_idle_minutes": _number(60, _("Minutes after which an unused session ends")),
            "session_hours": _number(12, _("Hours after which every session ends")),
            "password_length_staff": _number(12, _("Shortest password of staff, in characters")),
            "password_length_outside": _number(
                10, _("Shortest password of the portal, in characters")
            ),
            "lockout_account_failures": _number(
                8, _("Wrong passwords or codes of one account until it is locked")
            ),
            "lockout_address_failures": _number(
                20, _("Wrong passwords or codes from one address until it is locked")
            ),
            "lockout_minutes": _number(15, _("Minutes for which an account or address is locked")),
            "reset_letters_account_hour": _number(
                3, _("Letters for a new password to one address of e-mail, in an hour")
            ),
            "reset_letters_address_hour": _number(
                20, _("Letters for a new password asked for from one address, in an hour")
            ),
        }
    )
