"""From a moment to its day: days are Beijing days, wherever a moment is stored or shown."""

from datetime import date, datetime, timedelta

from django.utils import timezone


def day_of(moment: datetime) -> date:
    """The moment's day in the bureau's time zone. A moment without a time zone, as spreadsheets
    have it, keeps its own day.
    """
    local = (
        moment if timezone.is_naive(moment) else moment.astimezone(timezone.get_default_timezone())
    )
    return local.date()


def exact(moment: datetime) -> str:
    """To the microsecond, in the bureau's time zone: who was first is decided by it."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S.%f")


def days_from(day: date, count: int) -> date:
    """The day ``count`` days after ``day`` (before it where negative), or the calendar's last: what
    people type may lie at its edge.
    """
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max if count > 0 else date.min


def first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
