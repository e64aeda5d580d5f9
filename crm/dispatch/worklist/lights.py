"""The light of a task, by the day on which it is due."""

from datetime import date

GREEN, YELLOW, RED = "green", "yellow", "red"


def light_of(due_on: date, today: date, *, yellow_days: int) -> str:
    """Red after the day, yellow ``yellow_days`` before it and on it, green until then."""
    if today > due_on:
        return RED
    return YELLOW if (due_on - today).days <= yellow_days else GREEN
