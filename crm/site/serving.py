"""Pages as visitors get them. What a stranger is shown without having asked for anything special is
kept for some seconds, so that a page costs what it takes to hand it out.
"""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from wagtail import views
from wagtail.signals import page_published, page_unpublished

EDITION = "site-edition"  # counted up when something is published or taken down
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
        return HttpResponse(kept[0], headers=kept[1])
    response = views.serve(request, path)
    if hasattr(response, "render"):
        response.render()
    if response.status_code == 200 and not response.cookies:
        headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        cache.set(key, (response.content, headers), settings.SITE_KEPT_SECONDS)
    return response


def key_of(request) -> str | None:
    """None for what is asked by a form, by a query or by somebody who is logged in."""
    is_plain = request.method == "GET" and not request.META.get("QUERY_STRING")
    if not (settings.SITE_KEPT_SECONDS and is_plain) or request.COOKIES:
        return None
    return f"site-page:{cache.get(EDITION, 0)}:{request.get_host()}:{request.path}"


def new_edition(**_signal):
    try:
        cache.incr(EDITION)
    except ValueError:
        cache.set(EDITION, 1, None)


def follow_editions():
    page_published.connect(new_edition, dispatch_uid="site.edition_published")
    page_unpublished.connect(new_edition, dispatch_uid="site.edition_unpublished")
