from celery import shared_task

from .reminders import tell_due


@shared_task(name="core.tell_reminders")
def tell_reminders():
    tell_due()
