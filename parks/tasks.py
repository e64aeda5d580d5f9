from celery import shared_task

from .entries.remind import remind_of_reviews
from .space.nightly import keep


@shared_task(name="parks.keep_space")
def keep_space_nightly():
    keep()
    remind_of_reviews()
