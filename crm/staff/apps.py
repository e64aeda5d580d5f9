from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "crm.staff"
    label = "staff"
    verbose_name = _("Staff")

    def ready(self):
        from . import limits
        from .refusals import note_refusals
        from .sidebar import keep_sidebars

        keep_sidebars()
        note_refusals()
        limits.register()
