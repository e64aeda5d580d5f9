"""What the plan and its tasks wait for."""

from crm.core.days import days_from

from ..models import PlanTask, TargetReading
from ..models.plan import doer_of
from ..models.reading import ReadingState
from ..models.task import MANAGES
from .need import Need, missing_for

OFFICE = "headquarters"
WORKERS = ("officer", "park_officer", "assessor")  # a head stands over the officers


def _for_whom(record) -> list[dict]:
    """Who answers for it by name, else whoever does such work in its department."""
    if person := doer_of(record):
        return [{"person_id": person.pk}]
    return [{"role": role, "department_id": record.department_id} for role in WORKERS]


def needs_of_plan_target(target):
    """What nobody measures is reported anew from time to time."""
    plan = target.heading.plan
    if target.indicator or not plan.is_in_force:
        return
    days = [
        reading.day for reading in target.readings.all() if reading.state != ReadingState.RETURNED
    ]
    due = days_from(max(days, default=plan.starts_on), target.report_days)
    for whom in _for_whom(target):
        yield Need("report_value", **whom, appears_on=due, due_on=due)


def needs_of_reading(reading):
    if reading.state == TargetReading.State.REPORTED and reading.target.plan.is_in_force:
        yield Need(
            "verify",
            role=OFFICE,
            apart=(reading.reported_by_id,),
            missing=missing_for(reading, "verify"),
            is_decision=True,
        )


def needs_of_task(task):
    """Who does it, then who accepts it: the office of the plan, and the head of the department that
    handed it down, which may have none.
    """
    if not task.plan.is_in_force:
        return
    if task.is_to_do:
        step = "finish" if task.state == PlanTask.State.IN_HAND else "take_up"
        for whom in _for_whom(task):
            yield Need(step, **whom, appears_on=task.starts_on, due_on=task.due_on)
    elif task.state == PlanTask.State.DONE:
        ways = {"apart": (task.done_by_id,), "is_decision": True}
        yield Need("accept", right=MANAGES, **ways)
        if giver := task.delegated_from_id:
            yield Need("accept", role="section_head", department_id=giver, **ways)


def needs_of_plan_urging(urging):
    if urging.is_waited_for:
        yield Need("answer", person_id=urging.to_id, due_on=urging.due_on)
