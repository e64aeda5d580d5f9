"""How the rows of a model are searched: by an index of their own where an app has one, else by the fields that a screen names."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class Index:
    """``matching(rows, text)`` gives the rows found; ``terms_of(text)`` what was typed, for
    ``newest_keys(rows, terms, wanted=, most=)``: the keys of the first of the ordered ``rows`` that are found, and whether these are all."""

    matching: Callable
    terms_of: Callable
    newest_keys: Callable


# Filled by the apps that index their models.
INDEXED: dict[type, Index] = {}


MOST_OFFERED = 300  # by a chooser


def search(rows, text: str, fields=()):
    """The ``rows`` (a queryset) that are found by ``text``."""
    text = text.strip()
    if not text:
        return rows
    if rows.model in INDEXED:
        return INDEXED[rows.model].matching(rows, text)
    anywhere = Q()
    for name in fields:
        anywhere |= Q(**{f"{name}__icontains": text})
    return rows.filter(pk__in=rows.model._base_manager.filter(anywhere).values("pk"))


def search_newest(rows, text: str, fields=()):
    """The newest MOST_OFFERED of the ``rows`` that are found: for windows in which nobody turns hundreds of pages."""
    index = INDEXED.get(rows.model)
    if index is None or not text.strip():
        return search(rows, text, fields)
    keys, _is_all = index.newest_keys(rows, index.terms_of(text), wanted=30, most=MOST_OFFERED)
    return rows.filter(pk__in=keys)
