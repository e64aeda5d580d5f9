"""How the rows of a model are searched: by an index of their own where an app has one, else by the
fields that a screen names.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from crm.core.pinyin import is_typed_sound, sounds_like


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
MOST_SPELLED = 5_000  # rows without an index of their own that are found by how their names sound


def search(rows, text: str, fields=()):
    """The ``rows`` (a queryset) that are found by ``text``: by their own index, else each word in
    one of the ``fields``, or in letters as it sounds.

    A field of a related record that has an index ("company__name") stands for all that the index
    holds of it.
    """
    text = text.strip()
    if not text:
        return rows
    if rows.model in INDEXED:
        return INDEXED[rows.model].matching(rows, text)
    for word in text.split()[:MOST_WORDS]:
        keys = rows.model._base_manager.filter(_anywhere(rows.model, word, fields)).values("pk")
        by_sound = _sounding(rows, word.lower(), fields) if is_typed_sound(word) else []
        rows = rows.filter(Q(pk__in=keys) | Q(pk__in=by_sound) if by_sound else Q(pk__in=keys))
    return rows


def _sounding(rows, word: str, fields) -> list:
    """The keys of ``rows`` of which a text sounds like ``word``; none where there are too many to
    spell, or where the texts have an index.
    """
    plain = [name for name in fields if not _indexed_relation(rows.model, name)]
    spelled = list(rows.order_by().values_list("pk", *plain)[: MOST_SPELLED + 1]) if plain else []
    if len(spelled) > MOST_SPELLED:
        return []
    return [pk for pk, *texts in spelled if any(sounds_like(text, word) for text in texts if text)]


def _anywhere(model, word: str, fields) -> Q:
    indexed = {name: way for name in fields if (way := _indexed_relation(model, name))}
    condition = Q()
    for name in fields:
        condition |= Q() if name in indexed else Q(**{f"{name}__icontains": word})
    for relation, target in dict.fromkeys(indexed.values()):
        condition |= Q(
            **{
                f"{relation}__in": INDEXED[target]
                .matching(target._base_manager.order_by(), word)
                .values("pk")
            }
        )
    return condition


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
