"""Counting working days over the bureau's own calendar; a year without rows in it has its Mondays
to Fridays.
"""

from datetime import date, timedelta

from .days import days_from
from .models import CalendarDay

A_DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = range(5)


def is_working_day(day: date) -> bool:
    return _works(day, _exceptions(day, day))


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``; ``day`` itself for 0. The calendar's last day
    where it ends before.
    """
    exceptions = _exceptions(day, days_from(day, 3 * count + 30))
    while count and day < date.max:
        day += A_DAY
        count -= _works(day, exceptions)
    return day


def working_days_before(day: date, count: int) -> date:
    """The ``count``-th working day before ``day``; ``day`` itself for 0. The calendar's first day
    where it begins later.
    """
    exceptions = _exceptions(days_from(day, -(3 * count + 30)), day)
    while count and day > date.min:
        day -= A_DAY
        count -= _works(day, exceptions)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days follow ``start`` up to and including ``end``; 0 where ``end`` is not
    later.
    """
    exceptions = _exceptions(start, end)
    days = (start + count * A_DAY for count in range(1, (end - start).days + 1))
    return sum(_works(day, exceptions) for day in days)


class WorkingDays:
    """The days from ``first`` to ``last``, read once for many questions."""

    def __init__(self, first: date, last: date) -> None:
        self._exceptions = _exceptions(first, last)

    def nearest(self, day: date, *, is_later: bool) -> date:
        """``day`` itself where it is worked, else the next such day, or the last one before."""
        edge = date.max if is_later else date.min
        while day != edge and not _works(day, self._exceptions):
            day += A_DAY if is_later else -A_DAY
        return day


def _exceptions(start, end) -> dict[date, bool]:
    return dict(
        CalendarDay.objects.filter(day__range=(start, end)).values_list("day", "is_working")
    )


def _works(day, exceptions) -> bool:
    return exceptions.get(day, day.weekday() in MONDAY_TO_FRIDAY)
