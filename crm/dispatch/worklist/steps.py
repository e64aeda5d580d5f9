"""A step of a task is done, with its evidence."""

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import PlanTask, TaskStep
from ..models.plan import why_not_worked_on
from ..models.task import WORKS, is_done_by


@as_one()
def finish_step(step, *, by, evidence=None, done_on=None) -> TaskStep:
    """The evidence is kept with the task.

    Raises NotPermitted for somebody else's task; Refused for a step that is done, a task that
    nobody has in hand, a plan that is not in force, or a day that is still to come.
    """
    task = PlanTask.objects.select_for_update(of=["self"]).get(pk=step.task_id)
    step = TaskStep.objects.select_for_update(of=["self"]).get(pk=step.pk)
    if not by.has_perm(WORKS) or not is_done_by(task, by):
        raise NotPermitted(_("This is not your task."))
    if step.done_on:
        raise Refused(_("This step is done already."))
    if task.state != PlanTask.State.IN_HAND:
        raise Refused(_("Take the task in hand first."))
    if reason := why_not_worked_on(task):
        raise Refused(reason)
    today = timezone.localdate()
    if done_on and done_on > today:
        raise Refused(_("The day is still to come."))
    step.done_on, step.done_by = done_on or today, by
    if evidence:
        step.evidence = attach(task, evidence, by=by, purpose=step.title[:60])
    return save_as(step, by=by, reason=_("done"))


def task_sent_back(task, taken):
    """Whoever did it hears why."""
    people = [person for person in (task.person, task.done_by) if person]
    notify(dict.fromkeys(people), "plan_task_sent_back", task, by=taken.by)
