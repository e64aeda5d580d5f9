"""The periods that a scheme is assessed over: months, quarters, half-years, years."""

from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def period_of(kind: str, day: date) -> tuple[date, date]:
    """(first, last day) of the period in which ``day`` lies."""
    length = MONTHS[kind]
    first = day.replace(month=day.month - (day.month - 1) % length, day=1)
    return first, _months_on(first, length) - timedelta(days=1)


def _months_on(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def newest_periods(kind: str, day: date, count: int) -> list[tuple[date, date]]:
    """That of ``day`` and those before it, the newest first."""
    periods = [period_of(kind, day)]
    while len(periods) < count:
        periods.append(period_of(kind, periods[-1][0] - timedelta(days=1)))
    return periods
