import logging

from celery import shared_task

from .prepare import prepare_due

log = logging.getLogger(__name__)


@shared_task(name="dispatch.prepare_meetings")
def prepare_meetings():
    """Each morning: agendas are drawn, drawn anew, and sent on their day."""
    return [meeting.number for meeting in prepare_due()]
