"""Filling in what a record lacks for its next step, without taking the step."""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, WrongState
from crm.core.followups import changed
from crm.core.punctuation import listed
from crm.core.transitions import Stateful, Transition, label_of
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from .next_step import fillable


@as_one()
def fill(record: Stateful, transition: Transition, facts: dict, *, by) -> None:
    """Store ``facts`` of ``record``, which ``transition`` asks for.

    The row is locked, checked as a form would check it, and keeps a history row. Raises
    NotPermitted for what is not the person's to fill in, WrongState where the record has gone on,
    ValidationError for a value that the model refuses.
    """
    row = type(record)._base_manager.select_for_update().get(pk=record.pk)
    if row.state not in transition.sources:
        raise WrongState(
            _("This step is not possible: the record is now “%s”.") % row.get_state_display()
        )
    if not facts.keys() <= fillable(row, by, transition).keys():
        raise NotPermitted(_("You do not have the right to fill this in."))
    new = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if new:
        _store(row, new, by)
        record.refresh_from_db()


def _store(row, new, by):
    for name, value in new.items():
        setattr(row, name, value)
    others = {field.name for field in row._meta.fields} - new.keys()
    row.full_clean(exclude=others, validate_unique=False)
    labels = listed(label_of(row, name) for name in new)
    save_as(row, by=by, reason=_("filled in: %(facts)s") % {"facts": labels})
    changed(row)
