from celery import shared_task

from ..background.work import when_given_up
from ..models import ListRun
from .run import give_up_run, work_through


@shared_task(name="core.work_on_run")
def work_on_run(pk: int):
    work_through(ListRun.objects.get(pk=pk))


when_given_up(work_on_run, give_up_run)
