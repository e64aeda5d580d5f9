from celery import shared_task

from .write import send_waiting


@shared_task(name="desk.send_mail")
def send_mail():
    send_waiting()
