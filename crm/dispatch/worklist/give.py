"""Tasks and their steps are entered, handed down, and put in an order."""

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.models import User
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Plan, PlanTask, TaskDependence, TaskStep
from ..models.plan import why_not_worked_on
from ..models.task import MANAGES, WORKS, is_done_by

DELEGATES = "dispatch.delegate_plantask"


@as_one()
def give_task(*, by, heading, **facts) -> PlanTask:
    """Raises Refused for a plan that has ended."""
    if heading.plan.state == Plan.State.ENDED:
        raise Refused(_("The plan has ended."))
    task = PlanTask(heading=heading, **facts)
    task.full_clean()
    save_as(task, by=by)
    _tell(task, by)
    return task


def _tell(task, by):
    """The person hears of the task; of a task of a draft only when the plan comes into force."""
    if task.person and task.plan.is_in_force:
        notify([task.person], "plan_task_given", task, by=by, due_on=task.due_on.isoformat())


def tell_of_tasks(plan, taken):
    """Whoever has tasks of the plan hears of each when it comes into force."""
    tasks = PlanTask.objects.of_plan(plan).to_do().exclude(person=None)
    for task in tasks.select_related("heading__plan", "person"):
        _tell(task, taken.by)


@as_one()
def add_step(*, by, task, **facts) -> TaskStep:
    """A step of a task that is still to be done. Raises NotPermitted for somebody else's task."""
    task = _locked(task)
    if not (by.has_perm(MANAGES) or is_done_by(task, by)):
        raise NotPermitted(_("This is not your task."))
    if not task.is_to_do:
        raise Refused(_("The task is “%s” already.") % task.get_state_display())
    if not task.heading.is_editable:
        raise Refused(_("The plan has ended."))
    step = TaskStep(task=task, **facts)
    step.full_clean()
    return save_as(step, by=by)


@as_one()
def delegate(task, *, to, by, note: str, person: User | None = None) -> PlanTask:
    """Hand the task down to a department below the one that has it; whose it was stays known.

    Raises NotPermitted for somebody else's task; Refused without a reason, for a department that
    does not lie below, for a person of another department, or when it is done already.
    """
    task = _locked(task)
    _check_delegation(task, to, by, note, person)
    previous_department = task.department
    task.delegated_from, task.delegated_by = previous_department, by
    task.department, task.person = to, person
    task.full_clean()
    save_as(task, by=by, reason=_("handed down: %(why)s") % {"why": note.strip()})
    _tell(task, by)
    return task


def _check_delegation(task, to, by, note, person):
    if not by.has_perm(DELEGATES) or not (by.has_perm(MANAGES) or is_done_by(task, by)):
        raise NotPermitted(_("This is not your task to hand down."))
    if not task.is_to_do:
        raise Refused(_("The task is “%s” already.") % task.get_state_display())
    if reason := why_not_worked_on(task):
        raise Refused(reason)
    if not note.strip():
        raise Refused(_("Give the reason."))
    below = set(task.department.subtree_ids()) - {task.department_id}
    if to.pk not in below:
        raise Refused(_("A task is handed down to a department below its own."))
    if person and (person.department_id not in to.subtree_ids() or not person.has_perm(WORKS)):
        raise Refused(_("Choose somebody of that department who works on tasks."))


def _locked(task) -> PlanTask:
    return PlanTask.objects.select_for_update(of=["self"]).get(pk=task.pk)


@as_one()
def put_after(task, on, *, by) -> TaskDependence:
    """Let ``task`` wait for ``on``. Of two who put tasks of a plan in order at once, one waits.

    Raises NotPermitted; Refused for tasks of two plans, or where a circle would close.
    """
    if not by.has_perm("dispatch.add_taskdependence"):
        raise NotPermitted(_("You do not have the right to put tasks in order."))
    Plan.objects.select_for_update().get(pk=task.heading.plan_id)
    if task.heading.plan_id != on.heading.plan_id:
        raise Refused(_("Both tasks are to be of one plan."))
    if task.pk == on.pk or task.pk in _all_before(on):
        raise Refused(_("“%(on)s” waits for “%(task)s” itself.") % {"on": on, "task": task})
    dependence = TaskDependence(task=task, on=on)
    dependence.full_clean()
    return save_as(dependence, by=by)


def _all_before(task) -> set[int]:
    """The keys of all tasks that ``task`` waits for, directly or not."""
    rows = TaskDependence.objects.filter(task__heading__plan=task.heading.plan_id).order_by()
    dependences: dict[int, list[int]] = {}
    for waiting_id, awaited_id in rows.values_list("task", "on"):
        dependences.setdefault(waiting_id, []).append(awaited_id)
    keys: set[int] = set()
    pending = [task.pk]
    while pending:
        for key in dependences.get(pending.pop(), ()):
            if key not in keys:
                keys.add(key)
                pending.append(key)
    return keys
