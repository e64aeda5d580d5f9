"""Search over all public pages, by the same pieces as the records of the house."""

import hashlib
from dataclasses import dataclass

from wagtail.models import Page

from leads.search.found import Found, terms_of

from ..kept import keep
from ..models import PageText

MOST = 200  # pages that one can leaf through
AROUND = 40  # characters shown before and after what was found
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    page: Page
    kind: str
    excerpt: str


def find(text: str, language: str) -> list[int]:
    """The keys of the pages of a language that hold every word of ``text``: of the newest, those
    that have it in the title first. Kept for a while, as the same is asked often.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    return keep(f"search:{language}:{digest}", lambda: _find(text, language))


def _find(text: str, language: str) -> list[int]:
    terms = terms_of(text[:100])
    if sum(len(term.plain) for term in terms) < SHORTEST:
        return []
    rows = PageText.objects.filter(Found(terms), locale__language_code=language)
    titles = dict(rows.order_by("-updated_at", "-pk").values_list("pk", "title")[:MOST])
    visible = set(_public(list(titles)).values_list("pk", flat=True))
    words = _words(text)
    return sorted(
        (pk for pk in titles if pk in visible),
        key=lambda pk: not all(word in titles[pk].lower() for word in words),
    )


def hits(keys: list[int], text: str) -> list[Hit]:
    """What is shown of the pages of ``keys`` that are public at this moment, in their order."""
    pages = {page.pk: page for page in _public(keys)}
    texts = PageText.objects.in_bulk(keys)
    words = _words(text)
    return [_hit(texts[key], pages[key], words) for key in keys if key in pages and key in texts]


def _public(keys: list[int]):
    return Page.objects.live().public().filter(pk__any_of=keys).order_by()


def _words(text: str) -> list[str]:
    return [word.lower() for word in text.split()]


def _hit(row: PageText, page: Page, words: list[str]) -> Hit:
    model = page.specific_class
    kind = str(model._meta.verbose_name) if model else ""
    return Hit(page, kind, _excerpt(f"{row.intro} {row.body}", words))


def _excerpt(text: str, words: list[str]) -> str:
    places = [place for word in words if (place := text.lower().find(word)) >= 0]
    start = max(min(places, default=0) - AROUND, 0)
    end = start + 3 * AROUND
    excerpt = text[start:end].strip()
    return f"{'…' if start else ''}{excerpt}{'…' if end < len(text) else ''}"
