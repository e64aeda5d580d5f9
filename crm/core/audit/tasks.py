from celery import shared_task

from .alarms import watch
from .forget import forget


@shared_task(name="core.watch_audit")
def watch_audit():
    watch()


@shared_task(name="core.forget_audit")
def forget_audit():
    forget()
