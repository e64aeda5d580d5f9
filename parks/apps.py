from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParksConfig(AppConfig):
    name = "parks"
    verbose_name = _("Parks")

    def ready(self):
        from crm.core.followups import follow_up
        from crm.core.models.parameter import register_rule_numbers
        from leads.models import Lead, Project

        from . import notices, transitions
        from .contributions import measures
        from .contributions import steps as steps_of_contributions
        from .entries.apply import withdraw_of_closed
        from .grounds.search import register_kinds
        from .models import Contribution
        from .monthly import steps as steps_of_the_worklist
        from .monthly import tables
        from .rule_numbers import RULE_NUMBERS
        from .space.reserve import release_of_closed

        transitions.register()
        register_rule_numbers(RULE_NUMBERS)
        register_kinds()
        measures.register()
        notices.register()
        steps_of_contributions.register()
        steps_of_the_worklist.register()
        follow_up(Lead, release_of_closed)
        follow_up(Project, release_of_closed)
        follow_up(Project, withdraw_of_closed)
        follow_up(Contribution, measures.relight_project_of)
