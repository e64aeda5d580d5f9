"""The search box: the best few of each kind that a person may see."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from .found import newest_keys, terms_of
from .kinds import KINDS, Kind

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
    return [group for kind in KINDS if by.has_perm(kind.permission) and (group := _group(kind, terms, text, by)).hits]


def _group(kind: Kind, terms, text: str, by) -> Group:
    rows = kind.model.objects.visible_to(by).order_by(*kind.newest)
    keys, _is_all = newest_keys(rows, terms, wanted=HITS_A_KIND + 1, most=LOOKED_AT)
    newest = rows.filter(pk__in=keys).select_related(*kind.related)
    best = sorted(newest, key=lambda record: _rank(kind.title(record), terms))[:HITS_A_KIND]
    more = f"{reverse(f'{kind.list_name}:index')}?{urlencode({'q': text})}" if len(keys) > HITS_A_KIND else ""
    return Group(kind, [Hit(kind.title(record), kind.detail(record), reverse(f"{kind.list_name}:inspect", args=[record.pk])) for record in best], more)


def _rank(title: str, terms) -> int:
    """0 the very name, 1 a name that begins so, 2 a name that holds it, 3 whatever else was found. Sorting keeps the newest first."""
    name, typed = title.lower(), "".join(term.plain for term in terms)
    return 0 if name == typed else 1 if name.startswith(typed) else 2 if typed in name else 3
