"""Everything that happened to a record, newest first and a page at a time: edits and steps,
comments, files, and what the apps add.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.models import Attachment, Comment, User
from crm.core.outside_names import organisations_of
from crm.core.sight import view_of
from crm.core.writing.history import edits_of
from crm.core.writing.occasions import spoken
from crm.core.writing.reasons import note_of

PAGE = 20
SAME_MOMENT = 10  # as many rows of one moment stay together on a page

CONTACT, AGENCY, CHANGES, FILES = "contact", "agency", "changes", "files"
GROUPS = {
    CONTACT: pgettext_lazy("of a timeline", "Contacts"),
    AGENCY: pgettext_lazy("of a timeline", "Agent"),
    CHANGES: pgettext_lazy("of a timeline", "Changes"),
    FILES: _("Files"),
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened: ``kind`` says in a word what, ``tone`` is "move", "warn" or ""; a
    text that was ``said`` stands in a box, one that was sent ``out`` in another.
    """

    at: datetime
    who: object
    text: str
    kind: str = ""
    changes: list = field(default_factory=list)
    icon: str = "ds-edit"
    tone: str = ""
    said: str = ""
    files: list = field(default_factory=list)
    acts_for: str = ""  # of a person from outside: the organisation, beside the name


@dataclass(frozen=True)
class Window:
    """The span of time that is shown: what lies before a moment, some rows of each kind."""

    before: datetime | None = None
    size: int = PAGE

    def of(self, rows: QuerySet, at: str) -> QuerySet:
        """The newest of ``rows`` in it, by their field ``at``; one more than is shown."""
        if self.before:
            rows = rows.filter(**{f"{at}__lt": self.before})
        return rows.order_by(f"-{at}", "-pk")[: self.size + SAME_MOMENT]


@dataclass(frozen=True)
class Page:
    happenings: list[Happening]
    group: str
    groups: list[tuple[str, Any]]
    older_than: datetime | None  # the moment before which there is more


_TIMELINES: dict[type, list[tuple[str, Callable]]] = defaultdict(list)


def add_to_timeline(model: type, group: str, *finders: Callable):
    """What else happened to records of ``model``: each of ``finders`` is called with (record, user,
    window) and returns [Happening], of the rows that ``window.of`` gives.
    """
    _TIMELINES[model].extend((group, find) for find in finders)


def timeline_of(record, user, group: str = "", window: Window | None = None) -> Page:
    """A page of what happened to ``record``: of one group, or ("") of all."""
    window = window or Window()
    sources = _sources_of(record)
    codes = {code for code, _find in sources}
    groups = [(code, label) for code, label in GROUPS.items() if code in codes]
    group = group if group in dict(groups) else ""
    happenings = [
        happening
        for code, find in sources
        if group in ("", code)
        for happening in find(record, user, window)
    ]
    happenings.sort(key=lambda happening: happening.at, reverse=True)
    newest = _with_organisations(happenings[: _end_of_page(happenings, window.size)], user)
    older_than = newest[-1].at if len(happenings) > len(newest) else None
    return Page(newest, group, groups, older_than)


def _with_organisations(happenings: list[Happening], user) -> list[Happening]:
    people = [happening.who for happening in happenings if isinstance(happening.who, User)]
    organisations = organisations_of(people, view_of(user))
    return [
        replace(happening, acts_for=organisations.get(happening.who.pk, ""))
        if isinstance(happening.who, User)
        else happening
        for happening in happenings
    ]


def _end_of_page(happenings: list[Happening], size: int) -> int:
    """What happened in one moment stays on one page: the next page begins before it."""
    end = size
    while 0 < end < len(happenings) and happenings[end].at == happenings[end - 1].at:
        end += 1
    return end


def _sources_of(record) -> list[tuple[str, Callable]]:
    sources = [(CONTACT, _comments), (FILES, _files)]
    if hasattr(record, "history"):
        sources.append((CHANGES, _edits))
    return [*sources, *_TIMELINES[type(record)]]


def _comments(record, user, window):
    return [
        Happening(
            comment.at,
            comment.by,
            "",
            Comment._meta.verbose_name,
            icon="ds-note",
            said=comment.text,
        )
        for comment in window.of(Comment.objects.of(record).select_related("by"), "at")
    ]


def _files(record, user, window):
    attachments = Attachment.objects.of(record).select_related("uploaded_by")
    return [
        Happening(
            attachment.uploaded_at,
            attachment.uploaded_by,
            attachment.purpose,
            Attachment._meta.verbose_name,
            icon="ds-file",
            files=[attachment],
        )
        for attachment in window.of(attachments, "uploaded_at")
    ]


def _edits(record, user, window):
    rows = window.of(record.history.select_related("history_user"), "history_date")
    versions = [*rows]
    is_whole = len(versions) < window.size + SAME_MOMENT
    if is_whole:
        versions.append(None)  # the first one is compared with nothing
    return [_edited(*edit) for edit in edits_of(record, view_of(user), versions)]


def _edited(version, changes) -> Happening:
    step = next((change for change in changes if change[0] == _state_label(version)), None)
    reason = spoken(version.history_change_reason)
    if step is None:
        return Happening(version.history_date, version.history_user, reason, changes=changes)
    _label, old, new = step
    others = [change for change in changes if change is not step]
    note = note_of(reason)
    return Happening(
        version.history_date,
        version.history_user,
        note,
        f"{old} → {new}",
        others,
        icon="ds-check",
        tone="move",
    )


def _state_label(version):
    return next((f.verbose_name for f in version.tracked_fields if f.name == "state"), None)
