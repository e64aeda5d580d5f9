"""Which addresses of the libraries answer: only those on the list below. Our own views check access
themselves.
"""

from collections.abc import Callable

from django.http import Http404
from django.urls import Resolver404, resolve
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from .refusals import note_what_is_not_found

OURS = {"crm", "leads", "parks", "commissions"}
# Names of routes whose views come with a library. What is not named here does not exist: 404.
OPEN_DOORS = {
    # the frame of the staff admin
    "wagtailadmin_home",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_dismissibles",
    "wagtail_bulk_action",
    # the picture of a code to copy
    "captcha-image",
    # the city's identity provider
    "openid_connect_login",
    "openid_connect_callback",
    # logging in to the portal
    "portal:logout",
    "portal:password_change",
    "portal:password_reset",
    "portal:password_reset_sent",
    "portal:password_reset_confirm",
}


# Further routes of libraries, which answer whoever holds the permission: apps register theirs.
# Name of the route: (permission, test of arguments for which the route stays closed).
_OPENED: dict[str, tuple[str, Callable[[dict], bool]]] = {}


def nothing(_kwargs: dict) -> bool:
    return False


def open_for(permission: str, names, *, but: Callable[[dict], bool] = nothing):
    """Let the routes ``names`` of a library answer those who hold ``permission``, and nobody else;
    a route stays closed where ``but`` holds for the arguments in its address.
    """
    _OPENED.update(dict.fromkeys(names, (permission, but)))


def view_of(function):
    """The class or function behind what a route calls, without its decorators."""
    while not hasattr(function, "view_class") and hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return getattr(function, "view_class", function)


def is_ours(view) -> bool:
    return view.__module__.split(".")[0] in OURS


def is_open(match) -> bool:
    """Whether a resolved address answers."""
    if is_ours(view_of(match.func)):
        return True
    if match.view_name == "wagtail_bulk_action":
        return _is_open_action(**match.kwargs)
    return match.view_name in OPEN_DOORS or match.view_name in _OPENED


def is_open_for(match, user) -> bool:
    """Whether it answers this person."""
    entry = None if is_ours(view_of(match.func)) else _OPENED.get(match.view_name)
    if entry is None:
        return True
    permission, is_closed = entry
    return user.has_perm(permission) and not is_closed(match.kwargs)


def _is_open_action(app_label, model_name, action) -> bool:
    """Whether a bulk action is one of ours: Wagtail's own check no visibility and write
    no history.
    """
    action_class = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    return action_class is not None and is_ours(action_class)


class Doors:
    """Middleware: a library's address that is not on the list does not exist."""

    def __init__(self, get_response):
        self.get_response = get_response
        note_what_is_not_found()

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, function, args, kwargs):
        match = request.resolver_match
        if not (is_open(match) and is_open_for(match, request.user)):
            raise Http404


def only_open(items) -> list:
    """Entries of a menu that lead somewhere."""
    return [item for item in items if hasattr(item, "menu") or _leads_somewhere(item.url)]


def _leads_somewhere(address) -> bool:
    path = str(address).split("?")[0]
    try:
        return not path.startswith("/") or is_open(resolve(path))
    except Resolver404:
        return False
