from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParksConfig(AppConfig):
    name = "parks"
    verbose_name = _("Parks")

    def ready(self):
        from crm.core.followups import follow_up
        from leads.models import Lead, Project

        from . import measures, notices, steps
        from .entries.apply import withdraw_of_closed
        from .models import Contribution
        from .search import register_kinds
        from .space.reserve import release_of_closed

        register_kinds()
        measures.register()
        notices.register()
        steps.register()
        follow_up(Lead, release_of_closed)
        follow_up(Project, release_of_closed)
        follow_up(Project, withdraw_of_closed)
        follow_up(Contribution, measures.relight_project_of)
