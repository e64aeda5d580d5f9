from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "crm.site"
    label = "site"
    verbose_name = _("Public site")

    def ready(self):
        from . import (
            indicators,
            limits,
            notifications,
            outlines,
            personal,
            proof_coverage,
            rule_numbers,
            transitions,
            waiting,
        )
        from .doors import open_doors
        from .editing import apply_editing
        from .first_pages import make_first_pages
        from .forms import answer
        from .pages import (
            contacts,
            figures,
            home,
            industries,
            news,
            offers,
            parks,
            progress,
            service,
        )
        from .policies import offer
        from .policies import pages as policy_pages
        from .search.keep import follow_pages
        from .serving import follow_editions

        indicators.register()
        proof_coverage.register()
        rule_numbers.register()
        limits.register()
        personal.register()
        notifications.register()
        transitions.register()
        waiting.register()
        outlines.register()
        offer.register()
        follow_pages()
        follow_editions()
        open_doors()
        post_migrate.connect(make_first_pages, sender=self, dispatch_uid="site.make_first_pages")
        post_migrate.connect(apply_editing, sender=self, dispatch_uid="site.apply_editing")
