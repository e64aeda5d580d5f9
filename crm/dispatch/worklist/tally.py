"""How far the departments are with the tasks of a plan, and which tasks are late."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from ..models import PlanTask, PlanUrging
from ..models.task import TO_DO

LATE_SHOWN = 5


@dataclass(frozen=True)
class Bar:
    """A department's tasks: how many are accepted, of how many, and how many are late."""

    name: str
    link: str
    done: int
    whole: int
    late: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.whole if self.whole else 0


def tasks_of(plan) -> str:
    """The address of its tasks, to which further conditions may be added."""
    return f"{reverse('plantask:index')}?plan={plan.pk}"


def bars_of(plan) -> list[Bar]:
    """By the number of tasks, the most first."""
    today = timezone.localdate()
    is_late = Q(state__in=sorted(TO_DO), due_on__lt=today)
    rows = (
        PlanTask.objects.of_plan(plan)
        .counted()
        .order_by()
        .values_list("department", "department__short_name", "department__name")
        .annotate(
            whole=Count("*"),
            done=Count("pk", filter=Q(state=PlanTask.State.ACCEPTED)),
            late=Count("pk", filter=is_late),
        )
        .order_by("-whole", "department")
    )
    tasks = tasks_of(plan)
    return [
        Bar(short or name, f"{tasks}&department={pk}", done, whole, late)
        for pk, short, name, whole, done, late in rows
    ]


def late_tasks(plan, user) -> tuple[list[PlanTask], int]:
    """(those that are late longest, each with ``urged`` its newest open urging or None; how many
    there are in all).
    """
    rows = PlanTask.objects.visible_to(user).of_plan(plan).overdue(timezone.localdate())
    tasks = list(rows.select_related("department", "person").order_by("due_on", "pk")[:LATE_SHOWN])
    urged = _open_urgings(tasks)
    for task in tasks:
        task.urged = urged.get(task.pk)
    return tasks, rows.count()


def _open_urgings(tasks: Sequence[PlanTask]) -> dict[int, PlanUrging]:
    rows = PlanUrging.objects.open().filter(task__in=tasks).order_by("pk")
    return {row.task_id: row for row in rows}
