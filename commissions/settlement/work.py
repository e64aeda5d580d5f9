"""The worker's part of a settlement that a person asked for."""

from django.utils import timezone

from crm.core.background.work import PASSING
from crm.core.notifications import notify

from ..models import SettlementRun
from .held import in_two
from .settle import work_through


def work_on_run(pk: int) -> None:
    """Take the run to its end, from wherever a worker that died has left it."""
    run = SettlementRun.objects.select_related("by").get(pk=pk)
    if run.finished_at:
        return
    try:
        work_through(run)
    except PASSING:
        raise  # tried again; what is posted is noted
    except Exception:
        give_up_run(pk)
        raise
    waiting, _not_due = in_two(run.held)
    notify([run.by], "settled", run, posted=run.posted, held=len(waiting))


def give_up_run(pk: int) -> None:
    """What it has posted stays; the next settlement does the rest."""
    running = SettlementRun.objects.filter(pk=pk, finished_at=None)
    if running.update(has_failed=True, finished_at=timezone.now()):
        run = SettlementRun.objects.select_related("by").get(pk=pk)
        notify([run.by], "settlement_failed", run)
