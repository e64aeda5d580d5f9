from celery import shared_task

from ..models import ListRun
from .run import work_through


@shared_task(name="core.work_on_run")
def work_on_run(pk: int):
    work_through(ListRun.objects.get(pk=pk))
