"""Where a record is shown, for one person: staff in the admin,
people from outside in the portal.
"""

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse

_PAGES_OUTSIDE: dict[type, Callable] = {}


def show_outside(model: type, address_of: Callable):
    """People from outside read records of ``model`` at ``address_of(record)``."""
    _PAGES_OUTSIDE[model] = address_of


def link_to(record, user) -> str:
    """The address of the record's page, "" where ``user`` has none. Whether they may see it is not
    asked here.
    """
    if not user.is_staff:
        address_of = _PAGES_OUTSIDE.get(type(record))
        return address_of(record) if address_of else ""
    try:
        return reverse(f"{record._meta.model_name}:inspect", args=[record.pk])
    except NoReverseMatch:
        return ""


def number_of(record) -> str:
    """The record's number, which tells nothing about its content."""
    return getattr(record, "number", "") or f"#{record.pk}"
