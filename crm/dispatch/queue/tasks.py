import logging

from celery import shared_task

from .reconcile import check_all

log = logging.getLogger(__name__)


@shared_task(name="dispatch.check_queue")
def check_queue():
    if wrong := check_all():
        log.warning("the work queue was put right: %s", wrong)
    return wrong
