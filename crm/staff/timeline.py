"""Everything that happened to a record, newest first: edits and steps, comments, files, and what
the apps add.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from crm.core.models import Attachment, Comment
from crm.core.sight import Sight
from crm.core.writing.history import edits_of

_TIMELINES: dict[type, list[Callable]] = defaultdict(list)


@dataclass(frozen=True)
class Happening:
    at: datetime
    who: object
    text: str
    kind: str = ""
    changes: list = field(default_factory=list)


def add_to_timeline(model: type, *finders: Callable):
    """What else happened to records of ``model``: each of ``finders`` is called with (record, user)
    and returns [Happening].
    """
    _TIMELINES[model].extend(finders)


def timeline_of(record, user) -> list[Happening]:
    happened = _edits(record, user) if hasattr(record, "history") else []
    happened += [
        Happening(each.at, each.by, each.text, Comment._meta.verbose_name)
        for each in Comment.objects.of(record).select_related("by")
    ]
    happened += [
        Happening(each.uploaded_at, each.uploaded_by, each.name, Attachment._meta.verbose_name)
        for each in Attachment.objects.of(record).select_related("uploaded_by")
    ]
    for find in _TIMELINES[type(record)]:
        happened += find(record, user)
    return sorted(happened, key=lambda each: each.at, reverse=True)


def _edits(record, user) -> list[Happening]:
    return [
        Happening(
            version.history_date,
            version.history_user,
            version.history_change_reason or "",
            "",
            changes,
        )
        for version, changes in edits_of(record, Sight(user))
    ]
