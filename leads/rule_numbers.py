"""The numbers of this app that the bureau sets: deadlines, thresholds, periods."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.core.models.parameter import RuleNumber, register_rule_numbers


def register():
    register_rule_numbers(
        {
            "lead_protection_days": RuleNumber(
                Decimal(90),
                _("Days for which an accepted registration is protected"),
                bears_on_money=True,
            ),
            "duplicate_likeness": RuleNumber(
                Decimal(86),
                _("Likeness from which two companies are held up as possible duplicates (%)"),
            ),
            "judgement_from": RuleNumber(
                Decimal(500_000_000),
                _("Leads from this investment need a finished judgement (yuan)"),
            ),
            "judgement_working_days": RuleNumber(
                Decimal(3),
                _("Working days in which a department asked gives its opinion"),
            ),
            "judgement_pass_score": RuleNumber(
                Decimal(60),
                _("Score from which a judgement speaks for a lead (of 100)"),
            ),
            "chain_strong_from": RuleNumber(
                Decimal(3),
                _("Enterprises here from which a link of a chain is strong (fewer: weak)"),
            ),
            "list500_years": RuleNumber(
                Decimal(1), _("Years of lists that count for the 500-list figures")
            ),
            "knowledge_old_days": RuleNumber(
                Decimal(365),
                _("Days after which a fact about a company is shown as old"),
            ),
            "fit_full_revenue": RuleNumber(
                Decimal(10_000_000_000),
                _("Fit: revenue from which a company's size counts in full (yuan)"),
            ),
            "fit_yuan_per_dollar": RuleNumber(
                Decimal("7.10"),
                _("Fit: yuan for a US dollar of revenue on the lists"),
            ),
            "fit_refusal_days": RuleNumber(
                Decimal(730),
                _("Fit: days for which a rejected or lost lead counts"),
            ),
            "home_region": RuleNumber(
                Decimal(0),
                _("Code of the city by GB/T 2260, six digits; 0 until it is set"),
            ),
            "lead_protection_warning_days": RuleNumber(
                Decimal(14),
                _("Days before its end at which a protection is warned of"),
            ),
            "lead_respond_working_days": RuleNumber(
                Decimal(1),
                _("Working days in which a registration is responded to"),
            ),
            "lead_judge_working_days": RuleNumber(
                Decimal(3),
                _("Working days in which a registration is judged"),
            ),
            "lead_answer_days": RuleNumber(Decimal(7), _("Days in which the referrer is answered")),
            "lead_report_days": RuleNumber(
                Decimal(14), _("Days between reports of progress to the referrer")
            ),
            "clock_leader_working_days": RuleNumber(
                Decimal(2),
                _(
                    "Working days after which an overdue answer goes from the section head to "
                    "the leader"
                ),
            ),
            "dispute_evidence_working_days": RuleNumber(
                Decimal(5),
                _("Working days in which the sides of a dispute submit their evidence"),
            ),
            "lead_taken_a_day": RuleNumber(
                Decimal(10),
                _("Names found taken in a day after which an agent registers no more that day"),
            ),
            "name_checks_an_hour": RuleNumber(
                Decimal(40),
                _("Companies an agent asks for in an hour, after which it asks for no more in it"),
            ),
            "registrations_an_hour": RuleNumber(
                Decimal(20),
                _("Registrations of an agent in an hour, after which it registers no more in it"),
            ),
            "campaign_first_touch_days": RuleNumber(
                Decimal(7),
                _("Days in which an officer approaches a company of a campaign"),
            ),
            "campaign_touch_days": RuleNumber(
                Decimal(14),
                _("Days between two touches of a company of a campaign"),
            ),
            "campaign_sleep_days": RuleNumber(
                Decimal(30),
                _("Days after which the section head is told of a company that nobody touched"),
            ),
            "account_change_wait_days": RuleNumber(
                Decimal(3),
                _("Days after a change of an agent's account before which nothing is paid to it"),
                bears_on_money=True,
            ),
        }
    )
