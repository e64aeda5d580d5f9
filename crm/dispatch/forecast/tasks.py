from celery import shared_task

from .make import make_forecasts


@shared_task(name="dispatch.make_forecasts")
def make_all():
    make_forecasts()
