"""What stands round every public page: the city, the menu, the footer, the other languages."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation
from wagtail.models import Locale, Page, Site

from .kept import keep
from .models import City, HomePage, PublicForm


@dataclass
class OtherLanguage:
    """Where the page stands in another language; the home page there where it is not translated."""

    code: str
    name: str
    address: str
    full_address: str
    is_translation: bool


@dataclass(frozen=True)
class Entry:
    """A page of the menu or the footer."""

    title: str
    url: str
    path: str
    in_menu: bool
    in_footer: bool
    form: str


@dataclass
class Frame:
    home: HomePage | None
    city: City
    menu: list[Entry] = field(default_factory=list)
    footer: list[Entry] = field(default_factory=list)
    languages: list[OtherLanguage] = field(default_factory=list)
    page: Page | None = None
    talk: Entry | None = None


def frame_of(request, page=None) -> Frame:
    """The frame round ``page`` in the active language. Without a page it is the same for everybody,
    and is kept for as long as pages are.
    """
    if page is None and request is not None:
        key = f"frame:{translation.get_language()}:{request.get_host()}"
        return keep(key, lambda: _frame_of(request, None))
    return _frame_of(request, page)


def _frame_of(request, page) -> Frame:
    home = _home(request)
    city = City.load(request_or_site=request)
    if home is None:
        return Frame(None, city)
    entries = keep(f"menu:{home.pk}:{request.get_host()}", lambda: _entries(home, request))
    return Frame(
        home,
        city,
        menu=[entry for entry in entries if entry.in_menu],
        footer=[entry for entry in entries if entry.in_footer],
        languages=_others(page if page is not None and page.pk else home, home),
        page=page,
        talk=next((entry for entry in entries if entry.form == PublicForm.TALK), None),
    )


def _home(request) -> HomePage | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    homes = HomePage.objects.filter(
        translation_key=site.root_page.translation_key,
        locale__language_code=translation.get_language(),
    )
    return homes.live().first() or HomePage.objects.filter(pk=site.root_page_id).first()


def _entries(home, request) -> list[Entry]:
    return [
        Entry(
            page.title,
            page.get_url(request) or "",
            page.path,
            page.show_in_menus,
            getattr(page, "show_in_footer", False),
            getattr(page, "form", ""),
        )
        for page in home.get_children().live().public().specific(defer=False)
    ]


def _others(page, home) -> list[OtherLanguage]:
    names, languages = dict(settings.LANGUAGES), []
    pages = _by_locale(page)
    homes = pages if page == home else _by_locale(home)
    for locale in Locale.objects.exclude(pk=home.locale_id):
        counterpart = pages.get(locale.pk) or homes.get(locale.pk)
        if counterpart and locale.language_code in names:
            languages.append(_other(counterpart, locale.language_code, locale.pk in pages))
    return languages


def _by_locale(page) -> dict[int, Page]:
    versions = Page.objects.live().filter(translation_key=page.translation_key)
    return {version.locale_id: version for version in versions}


def _other(page, code, is_translation) -> OtherLanguage:
    address, full = page.get_url() or "/", page.full_url or ""
    return OtherLanguage(code, _own_name(code), address, full, is_translation)


def _own_name(code: str) -> str:
    """As its readers call it: English, 中文."""
    return {"zh-hans": "中文"}.get(code) or translation.get_language_info(code)["name_local"]
