"""Pages as visitors get them. What somebody is shown without having asked for anything special is
kept for some seconds, so that a page costs what it takes to hand it out: the public site says the
same to everybody.
"""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string
from django.views.decorators.csrf import csrf_exempt
from wagtail import views
from wagtail.signals import page_published, page_unpublished

from .kept import edition, new_edition

KEPT_HEADERS = ("Content-Type", "Content-Language", "Vary", "X-Robots-Tag")


@csrf_exempt
def serve(request, path):
    """The page at ``path`` of the address's language. No cookie is needed to post a form of the
    public site: nothing is done in the name of whoever is logged in (docs/decisions/0181).
    """
    key = key_of(request)
    if key is None:
        return views.serve(request, path)
    kept = cache.get(key)
    if kept is not None:
        return handed_out(request, *kept)
    response = views.serve(request, path)
    if hasattr(response, "render"):
        response.render()
    if response.status_code == 200 and not response.cookies:
        headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        packed = compress_string(response.content)
        cache.set(key, (response.content, packed, headers), settings.SITE_KEPT_SECONDS)
        return handed_out(request, response.content, packed, headers)
    return response


def handed_out(request, content: bytes, packed: bytes, headers: dict) -> HttpResponse:
    """Compressed for whoever accepts that: a page for everybody holds no secret that its length
    could tell.
    """
    takes_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if takes_packed else content, headers=headers)
    if takes_packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def key_of(request) -> str | None:
    """None for what is asked by a form, by a query or by the bureau, which looks at what it just
    changed.
    """
    is_plain = request.method == "GET" and not request.META.get("QUERY_STRING")
    if not (settings.SITE_KEPT_SECONDS and is_plain) or request.user.is_staff:
        return None
    return f"site-page:{edition()}:{request.get_host()}:{request.path}"


def follow_editions():
    page_published.connect(new_edition, dispatch_uid="site.edition_published")
    page_unpublished.connect(new_edition, dispatch_uid="site.edition_unpublished")
