"""The parts that dispatch itself gives to every agenda, in the order of the meeting."""

from django.utils.translation import pgettext_lazy

from ..models.agenda import BY_HAND
from . import of_projects, of_targets, of_tasks
from .agenda import AgendaPart, Drawn, register_agenda_part


def _nothing(_look) -> Drawn:
    """What people put on the agenda themselves is not drawn."""
    return Drawn()


def register():
    for part in (
        AgendaPart(
            "decisions",
            pgettext_lazy("agenda", "Decisions not carried out"),
            of_tasks.decisions,
            of_tasks.told_of_decision,
            10,
        ),
        AgendaPart(
            "behind",
            pgettext_lazy("agenda", "Furthest behind"),
            of_targets.behind,
            of_targets.told_of_target,
            20,
        ),
        AgendaPart(
            "lights",
            pgettext_lazy("agenda", "Red and yellow lights"),
            of_targets.lights,
            of_targets.told_of_target,
            30,
        ),
        AgendaPart(
            "projects",
            pgettext_lazy("agenda", "Projects with a red light"),
            of_projects.red_projects,
            of_projects.told_of_light,
            40,
            is_told_in_brief=False,
        ),
        AgendaPart(
            "tasks",
            pgettext_lazy("agenda", "Late tasks of the plan"),
            of_tasks.late,
            of_tasks.told_of_task,
            50,
        ),
        AgendaPart(
            "wins",
            pgettext_lazy("agenda", "What was won"),
            of_projects.wins,
            of_projects.told_of_win,
            70,
        ),
        AgendaPart(
            BY_HAND,
            pgettext_lazy("agenda", "Further items"),
            _nothing,
            lambda facts: "",
            80,
        ),
    ):
        register_agenda_part(part)
