from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "crm.dispatch"
    label = "dispatch"
    verbose_name = _("Dispatch")

    def ready(self):
        from crm.core.calendar.feed import add_dates
        from crm.staff.menu import count_waiting

        from . import notifications, personal, rule_numbers, transitions
        from .awards import certificate
        from .meetings import brief, parts
        from .meetings.calendar import meetings_of
        from .queue.follow import follow_all
        from .queue.read import count_on_page
        from .queue.reconcile import fill_if_empty

        transitions.register()
        rule_numbers.register()
        personal.register()
        notifications.register()
        parts.register()
        brief.register()
        add_dates(meetings_of)
        certificate.register()
        follow_all()
        count_waiting(count_on_page)
        post_migrate.connect(fill_if_empty, sender=self, dispatch_uid="dispatch.fill_if_empty")
