from celery import shared_task

from . import again, pulse, work


@shared_task(name="core.do_errand")
def do_errand(pk: int):
    work.do_errand(pk)


@shared_task(name="core.send_again")
def send_again():
    again.send_again()


@shared_task(name="core.pulse")
def beat_once():
    pulse.beat_once()
