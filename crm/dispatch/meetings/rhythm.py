"""On which days a body meets: its rhythm over the bureau's calendar."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from crm.core.days import days_from, first_of_next_month
from crm.core.working_days import WorkingDays

from ..models import DispatchBody
from ..models.body import Shift

LONGEST = timedelta(days=35)  # how far a holiday may shift a day


class MeetingDay(NamedTuple):
    """The day by the rhythm alone, and the working day on which the body meets."""

    due_on: date
    meets_on: date


def working_days_around(first: date, last: date) -> WorkingDays:
    """The working days to which the days of ``days_of`` may be shifted."""
    return WorkingDays(first - 2 * LONGEST, last + 2 * LONGEST)


def days_of(
    body: DispatchBody, first: date, last: date, working_days: WorkingDays | None = None
) -> list[MeetingDay]:
    """Those that are held from ``first`` to ``last``, both included. Two days of the rhythm that
    holidays shift to one are one meeting. Who asks for several bodies reads the ``working_days``
    once.
    """
    working_days = working_days or working_days_around(first, last)
    is_later, days = body.shift == Shift.LATER, {}
    for due_on in _by_the_rhythm(body, first - LONGEST, last + LONGEST):
        if due_on < body.starts_on:
            continue
        meets_on = working_days.nearest(due_on, is_later=is_later)
        if first <= meets_on <= last:
            days.setdefault(meets_on, MeetingDay(due_on, meets_on))
    return list(days.values())


def _by_the_rhythm(body, first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield from (day for day in body.days_in(month.year, month.month) if first <= day <= last)
        month = first_of_next_month(month)


def day_before(body: DispatchBody, day: date) -> date:
    """The last day before ``day`` on which it met by its rhythm, or began to meet."""
    a_while = 200 if body.is_quarterly else 70
    earlier = days_of(body, days_from(day, -a_while), days_from(day, -1))
    return earlier[-1].meets_on if earlier else min(body.starts_on, days_from(day, -1))
