"""Under which host name each part of the product is reached: all under one, or site, portal and
staff admin each under its own.
"""

from urllib.parse import urlsplit

from django.conf import settings

SITE, PORTAL, ADMIN = "site", "portal", "admin"


def own_host(door: str) -> str:
    """The host name that the part has for itself; "" where it has none."""
    return settings.HOSTS[door]


def base_of(door: str) -> str:
    """Where its addresses begin, for letters and papers: "https://portal.example.cn"."""
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    return f"{urlsplit(base).scheme}://{own_host(door)}" if own_host(door) else base


def doors_at(host: str) -> set[str]:
    """The parts that answer under ``host``: those to which it is given, else those to which no host
    is given.
    """
    doors = {door for door, name in settings.HOSTS.items() if name and name == host}
    return doors or {door for door, name in settings.HOSTS.items() if not name}
