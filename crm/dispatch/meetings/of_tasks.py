"""What an agenda says of tasks: the body's decisions not carried out, and what is late."""

from datetime import date

from django.utils.translation import gettext as _

from crm.core.punctuation import phrases

from ..models import MeetingDecision, PlanTask
from ..models.task import TaskState
from .agenda import Drawn, Entry, Look


def decisions(look: Look) -> Drawn:
    """All of them, the latest first: they come back until their tasks are accepted."""
    rows = MeetingDecision.objects.filter(
        meeting__body=look.body, meeting__meets_on__lt=look.day
    ).not_carried_out()
    relations = ("meeting", "task__department", "task__person", "task__heading")
    open_decisions = rows.select_related(*relations).order_by("task__due_on", "pk")
    entries = [
        Entry(decision.task, _of_decision(decision, look.day)) for decision in open_decisions
    ]
    return Drawn(entries)


def _of_decision(decision, day: date) -> dict:
    return {
        **_of_task(decision.task, day),
        "title": decision.text,
        "decided_on": decision.meeting.meets_on.isoformat(),
    }


def late(look: Look) -> Drawn:
    """Tasks of the plan that are late, but for the decisions, the latest first."""
    if not look.plan:
        return Drawn()
    rows = (
        PlanTask.objects.of_plan(look.plan)
        .overdue(look.day)
        .exclude(decision__meeting__body=look.body)
    )
    if look.headings:
        rows = rows.filter(heading__in=look.headings)
    if look.departments:
        rows = rows.filter(department__in=look.departments)
    tasks = rows.select_related("department", "person", "heading").order_by("due_on", "pk")
    entries = [Entry(task, _of_task(task, look.day)) for task in tasks[: look.most]]
    return Drawn(entries, max(0, rows.count() - len(entries)))


def _of_task(task: PlanTask, day: date) -> dict:
    days_late = (day - task.due_on).days if task.is_to_do else 0
    return {
        "title": task.title,
        "light": "red" if days_late > 0 else "",
        "state": task.state,
        "due_on": task.due_on.isoformat(),
        "days_late": max(days_late, 0),
        "department": str(task.department),
        "person": str(task.person or ""),
        "heading_id": task.heading_id,
    }


def told_of_decision(facts: dict) -> str:
    sentence = _("decided on %(day)s") % {"day": facts["decided_on"]}
    return phrases([sentence, told_of_task(facts)])


def told_of_task(facts: dict) -> str:
    words = {"day": facts["due_on"], "days": facts["days_late"]}
    due = (
        _("due on %(day)s, %(days)d days late") % words
        if facts["days_late"]
        else _("due on %(day)s") % words
    )
    states = dict(TaskState.choices)
    state = str(states.get(facts["state"], facts["state"]))
    return phrases([facts["department"], facts["person"], due, state])
