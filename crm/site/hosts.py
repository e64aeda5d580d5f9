"""Site, portal and staff admin under host names of their own: each refuses what is another's."""

from django.http import Http404
from django.urls import Resolver404, resolve

from crm.core.hosts import ADMIN, PORTAL, SITE, base_of, doors_at, own_host

from .languages import is_public

ADMIN_PATH = "/admin/"
# Addresses outside the tree of pages that belong to the public.
PUBLIC_NAMES = {
    "sitemap",
    "robots",
    "picture",
    "verify",
    "verify_any",
    "portal:notices",
    "portal:notice",
}


def door_of(match, path: str) -> str | None:
    """The part that an address belongs to; None for what every part needs (health, files with
    their own rights, calendars, the desk's form and the picture of its code).
    """
    if path.startswith(ADMIN_PATH):
        return ADMIN
    if is_public(match) or match.view_name in PUBLIC_NAMES:
        return SITE
    return PORTAL if match.namespaces[:1] == ["portal"] else None


class OwnHosts:
    """Middleware: 404 for what does not belong to the host that was asked; a redirect to another
    part goes to its host.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code in (301, 302, 303, 307, 308):
            response["Location"] = absolute(response["Location"], request.get_host())
        return response

    def process_view(self, request, view, args, kwargs):
        door = door_of(request.resolver_match, request.path_info)
        if door is not None and door not in doors_at(request.get_host()):
            raise Http404


def absolute(address: str, host: str) -> str:
    """An address of ours as seen from ``host``: with its own host where that is another one."""
    if not address.startswith("/") or address.startswith("//"):
        return address
    path = address.split("?")[0].split("#")[0]
    try:
        door = door_of(resolve(path), path)
    except Resolver404:
        return address
    is_elsewhere = door is not None and own_host(door) and own_host(door) != host
    return f"{base_of(door)}{address}" if is_elsewhere else address
