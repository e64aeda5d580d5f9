from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "crm.accounts"
    label = "accounts"
    verbose_name = _("Log-ins")

    def ready(self):
        from django.contrib.auth import get_user_model
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_save

        from . import audit, limits, personal, rotation, rule_numbers, sessions

        audit.register()
        rule_numbers.register()
        personal.register()
        rotation.register()
        limits.register()
        user_logged_in.connect(sessions.begin, dispatch_uid="accounts.begin")
        post_save.connect(
            sessions.end_of_disabled,
            sender=get_user_model(),
            dispatch_uid="accounts.end_of_disabled",
        )
