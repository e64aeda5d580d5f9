"""Every night: what was kept for its time, and is bound to nothing, is taken away."""

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..system_user import system_user
from .erase import blank_of, erase
from .registry import HOLDINGS, Holding, Kind, in_months

AT_ONCE = 2000  # rows of a model in a night; the rest follows in the next


def keep_all() -> int:
    """Returns how many records were blanked or deleted."""
    return sum(keep(holding) for holding in list(HOLDINGS.values()) if holding.keeping)


def keep(holding: Holding) -> int:
    """By the months that the bureau set; 0 keeps the rows as long as they stand."""
    keeping, months = holding.keeping, in_months(holding.keeping)
    if not months:
        return 0
    before = timezone.now() - relativedelta(months=months)
    rows = keeping.past(before)
    if not keeping.deletes:
        rows = rows.filter(_still_holds(holding))
    by, count = system_user(), 0
    with override("zh-hans"):
        why = _("kept for its time of %(months)d months") % {"months": months}
    for row in rows.order_by("pk").iterator(chunk_size=500):
        erased = erase(row, by=by, why=why, whole=keeping.deletes)
        count += erased.is_deleted or bool(erased.blanked)
        if count == AT_ONCE:
            break
    return count


def _still_holds(holding: Holding) -> Q:
    """Rows of which something is left to blank."""
    condition = Q(pk__in=[])
    for name, kind in holding.fields.items():
        field = holding.model._meta.get_field(name)
        if kind == Kind.WORDS or isinstance(field, models.JSONField):
            continue
        blank = blank_of(holding.model, name)
        condition |= ~Q(**{name: blank}) if blank is not None else Q(**{f"{name}__isnull": False})
    return condition
