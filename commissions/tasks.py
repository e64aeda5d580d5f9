from celery import shared_task

from .agreements.nightly import keep_agreements
from .settlement.settle import settle


@shared_task(name="commissions.settle")
def settle_nightly():
    settle()


@shared_task(name="commissions.keep_agreements")
def keep_agreements_nightly():
    keep_agreements()
