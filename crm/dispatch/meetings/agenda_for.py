"""The agenda as it is put: part by part, for one reader, or for the brief."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType

from crm.core.links import link_to

from ..models import AgendaItem, DispatchMeeting
from .agenda import AGENDA_PARTS, AgendaPart, parts_in_order


@dataclass(frozen=True)
class ShownItem:
    """An item as it is read; ``link`` opens its record."""

    item: AgendaItem
    said: str
    link: str = ""
    decisions: list = field(default_factory=list)

    @property
    def light(self) -> str:
        return self.item.facts.get("light", "")


@dataclass(frozen=True)
class ShownPart:
    """``hidden`` of its items are not the reader's to open; ``rest`` were left out when it was
    drawn.
    """

    part: AgendaPart
    items: list[ShownItem]
    rest: int = 0
    hidden: int = 0

    @property
    def is_shown(self) -> bool:
        return bool(self.items or self.rest or self.hidden)


def agenda_for(meeting: DispatchMeeting, user) -> list[ShownPart]:
    """What the person may open of the agenda, part by part; one query for each kind of record."""
    rows = meeting.items.on_the_table()
    items = list(rows.prefetch_related("decisions__department", "decisions__person"))
    records, parts = _seen(items, user), defaultdict(list)
    for item in items:
        parts[item.part].append(item)
    return [
        shown_part
        for part in parts_in_order()
        if (shown_part := _part(part, parts[part.code], meeting, records, user)).is_shown
    ]


def off_the_table(meeting: DispatchMeeting, user) -> list[AgendaItem]:
    """What the office took off, as far as the person may open it."""
    items = list(meeting.items.exclude(left_out=""))
    records = _seen(items, user)
    return [item for item in items if item.object_id is None or item.key[1:] in records]


def _part(part, items, meeting, records, user) -> ShownPart:
    visible_items = [item for item in items if item.object_id is None or item.key[1:] in records]
    rest = meeting.facts.get("rest", {}).get(part.code, 0)
    entries = [_shown_item(item, part, records, user) for item in visible_items]
    return ShownPart(part, entries, rest, len(items) - len(visible_items))


def _shown_item(item, part, records, user) -> ShownItem:
    record = records.get(item.key[1:])
    link = link_to(record, user) if record is not None else ""
    return ShownItem(item, part.told(item.facts), link, list(item.decisions.all()))


def _seen(items, user) -> dict[tuple, object]:
    """{(kind, key): record} of the records that the person sees."""
    keys = defaultdict(set)
    for item in items:
        if item.object_id is not None:
            keys[item.content_type_id].add(item.object_id)
    records = {}
    for kind, pks in keys.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        for record in model.objects.visible_to(user).filter(pk__in=pks):
            records[kind, record.pk] = record
    return records


def may_open(item: AgendaItem, user) -> bool:
    return item.object_id is None or bool(_seen([item], user))


def sentence_of(item: AgendaItem) -> str:
    part = AGENDA_PARTS.get(item.part)
    return part.told(item.facts) if part else ""
