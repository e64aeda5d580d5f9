from celery import shared_task

from .fetch import read_mailbox


@shared_task(name="desk.read_mailbox")
def read_mails():
    read_mailbox()
