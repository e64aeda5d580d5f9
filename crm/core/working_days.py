"""Deadlines that count working days."""

from datetime import date, timedelta


def add_working_days(day: date, count: int) -> date:
    """``count`` Mondays to Fridays after ``day``."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
