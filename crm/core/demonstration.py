"""Whether the demonstration is loaded: staff and agents read so once, on every page."""

from collections.abc import Callable

from django.core.cache import cache

KEPT_SECONDS = 60
KEY = "demonstration-is-loaded"

_FINDERS: list[Callable[[], bool]] = []


def tell_whether_loaded(finder: Callable[[], bool]):
    """``finder`` says whether something of the demonstration is stored."""
    _FINDERS.append(finder)


def is_loaded() -> bool:
    """Asked of the database once a minute."""
    return cache.get_or_set(KEY, lambda: any(find() for find in _FINDERS), KEPT_SECONDS)


def ask_anew():
    """What was loaded or removed shows on the next page."""
    cache.delete(KEY)
