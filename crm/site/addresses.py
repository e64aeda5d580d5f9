"""The addresses of the public site, which come last: whatever no other part answers is a page."""

from django.urls import URLResolver, include, path, re_path
from wagtail.urls import serve_pattern

from .languages import LanguagePrefix
from .serving import serve


def public() -> URLResolver:
    """In each language: what is not a page (search, feeds), then the pages."""
    return URLResolver(
        LanguagePrefix(),
        [path("", include("crm.site.urls")), re_path(serve_pattern, serve, name="wagtail_serve")],
    )
