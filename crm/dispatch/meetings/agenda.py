"""The parts of an agenda: each is drawn from facts by a function, and says how it is put.

Apps fill the registry in ``ready()`` (``meetings/parts.py``); what lies above dispatch adds its
own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.functional import cached_property

from crm.core.models import Department, Parameter

from ..models import DispatchBody, Plan, PlanTarget
from ..plan.standing import Standing, standings_of


@dataclass(frozen=True)
class Look:
    """What a body looks at on ``day``: its plan, headings and departments (None: all), and what
    happened after ``since``, when it met last. ``most`` is how many items a part holds.
    """

    body: DispatchBody
    day: date
    since: date
    plan: Plan | None
    headings: tuple[int, ...] | None
    departments: tuple[int, ...] | None
    most: int

    @property
    def where(self) -> dict | None:
        """For figures: those of the departments that it looks at."""
        return {"department": list(self.departments)} if self.departments else None

    @cached_property
    def targets(self) -> list[PlanTarget]:
        """The whole targets of its headings; of a district, what it has to bring itself."""
        rows = PlanTarget.objects.of_plan(self.plan) if self.plan else PlanTarget.objects.none()
        if self.headings:
            rows = rows.filter(heading__in=self.headings)
        if self.departments:
            rows = rows.filter(department__in=self.departments)
        else:
            rows = rows.filter(parent=None)
        return list(rows.select_related("heading__plan", "department", "person"))

    @cached_property
    def standings(self) -> list[Standing]:
        return list(standings_of(self.targets, self.day).values())


def look_of(body: DispatchBody, day: date, since: date) -> Look:
    headings = tuple(body.headings.order_by("pk").values_list("pk", flat=True))
    departments = _below(body.department) if body.department_id else None
    return Look(
        body,
        day,
        since,
        Plan.objects.in_force().filter(starts_on__lte=day).first(),
        headings or None,
        departments,
        Parameter.whole("meeting_items"),
    )


def _below(department: Department) -> tuple[int, ...]:
    return tuple(department.subtree_ids())


@dataclass(frozen=True)
class Entry:
    """An item before it is stored: its record, and what is known of it, as JSON holds it. ``title``
    and ``light`` of the facts ("red", "yellow", "green" or nothing) are shown of every item.
    """

    record: Model
    facts: dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """The items of a part, worst first, and how many more there are."""

    entries: Sequence[Entry] = ()
    rest: int = 0

    @classmethod
    def first_of(cls, entries: Sequence[Entry], most: int) -> "Drawn":
        return cls(entries[:most], max(0, len(entries) - most))


@dataclass(frozen=True)
class AgendaPart:
    """``told(facts)`` puts what is known of an item in a sentence, in the reader's language.

    ``is_told_in_brief``: its items stand in the brief one by one; of others only their number,
    since not every member of a body may open what they are about.
    """

    code: str
    label: Any
    draw: Callable[[Look], Drawn]
    told: Callable[[dict], str]
    order: int
    is_told_in_brief: bool = True
    empty: Any = field(default="")


AGENDA_PARTS: dict[str, AgendaPart] = {}


def register_agenda_part(part: AgendaPart) -> None:
    AGENDA_PARTS[part.code] = part


def parts_in_order() -> list[AgendaPart]:
    return sorted(AGENDA_PARTS.values(), key=lambda part: part.order)
