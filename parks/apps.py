from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParksConfig(AppConfig):
    name = "parks"
    verbose_name = _("Parks")

    def ready(self):
        from crm.core.followups import follow_up

        from . import measures
        from .models import Contribution
        from .search import register_kinds

        register_kinds()
        measures.register()
        follow_up(Contribution, measures.relight_project_of)
