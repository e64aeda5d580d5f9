from celery import shared_task

from crm.core.background.work import when_given_up

from .issue_of_batch import give_up_line, issue_line


@shared_task(name="commissions.issue_of_batch")
def issue_of_batch(pk: int):
    issue_line(pk)


when_given_up(issue_of_batch, give_up_line)
