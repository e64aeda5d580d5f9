from celery import shared_task

from . import keep


@shared_task(name="core.keep_indicators")
def keep_indicators():
    keep.keep_up(waits=False)


@shared_task(name="core.rebuild_indicators")
def rebuild_indicators():
    """What no trigger tells, such as a company that came under another group."""
    keep.rebuild()
