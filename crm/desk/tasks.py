from celery import shared_task

from .clocks.round import go_round
from .figures.compact import compact
from .requests.settle import close_by_time
from .strangers.guard import forget_old


@shared_task(name="desk.go_round")
def go_round_of_clocks():
    go_round()


@shared_task(name="desk.close_by_time")
def close_answered():
    close_by_time()


@shared_task(name="desk.compact")
def put_together():
    """The counts; what was kept of strangers is forgotten."""
    compact()
    forget_old()
