from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from crm.core.links import link_to
from crm.core.money import is_money, plain, scaled
from crm.core.sight import Sight, view_of


def linked(value, user, sight=None):
    """A record as the user may read it, with a link to its page where they see that; anything else
    as it is.
    """
    if not isinstance(value, Model):
        return value
    sight = sight or view_of(user)
    label = sight.label(value)
    link = link_to(value, user) if _has_page(value, user, sight) else ""
    return format_html('<a href="{}">{}</a>', link, label) if link else label


def _has_page(record, user, sight: Sight) -> bool:
    return record in seen_among([record], user, sight)


def may_view(kind: type, user) -> bool:
    return user.has_perm(f"{kind._meta.app_label}.view_{kind._meta.model_name}")


def is_seen(record, user) -> bool:
    """Whether ``user`` has a page of this record: they may view the kind and see this one."""
    return record in seen_among([record], user)


def seen_among(records: Iterable[Model], user, sight: Sight | None = None) -> set[Model]:
    """Those of ``records`` for which ``is_seen`` holds; a query for each kind of which the person's
    ``sight`` does not say so already.
    """
    by_kind = defaultdict(list)
    for record in records:
        by_kind[type(record)].append(record)
    visible = set()
    for kind, group in by_kind.items():
        objects = getattr(kind, "objects", None)
        if not hasattr(objects, "visible_to") or not may_view(kind, user):
            continue
        if sight and not hasattr(objects, "known_to"):
            sight.look(group)
            visible |= {record for record in group if sight.knows(record)}
        else:
            rows = objects.visible_to(user).filter(pk__in=[record.pk for record in group])
            keys = set(rows.values_list("pk", flat=True))
            visible |= {record for record in group if record.pk in keys}
    return visible


def fact_in_words(record, name):
    field = record._meta.get_field(name)
    value = getattr(record, name)
    if value in (None, ""):
        return "—"
    if field.flatchoices:
        return getattr(record, f"get_{name}_display")()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if is_money(field):
        return scaled(value, getattr(record, "amounts_in", "CNY"))
    return as_read(value)


def as_read(value):
    """A value of a record as it is read: days and moments in one form everywhere."""
    if isinstance(value, datetime):
        return date_format(localtime(value) if is_aware(value) else value, "Y-m-d H:i")
    if isinstance(value, date):
        return date_format(value, "Y-m-d")
    return plain(value) if isinstance(value, Decimal) else value
