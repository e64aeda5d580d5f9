"""The numbers of this app that the bureau sets: deadlines, thresholds, periods."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.core.models.parameter import RuleNumber, register_rule_numbers


def register():
    register_rule_numbers(
        {
            "reservation_days": RuleNumber(
                Decimal(30), _("Days for which a plot is usually reserved")
            ),
            "reservation_most_days": RuleNumber(
                Decimal(90), _("Days for which a plot can be reserved at most")
            ),
            "reservation_warning_days": RuleNumber(
                Decimal(7),
                _("Days before its end at which a reservation is warned of"),
            ),
            "plot_overlap_percent": RuleNumber(
                Decimal("0.5"),
                _("Overlap of two plots up to which nothing is said (per cent of the smaller one)"),
            ),
            "match_industry_weight": RuleNumber(
                Decimal(30),
                _("Matching of space: weight of the fit of industries"),
            ),
            "match_wish_weight": RuleNumber(
                Decimal(10), _("Matching of space: weight of each wish")
            ),
            "match_auxiliary_share": RuleNumber(
                Decimal(60),
                _(
                    "Matching of space: fit with an auxiliary industry (in per cent of that with "
                    "a leading one)"
                ),
            ),
            "park_leading_national": RuleNumber(
                Decimal(3), _("Leading industries of a national park at most")
            ),
            "park_auxiliary_national": RuleNumber(
                Decimal(3),
                _("Auxiliary industries of a national park at most"),
            ),
            "park_leading_provincial": RuleNumber(
                Decimal(2),
                _("Leading industries of a provincial park at most"),
            ),
            "park_auxiliary_provincial": RuleNumber(
                Decimal(2),
                _("Auxiliary industries of a provincial park at most"),
            ),
            "science_projects_a_park": RuleNumber(
                Decimal(5),
                _("Science-transfer projects that each park chooses"),
            ),
            "entry_needs_application": RuleNumber(
                Decimal(0),
                _("Whether an entry needs an application with a signed agreement (1: yes, 0: no)"),
            ),
            "entry_review_working_days": RuleNumber(
                Decimal(5),
                _("Working days in which a department gives its opinion on an entry"),
            ),
            "review_reminder_working_days": RuleNumber(
                Decimal(1),
                _("Working days before its day at which a review is reminded of"),
            ),
        }
    )
