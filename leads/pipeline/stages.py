"""The bar of steps on the pages of what goes through stages."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm.staff.record_parts import AHEAD, DONE, NOW, Stage, reached_on


def stages_of(record, states, *, reached=None, promised=None) -> list[Stage]:
    """A stage for each of ``states``: when it was reached, or is promised.

    ``reached`` and ``promised`` are {state: day}; what is not in ``reached`` is told by the steps
    that the record took. A record that left the way has one stage, the state it is in.
    """
    days = reached_on(record, record.moves()) | (reached or {})
    if record.state not in states:
        return [Stage(record.get_state_display(), NOW, _day(days.get(record.state)))]
    place = states.index(record.state)
    return [
        Stage(str(state.label), _status(number, place), _note(state, number, place, days, promised))
        for number, state in enumerate(states)
    ]


def _status(number: int, place: int) -> str:
    return DONE if number < place else NOW if number == place else AHEAD


def _note(state, number, place, days, promised) -> str:
    day = days.get(state)
    if number > place:
        due = (promised or {}).get(state)
        return _("promised %(day)s") % {"day": _day(due)} if due else ""
    if number == place and day:
        passed = (timezone.localdate() - day).days
        return _("since %(day)s, %(days)d days") % {"day": _day(day), "days": passed}
    return _day(day)


def _day(day: date | None) -> str:
    return date_format(day, "Y-m-d") if day else ""
