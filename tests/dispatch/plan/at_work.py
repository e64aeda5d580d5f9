"""A plan in force with targets and tasks, for tests of what all records have in common."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from crm.core.transitions import move
from crm.dispatch.models import Heading, Phase, Plan, PlanTarget, PlanTask, TargetValue, TaskStep
from crm.dispatch.plan.enter import add_heading, add_phase, add_target, create_plan, set_values

HALF = 180  # days of a phase that are over


def draft_plan(people, **facts) -> Plan:
    """Of two phases; half of the first is over."""
    today = timezone.localdate()
    begins = today - timedelta(days=HALF - 1)
    plan = create_plan(
        by=people.headquarters,
        name=facts.pop("name", "产业立市三年行动计划"),
        department=people.city,
        starts_on=begins,
        ends_on=begins + timedelta(days=4 * HALF - 1),
        **facts,
    )
    for number, name in enumerate(("一年起好步", "两年见成效")):
        first = begins + timedelta(days=number * 2 * HALF)
        last = first + timedelta(days=2 * HALF - 1)
        add_phase(by=people.headquarters, plan=plan, name=name, starts_on=first, ends_on=last)
    add_heading(
        by=people.headquarters, plan=plan, kind="action", order=1, label="行动六", name="上市加速"
    )
    return plan


def a_target(people, plan, *goals, **facts) -> PlanTarget:
    target = add_target(
        by=people.headquarters,
        **{
            "heading": Heading.objects.filter(plan=plan).first(),
            "name": "新增上市公司",
            "unit": "家",
            "department": people.city,
            "person": people.officer,
        }
        | facts,
    )
    phases = list(Phase.objects.filter(plan=plan))
    values = {phase: Decimal(goal) for phase, goal in zip(phases, goals, strict=False)}
    set_values(target, values, by=people.headquarters)
    return target


def put_in_force(people, plan) -> Plan:
    move(plan, "put_in_force", by=people.leader)
    return plan


def plan_at_work(people, *, targets=1) -> Plan:
    """With as many targets and tasks, past every use case but the plan's own."""
    today = timezone.localdate()
    plan = draft_plan(people)
    a_target(people, plan, 2, 3)
    heading, phase = Heading.objects.get(plan=plan), plan.phases.first()
    for number in range(targets - 1):
        target = PlanTarget.objects.create(
            heading=heading,
            name=f"目标{number}",
            unit="家",
            department=people.city,
            person=people.officer,
        )
        TargetValue.objects.create(target=target, phase=phase, value=10)
    for number in range(targets):
        task = PlanTask.objects.create(
            heading=heading,
            title=f"走访后备企业{number}",
            department=people.city,
            person=people.officer,
            due_on=today - timedelta(days=number % 3 - 1),
        )
        TaskStep.objects.create(task=task, title="列出名单", due_on=today)
    return put_in_force(people, plan)
