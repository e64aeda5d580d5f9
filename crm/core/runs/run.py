"""Beginning a run, and the worker's part: each batch of rows is worked on and counted in one
transaction, so that none is taken twice.
"""

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crm.core.writes import as_one

from ..background.work import PASSING
from ..errors import NotPermitted
from ..models import LeftRow, ListRun
from ..notifications import notify
from .steps import LIST_STEPS, Outcome

AT_ONCE = 500


Phase = ListRun.Phase


def work_through(run):
    """Work on all rows that have not been worked on. A worker that takes the run over from one that
    died does no row twice.
    """
    with translation.override(run.language):
        try:
            while _next_batch(run.pk):
                pass
        except PASSING:
            raise  # tried again; the rows that are done are counted
        except NotPermitted as refused:
            _fail(run, str(refused))
        except Exception:
            _fail(
                run,
                _(
                    "Something unexpected stopped it. What is done stays done; go on with "
                    "the rest, or tell the administrator when it happened."
                ),
            )
            raise


@as_one()
def _next_batch(pk) -> bool:
    run = ListRun.objects.select_for_update(of=("self",)).select_related("by").get(pk=pk)
    if not run.is_running:
        return False
    keys = run.keys[run.done : run.done + AT_ONCE]
    if not keys:
        _finish(run)
        return False
    outcome = LIST_STEPS[run.step].take(keys, by=run.by, note=run.note)
    LeftRow.objects.bulk_create(
        LeftRow(run=run, key=record.pk, name=str(record)[:300], why=why[:500])
        for record, why in outcome.refused
    )
    run.phase, run.done, run.taken = Phase.WORKING, run.done + len(keys), run.taken + outcome.done
    run.save(update_fields=["phase", "done", "taken"])
    return True


def _finish(run):
    step = LIST_STEPS[run.step]
    if step.after and run.keys:
        step.after(run.keys, by=run.by)
    run.phase, run.finished_at = Phase.DONE, timezone.now()
    run.save(update_fields=["phase", "finished_at"])
    notify(
        [run.by],
        "list_run",
        link=reverse("runs:show", args=[run.pk]),
        step=str(step.transition.label),
        done=run.taken,
        left=run.total - run.taken,
    )


def _fail(run, message):
    ListRun.objects.filter(pk=run.pk, phase__in=ListRun.RUNNING).update(
        phase=Phase.FAILED, error=message, finished_at=timezone.now()
    )


def give_up_run(pk: int):
    """Of a run whose work has ended its worker again and again."""
    _fail(
        ListRun.objects.get(pk=pk),
        _("It was begun several times and never came to its end. What is done stays done."),
    )


def take_now(code: str, keys, *, by, note: str = "") -> Outcome:
    """Take the step with a few rows at once, while the person waits."""
    step, outcome, keys = LIST_STEPS[code], Outcome(), sorted(keys)
    for start in range(0, len(keys), AT_ONCE):
        outcome.add(step.take(keys[start : start + AT_ONCE], by=by, note=note))
    if step.after and keys:
        step.after(keys, by=by)
    return outcome
