"""Writing a run down and sending it to the worker."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crm.core.writes import as_one

from ..again import check_right
from ..background.send import send
from ..errors import NotPermitted, Refused
from ..models import ListRun
from .run import Phase
from .steps import LIST_STEPS
from .tasks import work_on_run


@as_one()
def begin_run(code: str, keys, *, by, note: str = "", back: str = "") -> ListRun:
    """Write down what is to be done with which rows, and send it to the worker."""
    right = LIST_STEPS[code].transition.permission
    if not by.has_perm(right):
        raise NotPermitted(_("You do not have the right to take this step."))
    check_right(right, by)
    keys = sorted(keys)
    run = ListRun.objects.create(
        step=code,
        by=by,
        note=note,
        back=back,
        keys=keys,
        total=len(keys),
        created_at=timezone.now(),
        language=translation.get_language() or "zh-hans",
    )
    _send(run)
    return run


@as_one()
def go_on(run, *, by):
    """Send a run that failed to the worker again; it goes on with the first rows that it has not
    worked on.
    """
    row = ListRun.objects.select_for_update().get(pk=run.pk)
    if row.by_id != by.pk:
        raise NotPermitted(_("You do not have the right to take this step."))
    if row.phase != Phase.FAILED:
        raise Refused(
            _("This step is not possible: the record is now “%s”.") % row.get_phase_display()
        )
    row.phase, row.error, row.finished_at = Phase.WAITING, "", None
    row.save(update_fields=["phase", "error", "finished_at"])
    _send(row)


@as_one()
def discard_run(run, *, by):
    """Take no further row of it; what is done stays done."""
    row = ListRun.objects.select_for_update().get(pk=run.pk)
    if row.by_id != by.pk:
        raise NotPermitted(_("You do not have the right to take this step."))
    if row.phase in (Phase.DONE, Phase.DISCARDED):
        raise Refused(
            _("This step is not possible: the record is now “%s”.") % row.get_phase_display()
        )
    row.phase, row.finished_at = Phase.DISCARDED, timezone.now()
    row.save(update_fields=["phase", "finished_at"])


def _send(run):
    send(work_on_run, run.pk)
