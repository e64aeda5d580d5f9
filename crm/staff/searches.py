"""How the rows of a model are searched: by an index of their own where an app has one, else by the
fields that a screen names.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class Index:
    """``matching(rows, text)`` gives the rows found; ``terms_of(text)`` what was typed, for
    ``newest_keys(rows, terms, wanted=, most=)``: the keys of the first of the ordered ``rows`` that
    are found, and whether these are all.
    """

    matching: Callable
    terms_of: Callable
    newest_keys: Callable


# Filled by the apps that index their models.
INDEXED: dict[type, Index] = {}


MOST_OFFERED = 300  # by a chooser
MOST_WORDS = 6


def search(rows, text: str, fields=()):
    """The ``rows`` (a queryset) that are found by ``text``: by their own index, else each word in
    one of the ``fields``.

    A field of a related record that has an index ("company__name") stands for all that the index
    holds of it.
    """
    text = text.strip()
    if not text:
        return rows
    if rows.model in INDEXED:
        return INDEXED[rows.model].matching(rows, text)
    for word in text.split()[:MOST_WORDS]:
        rows = rows.filter(
            pk__in=rows.model._base_manager.filter(_anywhere(rows.model, word, fields)).values("pk")
        )
    return rows


def _anywhere(model, word: str, fields) -> Q:
    indexed = {name: found for name in fields if (found := _indexed_relation(model, name))}
    found = Q()
    for name in fields:
        found |= Q() if name in indexed else Q(**{f"{name}__icontains": word})
    for relation, target in dict.fromkeys(indexed.values()):
        found |= Q(
            **{
                f"{relation}__in": INDEXED[target]
                .matching(target._base_manager.order_by(), word)
                .values("pk")
            }
        )
    return found


def _indexed_relation(model, name: str) -> tuple[str, type] | None:
    """("lead", Lead) of "lead__company__name": the first relation on the way whose records have an
    index.
    """
    *relations, _field = name.split("__")
    for place, relation in enumerate(relations, start=1):
        model = model._meta.get_field(relation).related_model
        if model in INDEXED:
            return "__".join(relations[:place]), model
    return None


def search_newest(rows, text: str, fields=()):
    """The newest MOST_OFFERED of the ``rows`` that are found: for windows in which nobody turns
    hundreds of pages.
    """
    index = INDEXED.get(rows.model)
    if index is None or not text.strip():
        return search(rows, text, fields)
    keys, _is_all = index.newest_keys(rows, index.terms_of(text), wanted=30, most=MOST_OFFERED)
    return rows.filter(pk__in=keys)
