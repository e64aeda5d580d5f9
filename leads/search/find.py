"""The search box: the best few of each kind that a person may see."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from crm.core.joins import read_with

from .found import by_one_process, first_keys, terms_of
from .kinds import SEARCHED, Kind

HITS_A_KIND = 6
LOOKED_AT = 60  # the newest so many are ranked by how well they fit
SHORTEST = 2


@dataclass
class Hit:
    title: str
    detail: str
    url: str


@dataclass
class Group:
    """The hits of one kind; ``more`` is the list that shows the others, where there are some."""

    kind: Kind
    hits: list[Hit]
    more: str = ""


def find(text: str, *, by) -> list[Group]:
    """Groups of records that ``by`` sees; nothing for fewer than two characters."""
    terms = terms_of(text)
    if sum(len(term.plain) for term in terms) < SHORTEST:
        return []
    with by_one_process():
        groups = [
            _group(kind, terms, text, by) for kind in SEARCHED if by.has_perm(kind.permission)
        ]
    return [group for group in groups if group.hits]


def _group(kind: Kind, terms, text: str, by) -> Group:
    rows = kind.model.objects.visible_to(by).order_by(*kind.newest)
    keys, _is_all = first_keys(rows, terms, HITS_A_KIND + 1, LOOKED_AT)
    hits = [_hit(kind, record) for record in _best(kind, rows, keys, terms)]
    if len(keys) <= HITS_A_KIND:
        return Group(kind, hits)
    return Group(kind, hits, more=f"{reverse(f'{kind.list_name}:index')}?{urlencode({'q': text})}")


def _best(kind: Kind, rows, keys, terms) -> list:
    """Of the newest rows the names alone are read, of the few that are shown the whole."""
    if not keys:
        return []
    name_rows = rows.filter(pk__in=keys).values_list("pk", *kind.names)
    names = {pk: " ".join(name) for pk, *name in name_rows}
    best = sorted(names, key=lambda pk: _rank(names[pk], terms))[:HITS_A_KIND]
    records = read_with(rows, kind.related).in_bulk(best)
    return [records[pk] for pk in best if pk in records]


def _hit(kind: Kind, record) -> Hit:
    return Hit(
        kind.title(record),
        kind.detail(record),
        reverse(f"{kind.list_name}:inspect", args=[record.pk]),
    )


def _rank(title: str, terms) -> int:
    """0 the very name, 1 a name that begins so, 2 a name that holds it, 3 whatever else was found.
    Sorting keeps the newest first.
    """
    name, typed = title.lower(), "".join(term.plain for term in terms)
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    return 2 if typed in name else 3
