from celery import shared_task

from .issue_of_batch import issue_line


@shared_task(name="commissions.issue_of_batch")
def issue_of_batch(pk: int):
    issue_line(pk)
