"""Asking for a settlement."""

from django.utils import timezone

from crm.core.background.send import send
from crm.core.errors import NotPermitted
from crm.core.models import User
from crm.core.writes import as_one

from ..models import SettlementRun
from .tasks import settle_of_run


@as_one()
def begin_settlement(*, by: User) -> SettlementRun:
    """Have a worker settle as of today. Where one that a person asked for is under way, it is that
    one. Raises NotPermitted.
    """
    if not by.has_perm("commissions.settle"):
        raise NotPermitted
    if run := running_settlement():
        return run
    run = SettlementRun.objects.create(as_of=timezone.localdate(), by=by)
    send(settle_of_run, run.pk)
    return run


def running_settlement() -> SettlementRun | None:
    return SettlementRun.objects.filter(finished_at=None, by__isnull=False).first()
