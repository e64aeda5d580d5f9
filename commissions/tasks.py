from celery import shared_task

from .settlement.settle import settle


@shared_task(name="commissions.settle")
def settle_nightly():
    settle()
