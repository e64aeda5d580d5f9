from celery import shared_task

from .models import ResetRequest, Suspended
from .sessions import tidy


@shared_task(name="accounts.tidy")
def tidy_accounts():
    tidy()
    Suspended.forget_old()
    ResetRequest.forget_old()
