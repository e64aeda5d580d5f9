from celery import shared_task

from .deliver import deliver, deliver_waiting


@shared_task(name="core.deliver_one")
def deliver_one(pk):
    deliver(pk)


@shared_task(name="core.deliver_waiting")
def deliver_all_waiting():
    deliver_waiting()
