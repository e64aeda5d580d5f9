"""Search over all public pages, by the same pieces as the records of the house."""

from dataclasses import dataclass

from wagtail.models import Page

from leads.search.found import Found, terms_of

from ..models import PageText

MOST = 50
AROUND = 40  # characters shown before and after what was found
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    page: Page
    kind: str
    excerpt: str


def find(text: str, language: str) -> list[Hit]:
    """The pages of a language that hold every word of ``text``: those that have it in the title
    first, then the newest.
    """
    terms = terms_of(text[:100])
    if sum(len(term.plain) for term in terms) < SHORTEST:
        return []
    rows = PageText.objects.filter(Found(terms), locale__language_code=language)
    newest = list(rows.order_by("-updated_at", "-pk").values_list("pk", "title")[: MOST * 4])
    words = [word.lower() for word in text.split()]
    newest.sort(key=lambda row: not all(word in row[1].lower() for word in words))
    pages = Page.objects.live().public().in_bulk([pk for pk, _title in newest])
    shown = [pages[pk] for pk, _title in newest if pk in pages][:MOST]
    texts = PageText.objects.in_bulk([page.pk for page in shown])
    return [_hit(texts[page.pk], page, words) for page in shown if page.pk in texts]


def _hit(row: PageText, page: Page, words: list[str]) -> Hit:
    model = page.specific_class
    kind = str(model._meta.verbose_name) if model else ""
    return Hit(page, kind, _excerpt(f"{row.intro} {row.body}", words))


def _excerpt(text: str, words: list[str]) -> str:
    places = [place for word in words if (place := text.lower().find(word)) >= 0]
    begin = max(min(places, default=0) - AROUND, 0)
    end = begin + 3 * AROUND
    cut = text[begin:end].strip()
    return f"{'…' if begin else ''}{cut}{'…' if end < len(text) else ''}"
