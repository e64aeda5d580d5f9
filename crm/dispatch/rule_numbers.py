"""The numbers of plans and their tasks that the bureau sets."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.core.models.parameter import RuleNumber, register_rule_numbers


def register():
    register_rule_numbers(
        {
            "plan_yellow_points": RuleNumber(
                Decimal(5),
                _("Plan: points of a hundred behind the time above which a target is yellow"),
            ),
            "plan_red_points": RuleNumber(
                Decimal(20),
                _("Plan: points of a hundred behind the time above which a target is red"),
            ),
            "plan_report_days": RuleNumber(
                Decimal(35), _("Plan: days after which a reported target is to be reported anew")
            ),
            "meeting_items": RuleNumber(
                Decimal(5), _("Dispatch meetings: how many items a part of the agenda holds")
            ),
            "task_yellow_days": RuleNumber(
                Decimal(7), _("Plan: days before its day from which a task is yellow")
            ),
        }
    )
