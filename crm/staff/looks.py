"""How a person has their lists: which columns, and how far apart the rows."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.core.models import ListLook
from crm.core.writes import as_one

EVERY_LIST = ""  # the list name under which the distance of the rows is kept
MOST_COLUMNS, LONGEST_NAME = 40, 60


@dataclass(frozen=True)
class Look:
    """``columns`` are names; none means those that the list comes with."""

    columns: list[str]
    is_loose: bool


def look_of(list_name: str, user) -> Look:
    looks = {
        look.list_name: look
        for look in ListLook.objects.filter(user=user, list_name__in=(EVERY_LIST, list_name))
    }
    columns = looks[list_name].columns if list_name in looks else []
    is_loose = EVERY_LIST in looks and looks[EVERY_LIST].is_loose
    return Look(columns, is_loose)


@as_one()
def choose_columns(list_name: str, names: list[str], *, by):
    """Show these columns from now on; none: those that the list comes with."""
    if len(names) > MOST_COLUMNS or any(len(name) > LONGEST_NAME for name in names):
        raise ValidationError(_("These are no columns of this list."))
    if names:
        ListLook.objects.update_or_create(user=by, list_name=list_name, defaults={"columns": names})
    else:
        ListLook.objects.filter(user=by, list_name=list_name).delete()


@as_one()
def space_rows(is_loose: bool, *, by):
    """The distance of the rows of all lists."""
    ListLook.objects.update_or_create(
        user=by, list_name=EVERY_LIST, defaults={"is_loose": is_loose}
    )
