from celery import shared_task

from .reminders import tell_due


@shared_task(name="staff.tell_reminders")
def tell_reminders():
    tell_due()
