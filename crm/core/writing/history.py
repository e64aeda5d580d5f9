"""Tracked writes: each leaves one history row that names its actor and reason."""

from contextlib import nullcontext
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from ..database.wall import lifted
from ..errors import Refused
from ..money import is_money, plain, yuan
from ..writes import written
from .before import checked
from .occasions import reason_or_occasion, somebody


def save_as(record, *, by, reason: str = "", update_fields=None):
    """Save ``record`` with ``by`` as the actor in its history. Raises Refused where it has taken a
    step since it was read: the step would be undone, in the record or in its history.
    """
    if not hasattr(record, "TRANSITIONS") or record._state.adding:
        return save_step(record, by=by, reason=reason, update_fields=update_fields)
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        _check_state(record)
        return save_step(record, by=by, reason=reason, update_fields=update_fields)


def _check_state(record):
    """The row stays locked until the transaction ends."""
    rows = type(record)._base_manager.select_for_update().filter(pk=record.pk)
    state = rows.values_list("state", flat=True).first()
    if state not in (None, record.state):
        label = dict(record._meta.get_field("state").flatchoices).get(state, state)
        raise Refused(
            _("%(record)s is now “%(state)s”. Look at it again, then store what you changed.")
            % {"record": record, "state": label}
        )


def save_step(record, *, by, reason: str = "", update_fields=None):
    """``save_as`` for ``move`` and what takes a step back, which hold the row's lock."""
    record._history_user = by
    record._change_reason = str(reason)[:100]
    with lifted():
        record.save(update_fields=update_fields)
    return record


def create_many(model, records, *, by, reason: str = "", batch_size: int = 500):
    """Insert ``records`` in bulk, each with its history row."""
    records = list(records)
    checked(model, records)
    created = bulk_create_with_history(
        records,
        model,
        batch_size=batch_size,
        default_user=somebody(by),
        default_change_reason=reason_or_occasion(reason),
    )
    written(model, [record.pk for record in created])
    return created


def edits_of(record, sight=None, versions=None):
    """The record's history, newest first, each with the readable changes since the version before
    it.

    ``sight`` (crm.core.sight) is whose eyes read it: fields hidden from them and names of records
    that are not theirs to know are left out. ``versions`` is a part of the history, newest first,
    whose last one is only compared with.
    """
    if sight and not sight.tells_history(record):
        return []
    if versions is None:
        newest_first = record.history.select_related("history_user").order_by("-history_id")
        versions = [*newest_first, None]
    pairs = list(zip(versions, versions[1:], strict=False))
    named = _Named(pairs, sight)
    return [(version, changes_between(version, before, sight, named)) for version, before in pairs]


def changes_between(version, before, sight=None, named=None):
    """[(label, old, new)] in words, between two history rows; [] for the first one."""
    named = named or _Named([(version, before)], sight)
    return [
        (
            field.verbose_name,
            *(in_words(field, named.value(row, field)) for row in (before, version)),
        )
        for field in _changed_fields(version, before)
    ]


def _changed_fields(version, before):
    if before is None:
        return []
    return [
        field
        for field in version.tracked_fields
        if getattr(version, field.attname) != getattr(before, field.attname)
        and not getattr(field, "auto_now", False)
    ]


class _Named:
    """The records that changed fields point at, asked for with one query a model."""

    def __init__(self, pairs, sight):
        self.sight, self._found = sight, {}
        keys: dict[type, set] = {}
        for version, before in pairs:
            for field in _changed_fields(version, before):
                if field.is_relation:
                    values = (getattr(row, field.attname) for row in (version, before))
                    keys.setdefault(field.related_model, set()).update(values)
        for model, pks in keys.items():
            self._found[model] = model._base_manager.in_bulk(pks - {None})
        if sight:
            sight.look(record for records in self._found.values() for record in records.values())

    def value(self, version, field):
        """The value, or the record it points at; the bare key where that record is gone."""
        key = getattr(version, field.attname)
        if not field.is_relation or key is None:
            return key
        record = self._found[field.related_model].get(key)
        return key if record is None else self.sight.label(record) if self.sight else record


def in_words(field, value) -> str:
    """A stored value as a person reads it: choice labels, yes and no, nothing for empty."""
    from django.utils.formats import localize
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
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | dict):
        return ngettext("%(count)d entry", "%(count)d entries", len(value)) % {"count": len(value)}
    if isinstance(value, Decimal):
        return plain(value)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    return str(localize(value))
