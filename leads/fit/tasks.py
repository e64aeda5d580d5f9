from celery import shared_task

from .kin import with_their_kin
from .score import work_out


@shared_task(name="leads.score_all")
def score_all():
    work_out()


@shared_task(name="leads.score_some")
def score_some(companies):
    work_out(with_their_kin(companies))
