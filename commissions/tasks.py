from celery import shared_task

from .agreements.nightly import keep_agreements


@shared_task(name="commissions.keep_agreements")
def keep_agreements_nightly():
    keep_agreements()
