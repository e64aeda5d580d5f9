"""Beat's schedule, from the database. What runs once a day is written down as an errand, so that a
worker that dies at it, or a broker that is away, does not cost the day.
"""

import logging

from django.db import DatabaseError
from django_celery_beat.schedulers import DatabaseScheduler

from .send import send

log = logging.getLogger(__name__)


class KeptScheduler(DatabaseScheduler):
    def apply_async(self, entry, producer=None, advance=True, **options):
        if not is_daily(entry.schedule) or entry.task not in self.app.tasks:
            return super().apply_async(entry, producer=producer, advance=advance, **options)
        entry = self.reserve(entry) if advance else entry
        try:
            send(self.app.tasks[entry.task], *entry.args)
        except DatabaseError:
            log.exception("%s was not written down", entry.task)
        return None


def is_daily(schedule) -> bool:
    """A crontab of one hour; the others come again soon by themselves."""
    return len(getattr(schedule, "hour", range(24))) == 1
