from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "crm.site"
    label = "site"
    verbose_name = _("Public site")

    def ready(self):
        from . import notifications, rule_numbers, transitions
        from .first_pages import make_first_pages
        from .policies import offer, pages

        post_migrate.connect(make_first_pages, sender=self, dispatch_uid="site.make_first_pages")
        offer.register()
        notifications.register()
        rule_numbers.register()
        transitions.register()
