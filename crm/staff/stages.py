"""The bar of steps on the page of what goes through stages, with the day of each."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.models.lifecycle import Stateful

from .record_parts import AHEAD, DONE, NOW, Stage


def stages_of(record: Stateful, *, reached=None, promised=None) -> list[Stage]:
    """A stage for each state of the usual way: when it was reached, or is promised.

    ``reached`` and ``promised`` are {state: day}; what is not in ``reached`` is told by the steps
    that the record took. Empty for a record that goes no way, or left it.
    """
    way = list(record.WAY)
    if record.state not in way:
        return []
    place, labels = way.index(record.state), dict(record._meta.get_field("state").flatchoices)
    days = {move.target: day_of(move.at) for move in record.moves()} | (reached or {})
    return [
        Stage(
            str(labels[state]), _status(number, place), _note(state, number - place, days, promised)
        )
        for number, state in enumerate(way)
    ]


def _status(number: int, place: int) -> str:
    return DONE if number < place else NOW if number == place else AHEAD


def _note(state, ahead: int, days, promised) -> str:
    """``ahead`` is how many stages lie between now and the state; less than 0 behind."""
    day = days.get(state)
    if ahead > 0:
        due = (promised or {}).get(state)
        return _("promised %(day)s") % {"day": _day(due)} if due else ""
    if ahead == 0 and day:
        passed = (timezone.localdate() - day).days
        return _("since %(day)s, %(days)d days") % {"day": _day(day), "days": passed}
    return _day(day)


def _day(day: date | None) -> str:
    return date_format(day, "Y-m-d") if day else ""
