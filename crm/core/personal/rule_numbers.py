"""The numbers of people's requests that the bureau sets; the times of keeping stand beside what is
kept.
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from ..models.parameter import RuleNumber, register_rule_numbers


def register_numbers():
    register_rule_numbers(
        {
            "personal_answer_working_days": RuleNumber(
                Decimal(15),
                _("Personal data: working days in which a person's request is answered"),
            ),
        }
    )
