from celery import shared_task

from .space.nightly import keep


@shared_task(name="parks.keep_space")
def keep_space_nightly():
    keep()
