"""The row behind a key that an address or a form names, whatever was written there."""

from django.core.exceptions import ValidationError
from django.db import connection


def key_of(model, text):
    """``text`` as a key of ``model``; None where no row can have it: letters, "²", more than the
    column holds.
    """
    field = model._meta.pk
    while field.remote_field:
        field = field.target_field
    try:
        key = field.to_python(text)
    except ValidationError:
        return None
    return key if key not in (None, "") and _fits(field, key) else None


def _fits(field, key) -> bool:
    if not isinstance(key, int):
        return True
    least, most = connection.ops.integer_field_range(field.get_internal_type())
    return least <= key <= most


def by_key(rows, text):
    """The one of ``rows`` (a queryset) with this key, or None."""
    key = key_of(rows.model, text)
    return None if key is None else rows.filter(pk=key).first()


def keys_of(model, texts) -> list:
    """Those of ``texts`` that are keys of ``model``."""
    return [key for key in (key_of(model, text) for text in texts) if key is not None]
