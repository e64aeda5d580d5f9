"""Each language of the public site is a tree of addresses: the first one at ``/``, every other one
at ``/<code>/``. The address alone says in which language a public page is; what the browser prefers
counts in the portal and the staff admin.
"""

import re

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


def language_of(path: str) -> str:
    """The language of a public path, such as "en" of "/en/news/"."""
    first = path.lstrip("/").split("/")[0]
    others = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    return first if first in others else settings.LANGUAGE_CODE


def prefix_of(language: str) -> str:
    return "" if language == settings.LANGUAGE_CODE else f"{language}/"


class LanguagePrefix:
    """The first part of public addresses, as a resolver of Django asks for it; reversing takes the
    active language.
    """

    converters: dict = {}

    def __str__(self):
        return self.prefix

    @property
    def prefix(self) -> str:
        return prefix_of(translation.get_language() or settings.LANGUAGE_CODE)

    @property
    def regex(self):
        return re.compile(re.escape(self.prefix))

    def match(self, path):
        return path.removeprefix(prefix_of(language_of(path))), (), {}

    def check(self):
        return []


def is_public(match) -> bool:
    """Whether a resolved address is the public site's."""
    return match is not None and (
        match.view_name == "wagtail_serve" or match.namespaces[:1] == ["site"]
    )


class LanguageOfAddress(LocaleMiddleware):
    """Django's own, except on the public site, where the address names the language."""

    def process_view(self, request, view, args, kwargs):
        if is_public(request.resolver_match):
            translation.activate(language_of(request.path_info))
            request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request, response):
        if is_public(getattr(request, "resolver_match", None)):
            response.headers.setdefault("Content-Language", translation.get_language())
            return response
        return super().process_response(request, response)
