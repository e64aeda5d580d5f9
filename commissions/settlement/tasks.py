from celery import shared_task

from crm.core.background.work import when_given_up

from .settle import settle
from .work import give_up_run, work_on_run


@shared_task(name="commissions.settle")
def settle_nightly() -> None:
    settle()


@shared_task(name="commissions.settle_of_run")
def settle_of_run(pk: int) -> None:
    work_on_run(pk)


when_given_up(settle_of_run, give_up_run)
