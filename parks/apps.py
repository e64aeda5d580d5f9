from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParksConfig(AppConfig):
    name = "parks"
    verbose_name = _("Parks")

    def ready(self):
        from crm.core.followups import follow_up
        from leads.models import Lead, Project

        from . import (
            audit,
            indicators,
            notifications,
            personal,
            proof_coverage,
            rule_numbers,
            transitions,
        )
        from .channels import fit_part
        from .contributions import measures
        from .contributions import steps as steps_of_contributions
        from .entries.apply import withdraw_of_closed
        from .grounds.search import register_searched
        from .models import Contribution
        from .monthly import steps as steps_of_the_worklist
        from .monthly import tables
        from .space.reserve import end_entries_of_terminated, release_of_closed

        transitions.register()
        rule_numbers.register()
        audit.register()
        personal.register()
        indicators.register()
        proof_coverage.register()
        register_searched()
        measures.register()
        fit_part.register()
        notifications.register()
        steps_of_contributions.register()
        steps_of_the_worklist.register()
        follow_up(Lead, release_of_closed)
        follow_up(Project, release_of_closed)
        follow_up(Project, end_entries_of_terminated)
        follow_up(Project, withdraw_of_closed)
        follow_up(Contribution, measures.relight_project_of)
