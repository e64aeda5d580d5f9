"""The numbers of the desk that the bureau sets."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.core.models.parameter import RuleNumber, register_rule_numbers


def register():
    register_rule_numbers(
        {
            "desk_opens_at": RuleNumber(Decimal(9), _("Service desk: hour at which it opens")),
            "desk_closes_at": RuleNumber(Decimal(17), _("Service desk: hour at which it closes")),
            "desk_remind_hours": RuleNumber(
                Decimal(8),
                _("Service desk: working hours before a time is over at which one is reminded"),
            ),
            "desk_leader_days": RuleNumber(
                Decimal(2),
                _("Service desk: working days after which what is late goes to the leader"),
            ),
            "desk_close_days": RuleNumber(
                Decimal(5),
                _("Service desk: working days after an answer when it is settled without a word"),
            ),
            "desk_reopen_days": RuleNumber(
                Decimal(10),
                _("Service desk: working days in which what is settled may be opened again"),
            ),
            "desk_repeat_days": RuleNumber(
                Decimal(90),
                _("Service desk: days in which the same kind of request counts as asked again"),
            ),
            "desk_forms_an_hour": RuleNumber(
                Decimal(6), _("Service desk: forms that one address sends in an hour")
            ),
            "desk_mails_an_hour": RuleNumber(
                Decimal(12), _("Service desk: mails that are taken from one sender in an hour")
            ),
            "desk_tries_an_hour": RuleNumber(
                Decimal(60), _("Service desk: wrong tracking codes from one address in an hour")
            ),
        }
    )
