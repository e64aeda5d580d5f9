from celery import shared_task

from .agreements.nightly import keep_agreements
from .documents.batch import issue_line
from .settlement.settle import settle


@shared_task(name="commissions.settle")
def settle_nightly():
    settle()


@shared_task(name="commissions.issue_of_batch")
def issue_of_batch(pk: int):
    issue_line(pk)


@shared_task(name="commissions.keep_agreements")
def keep_agreements_nightly():
    keep_agreements()
