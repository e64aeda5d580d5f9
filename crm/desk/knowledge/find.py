"""Which published entries answer what somebody is typing."""

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from ..models import KnowledgeEntry
from ..models.knowledge import pieces_of

MOST, MOST_PIECES = 5, 60
SHARED = (
    "(select count(*) from unnest(desk_knowledgeentry.pieces) piece"
    " where piece = any(%s::varchar[]))"
)


def offered_for(text: str, *, kind=None, public: bool = False) -> QuerySet[KnowledgeEntry]:
    """The published entries that share most pieces with ``text``, at least two of them; those of
    ``kind`` first where they share as many. ``public``: only those that strangers may read.
    """
    pieces = pieces_of(text)[:MOST_PIECES]
    rows = KnowledgeEntry.objects.public() if public else KnowledgeEntry.objects.published()
    if not pieces:
        return rows.none()
    shared = RawSQL(SHARED, [pieces], output_field=IntegerField())
    candidates = rows.filter(pieces__overlap=pieces).annotate(shared=shared)
    least = min(2, len(pieces))
    return candidates.filter(shared__gte=least).order_by("-shared", *_nearest(kind))[:MOST]


def _nearest(kind) -> list:
    if kind is None:
        return ["-updated_at"]
    return [Case(When(kind=kind, then=Value(0)), default=Value(1)), "-updated_at"]
