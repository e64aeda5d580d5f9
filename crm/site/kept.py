"""What is worked out for strangers is kept for a while: in a process, until its time is over or
something is published.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache

EDITION = "site-edition"  # counted up when something is published or taken down


def edition() -> int:
    return cache.get(EDITION, 0)


def keep(key: str, make: Callable, seconds: int | None = None):
    """``make()``, or what it gave within the last ``seconds`` (those of the settings where none are
    named); nothing is kept where the settings say 0.
    """
    if not settings.SITE_KEPT_SECONDS:
        return make()
    return cache.get_or_set(f"site:{edition()}:{key}", make, seconds or settings.SITE_KEPT_SECONDS)


def new_edition(**_signal):
    try:
        cache.incr(EDITION)
    except ValueError:
        cache.set(EDITION, 1, None)
