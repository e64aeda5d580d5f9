"""Where a record is shown, for one person: staff in the admin,
people from outside in the portal.
"""

from django.urls import NoReverseMatch, reverse

# Model → function (record) → address, for people from outside; filled by the portal.
OUTSIDE: dict[type, object] = {}


def link_to(record, user) -> str:
    """The address of the record's page, "" where ``user`` has none. Whether they may see it is not
    asked here.
    """
    if not user.is_staff:
        find = OUTSIDE.get(type(record))
        return find(record) if find else ""
    try:
        return reverse(f"{record._meta.model_name}:inspect", args=[record.pk])
    except NoReverseMatch:
        return ""


def number_of(record) -> str:
    """What names a record without telling anything of it."""
    return getattr(record, "number", "") or f"#{record.pk}"
