from celery import shared_task

from .entries.remind import remind_of_reviews
from .space.nightly import lapse_and_warn


@shared_task(name="parks.keep_space")
def keep_space_nightly():
    lapse_and_warn()
    remind_of_reviews()
