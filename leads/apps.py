from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = _("Pipeline")

    def ready(self):
        from crm.accounts.passwords import refuse_in_passwords
        from crm.core.calendar.feed import add_dates
        from crm.core.followups import follow_up
        from crm.core.notifications.channels import hold_back
        from crm.core.writes import follow_writes

        from . import (
            audit,
            indicators,
            notifications,
            personal,
            proof_coverage,
            rule_numbers,
            transitions,
        )
        from .agents import outside, telling
        from .agents.consents import wants_no_letters
        from .campaigns.calendar import dates_of as days_of_companies
        from .daily.calendar import dates_of
        from .fit import chain_part, parts
        from .fit.follow import follow
        from .knowledge.introductions import FOLLOWER as introductions
        from .knowledge.names_of_home import names_of_home
        from .models import Agent, Lead, Project, Registration, WarningRule
        from .protection.notifications import registration_moved
        from .search.registered import register_searched
        from .spreadsheets import knowledge, tables
        from .warnings import measures
        from .warnings.light import relight_record, rule_changed

        refuse_in_passwords(names_of_home)
        transitions.register()
        rule_numbers.register()
        audit.register()
        personal.register()
        indicators.register()
        proof_coverage.register()
        add_dates(dates_of)
        add_dates(days_of_companies)
        notifications.register()
        telling.register()
        hold_back(wants_no_letters)
        outside.register()
        follow_up(Agent, telling.address_moved)
        measures.register()
        follow_up(Lead, relight_record)
        follow_up(Project, relight_record)
        follow_up(WarningRule, rule_changed)
        follow_up(Registration, registration_moved)
        register_searched()
        follow_writes(Lead, introductions)
        chain_part.register()
        parts.register()
        follow()
