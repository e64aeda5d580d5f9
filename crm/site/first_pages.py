"""What a new site begins with: a home page for each language, where nobody made one yet."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from crm.core.hosts import SITE, base_of
from crm.core.models.tables import has_table

from .models import HomePage


def make_first_pages(using="default", **_signal):
    """Run after every migration. Wagtail's own page of welcome goes."""
    if not _is_ready(using):
        return
    if HomePage.objects.exists():
        keep_host()
        return
    root, site = Page.objects.filter(depth=1).first(), Site.objects.first()
    if root is None or site is None:
        return
    welcome = Page.objects.filter(pk=site.root_page_id, content_type__model="page").first()
    homes = [_home(root, code) for code, _name in settings.LANGUAGES]
    first = homes[0]
    for other in homes[1:]:
        HomePage.objects.filter(pk=other.pk).update(translation_key=first.translation_key)
    site.root_page = first
    _name_host(site)
    site.save()
    if welcome and welcome.depth == 2 and not welcome.get_children().exists():
        welcome.delete()


def keep_host():
    """A host that the settings name anew is the site's from the next migration on."""
    for site in Site.objects.filter(root_page__in=HomePage.objects.all()):
        before = (site.hostname, site.port)
        _name_host(site)
        if (site.hostname, site.port) != before:
            site.save()


def _name_host(site):
    """The host of full addresses (previews, feeds, the sitemap), from the settings."""
    base = urlsplit(base_of(SITE))
    site.hostname, site.port = base.hostname, base.port or (443 if base.scheme == "https" else 80)


def _home(root, code: str) -> HomePage:
    locale, _made = Locale.objects.get_or_create(language_code=code)
    with translation.override(code):
        page = HomePage(title=_("Invest here"), slug=f"site-{code}", locale=locale)
    return root.add_child(instance=page)


def _is_ready(using) -> bool:
    return has_table(HomePage, using) and has_table(Site, using)
