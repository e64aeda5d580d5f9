"""Tracked writes: each leaves one history row that names its actor and reason."""

from decimal import Decimal

from simple_history.utils import bulk_create_with_history

from ..money import is_money, plain, yuan
from ..writes import written


def save_as(record, *, by, reason: str = "", update_fields=None):
    """Save ``record`` with ``by`` as the actor in its history."""
    record._history_user = by
    record._change_reason = str(reason)[:100]
    record.save(update_fields=update_fields)
    return record


def create_many(model, records, *, by, reason: str = "", batch_size: int = 500):
    """Insert ``records`` in bulk, each with its history row."""
    made = bulk_create_with_history(
        records,
        model,
        batch_size=batch_size,
        default_user=by,
        default_change_reason=str(reason)[:100],
    )
    written(model, [record.pk for record in made])
    return made


def edits_of(record, sight=None):
    """The record's history, newest first, each with the readable changes since the version before
    it.

    ``sight`` (crm.core.sight) is whose eyes read it: fields hidden from them and names of records
    that are not theirs to know are left out.
    """
    if sight and not sight.tells_history(record):
        return []
    versions = list(record.history.select_related("history_user").order_by("-history_id"))
    return [
        (version, changes_between(version, before, sight))
        for version, before in zip(versions, [*versions, None][1:], strict=False)
    ]


def changes_between(version, before, sight=None):
    """[(label, old, new)] in words, between two history rows; [] for the first one."""
    if before is None:
        return []
    changes = []
    for field in version.tracked_fields:
        is_changed = getattr(version, field.attname) != getattr(before, field.attname)
        if is_changed and not getattr(field, "auto_now", False):
            values = (_value(each, field, sight) for each in (before, version))
            changes.append((field.verbose_name, *(in_words(field, value) for value in values)))
    return changes


def _value(version, field, sight=None):
    """The value, or the record it points at; the bare key where that record is gone."""
    key = getattr(version, field.attname)
    if not field.is_relation or key is None:
        return key
    found = field.related_model._base_manager.filter(pk=key).first()
    return key if found is None else sight.label(found) if sight else found


def in_words(field, value) -> str:
    """A stored value as a person reads it: choice labels, yes and no, nothing for empty."""
    from django.utils.formats import localize
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    if getattr(field, "secret", False):
        return "••••" if value else ""
    if value in (None, "", [], {}):
        return "—"
    if hasattr(field, "in_words"):
        return field.in_words(value)
    if isinstance(value, Decimal) and is_money(field):
        return yuan(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | dict):
        return ngettext("%(count)d entry", "%(count)d entries", len(value)) % {"count": len(value)}
    if isinstance(value, Decimal):
        return plain(value)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    return str(localize(value))
