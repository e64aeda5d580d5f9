from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "crm.desk"
    label = "desk"
    verbose_name = _("Service desk")

    def ready(self):
        from crm.core.followups import follow_up

        from . import (
            agenda,
            audit,
            indicators,
            limits,
            notifications,
            personal,
            rule_numbers,
            transitions,
            waiting,
        )
        from .models import ServiceKind
        from .requests.derive import kind_changed
        from .search import register_searched

        transitions.register()
        rule_numbers.register()
        limits.register()
        audit.register()
        personal.register()
        indicators.register()
        notifications.register()
        follow_up(ServiceKind, kind_changed)
        register_searched()
        waiting.register()
        agenda.register()
