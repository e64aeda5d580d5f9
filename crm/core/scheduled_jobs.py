"""Entries of the schedule for background jobs, as a migration stores them."""

from collections.abc import Callable

from django.db.migrations import RunPython

ALWAYS = {"day_of_week": "*", "day_of_month": "*", "month_of_year": "*"}


def schedule(*jobs: tuple[str, str, str, str]) -> RunPython:
    """The migration's operation for jobs of every day (name, task, hour, minute), in Beijing time.

    Hour and minute are those of a crontab: ("3", "20") once a night, ("*", "*/5") every five
    minutes.
    """

    def when(apps, hour, minute):
        crontab, _made = apps.get_model(
            "django_celery_beat", "CrontabSchedule"
        ).objects.get_or_create(hour=hour, minute=minute, timezone="Asia/Shanghai", **ALWAYS)
        return {"crontab": crontab}

    return _stored(jobs, when)


def every(*jobs: tuple[str, str, int]) -> RunPython:
    """The same for jobs that run every so many seconds (name, task, seconds)."""

    def when(apps, seconds):
        interval, _made = apps.get_model(
            "django_celery_beat", "IntervalSchedule"
        ).objects.get_or_create(every=seconds, period="seconds")
        return {"interval": interval}

    return _stored(jobs, when)


def _stored(jobs, when: Callable) -> RunPython:
    def store(apps, schema_editor):
        for name, task, *times in jobs:
            apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
                name=name, defaults={"task": task, **when(apps, *times)}
            )

    def take_away(apps, schema_editor):
        names = [name for name, *_rest in jobs]
        apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=names).delete()

    return RunPython(store, take_away)
