from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "crm.dispatch"
    label = "dispatch"
    verbose_name = _("Dispatch")

    def ready(self):
        from .queue.follow import follow_all

        follow_all()
