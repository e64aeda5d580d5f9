"""Of several alike, the first."""

from collections.abc import Callable, Iterable


def firsts(rows: Iterable, key: Callable) -> list:
    """The first row of each key, in the order of ``rows``."""
    first: dict = {}
    for row in rows:
        first.setdefault(key(row), row)
    return list(first.values())
