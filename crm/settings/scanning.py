"""The virus scanner: where clamd listens. Without an address nothing is scanned."""

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def address(text: str) -> str:
    """``text`` if it names a socket: unix:///run/clamav/clamd.ctl or tcp://127.0.0.1:3310."""
    url = urlsplit(text)
    is_local = url.scheme == "unix" and url.path.startswith("/") and not url.netloc
    try:
        is_far = url.scheme == "tcp" and bool(url.hostname) and bool(url.port)
    except ValueError:
        is_far = False
    if text and not (is_local or is_far):
        raise ImproperlyConfigured(
            f"CLAMD_URL is {text!r}; it may be unix:///path/of/the/socket or tcp://host:port"
        )
    return text


CLAMD_URL = address(env.str("CLAMD_URL", default=""))
