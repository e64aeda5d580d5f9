from celery import shared_task

from .once import forget_old


@shared_task(name="core.forget_submissions")
def forget_submissions():
    forget_old()
