from decimal import Decimal

from django.db.models import Model
from django.utils.html import format_html
from django.utils.translation import gettext as _

from crm.core.links import link_to
from crm.core.money import is_money, plain, scaled
from crm.core.sight import Sight


def linked(value, user, sight=None):
    """A record as the user may read it, with a link to its page where they see that; anything else
    as it is.
    """
    if not isinstance(value, Model):
        return value
    label = (sight or Sight(user)).label(value)
    link = link_to(value, user) if is_seen(value, user) else ""
    return format_html('<a href="{}">{}</a>', link, label) if link else label


def is_seen(record, user) -> bool:
    """Whether ``user`` has a page of this record: they may view the kind and see this one."""
    kind = type(record)
    if not hasattr(getattr(kind, "objects", None), "visible_to"):
        return False
    may_view = user.has_perm(f"{kind._meta.app_label}.view_{kind._meta.model_name}")
    return may_view and kind.objects.visible_to(user).filter(pk=record.pk).exists()


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
    return plain(value) if isinstance(value, Decimal) else value
