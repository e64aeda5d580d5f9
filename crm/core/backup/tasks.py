from pathlib import Path

from celery import shared_task
from django.conf import settings

from .make import forget_old, make


@shared_task(name="core.back_up")
def back_up():
    """Every night, where a folder is set."""
    if settings.BACKUP_ROOT:
        make(Path(settings.BACKUP_ROOT))
        forget_old(Path(settings.BACKUP_ROOT), settings.BACKUP_KEEP)
