"""Working time: the hours in which the desk is open, on the working days of the calendar."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from crm.core.days import day_of
from crm.core.models import Parameter
from crm.core.working_days import add_working_days, is_working_day, working_days_between

OPENS, CLOSES = "desk_opens_at", "desk_closes_at"
HOUR = Decimal(3600)


def add_working_hours(moment: datetime, hours: int) -> datetime:
    """The moment at which ``hours`` of working time have passed since ``moment``."""
    opens, closes = _open_hours()
    day, hour = day_of(moment), _hour_of(moment)
    if not is_working_day(day) or hour >= closes:
        day, hour = add_working_days(day, 1), opens
    hour, hours_left = max(hour, opens), Decimal(hours)
    if hours_left <= closes - hour:
        return _moment(day, hour + hours_left)
    hours_left -= closes - hour
    days, remainder = divmod(hours_left, closes - opens)
    if not remainder:  # the end of a day, not the beginning of the next one
        days, remainder = days - 1, closes - opens
    return _moment(add_working_days(day, int(days) + 1), opens + remainder)


def end_of_working_day(moment: datetime, days: int) -> datetime:
    """When the desk closes on the ``days``-th working day after ``moment``."""
    _opens, closes = _open_hours()
    return _moment(add_working_days(day_of(moment), days), closes)


def working_hours_between(start: datetime, end: datetime) -> Decimal:
    """How much working time lies between two moments, to a hundredth of an hour."""
    opens, closes = _open_hours()
    first, last = day_of(start), day_of(end)
    if end <= start:
        return Decimal(0)
    total = working_days_between(first, last) * (closes - opens)
    if is_working_day(first):
        total += closes - _within(_hour_of(start), opens, closes)
    if is_working_day(last):
        total -= closes - _within(_hour_of(end), opens, closes)
    return total.quantize(Decimal("0.01"))


def _open_hours() -> tuple[Decimal, Decimal]:
    """From and until which hour of the day; a day that closes before it opens has eight hours."""
    opens, closes = Parameter.several(OPENS, CLOSES)
    return (opens, closes) if opens < closes <= 24 else (Decimal(9), Decimal(17))


def _within(hour: Decimal, opens: Decimal, closes: Decimal) -> Decimal:
    return min(max(hour, opens), closes)


def _hour_of(moment: datetime) -> Decimal:
    local = timezone.localtime(moment)
    return local.hour + Decimal(local.minute * 60 + local.second) / HOUR


def _moment(day: date, hour: Decimal) -> datetime:
    midnight = timezone.make_aware(datetime.combine(day, time()))
    return midnight + timedelta(seconds=int(hour * HOUR))
