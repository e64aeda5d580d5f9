"""Which requests are counted under which limits.

Apps name their routes by ``limit_routes`` (``limits.py`` of each). What changes something and
stands under no limit by name is counted all the same: of strangers by address, of people from
outside by login. Whatever searches by ``q`` is counted as a search. So a new route can not be
forgotten.
"""

from collections.abc import Iterable

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from ..models.rate_limit import KnownLimit, Scope, register_rate_limits

READING = ("GET", "HEAD", "OPTIONS")
STRANGERS, OUTSIDERS = "posts_of_strangers", "posts_of_outsiders"
SEARCHES, PUBLIC_SEARCHES = "searches", "public_searches"
SCRIPTS, PICTURES, CALENDARS = "scripts", "pictures_of_codes", "calendars"

# (name of a route, or *:its last part, and GET or POST) → its limits.
LIMITED_ROUTES: dict[tuple[str, str], tuple[str, ...]] = {}
_ANSWERED_BY_JSON: set[str] = set()


def limit_routes(
    *names: str, by: Iterable[str], methods: Iterable[str] = ("POST",), as_json: bool = False
):
    """Count requests of these routes under the limits ``by``. ``as_json``: scripts of ours ask
    there, and are told of a refusal by JSON.
    """
    LIMITED_ROUTES.update({(name, method): tuple(by) for name in names for method in methods})
    if as_json:
        _ANSWERED_BY_JSON.update(names)


def limits_of(request) -> tuple[str, ...]:
    """The limits under which a request is counted."""
    method = "GET" if request.method in READING else "POST"
    for name in _names_of(request):
        if (name, method) in LIMITED_ROUTES:
            return LIMITED_ROUTES[name, method]
    return _of_a_search(request) if method == "GET" else _of_a_form(request.user)


def _names_of(request) -> tuple[str, ...]:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return ()
    return (match.view_name, f"*:{match.url_name}")


def _of_a_search(request) -> tuple[str, ...]:
    if not request.GET.get("q", "").strip():
        return ()
    return (SEARCHES,) if request.user.is_authenticated else (PUBLIC_SEARCHES,)


def _of_a_form(user) -> tuple[str, ...]:
    if not user.is_authenticated:
        return (STRANGERS,)
    return () if user.is_staff else (OUTSIDERS,)


def is_answered_by_json(request) -> bool:
    return "application/json" in request.headers.get("Accept", "") or any(
        name in _ANSWERED_BY_JSON for name in _names_of(request)
    )


def register():
    register_rate_limits(
        {
            STRANGERS: KnownLimit(_("Forms sent without a login"), Scope.ADDRESS, 120, 60),
            OUTSIDERS: KnownLimit(_("Forms sent in the portal"), Scope.ACCOUNT, 120, 60),
            SEARCHES: KnownLimit(_("Searches of people who log in"), Scope.ACCOUNT, 600, 60),
            PUBLIC_SEARCHES: KnownLimit(_("Searches without a login"), Scope.ADDRESS, 240, 60),
            SCRIPTS: KnownLimit(_("Questions of the pages' own scripts"), Scope.ACCOUNT, 600, 60),
            PICTURES: KnownLimit(_("Pictures of codes to copy"), Scope.ADDRESS, 120, 60),
            CALENDARS: KnownLimit(_("Calendars fetched"), Scope.ADDRESS, 240, 60),
        }
    )
    limit_routes("captcha-image", "captcha-image-2x", by=[PICTURES], methods=["GET"])
    limit_routes("calendar", by=[CALENDARS], methods=["GET"])
