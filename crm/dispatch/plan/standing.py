"""Where targets stand on a day: value, what is due, completion, light. Many targets take as many
queries as one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from crm.core.indicators.read import several
from crm.core.indicators.registry import INDICATORS
from crm.core.models import Department, Parameter

from ..models import Phase, PlanTarget, TargetReading, TargetValue
from ..models.target import Counts
from .completion import NOTHING, RED, completion, due_by_now, is_lost, light_of


@dataclass(frozen=True)
class Standing:
    """``goal`` is that of the phase, ``final`` that of the last one; ``over`` is the part of the
    phase's time that is over. ``percent`` and ``due_percent`` are parts of the whole way, which
    begins anew in each phase for targets counted by phase.
    """

    target: PlanTarget
    phase: Phase | None
    value: Decimal | None = None
    start: Decimal = NOTHING
    goal: Decimal | None = None
    final: Decimal | None = None
    done: Decimal = NOTHING
    over: Decimal = NOTHING
    percent: int = 0
    due_percent: int = 0
    light: str = ""
    reading: TargetReading | None = None

    @property
    def is_late(self) -> bool:
        return self.light == RED


def phase_on(phases: list[Phase], day: date) -> Phase | None:
    """The one that runs: the last that has begun, else the first."""
    begun_phases = [phase for phase in phases if phase.starts_on <= day]
    return begun_phases[-1] if begun_phases else next(iter(phases), None)


def standings_of(targets: Iterable[PlanTarget], day: date | None = None) -> dict[int, Standing]:
    """{key of the target: how it stands at the end of ``day``}. The targets come with their
    ``heading__plan``.
    """
    targets, day = list(targets), day or timezone.localdate()
    facts = _Known(targets, day)
    return {target.pk: facts.standing(target) for target in targets}


class _Known:
    """What is read once for all of ``targets``."""

    def __init__(self, targets: list[PlanTarget], day: date):
        self.day, self.targets = day, targets
        self.yellow, self.red = Parameter.several("plan_yellow_points", "plan_red_points")
        self.phases: dict[int, list[Phase]] = defaultdict(list)
        for phase in Phase.objects.filter(plan__in={target.heading.plan_id for target in targets}):
            self.phases[phase.plan_id].append(phase)
        self.goals: dict[tuple, Decimal] = {
            (row.target_id, row.phase_id): row.value
            for row in TargetValue.objects.filter(target__in=targets).order_by()
        }
        self.readings = self._newest_readings(targets)
        self.measured: dict[tuple, Decimal | None] = {}
        self.below = _departments_below() if any(target.parent_id for target in targets) else {}

    def _newest_readings(self, targets) -> dict[int, TargetReading]:
        reported = [target.pk for target in targets if not target.indicator]
        rows = TargetReading.objects.verified().filter(Q(target__in=reported), day__lte=self.day)
        newest = rows.order_by("target_id", "-day", "-id").distinct("target_id")
        return {row.target_id: row for row in newest.select_related("reported_by", "verified_by")}

    def standing(self, target: PlanTarget) -> Standing:
        phases = self.phases[target.heading.plan_id]
        phase = phase_on(phases, self.day)
        if phase is None:
            return Standing(target, None)
        reading = self._reading(target, phase)
        value = self._value(target, phase, reading)
        goals = [self.goals.get((target.pk, plan_phase.pk)) for plan_phase in phases]
        goal = goals[phases.index(phase)]
        final = next((amount for amount in reversed(goals) if amount is not None), None)
        if goal is None:
            return Standing(target, phase, value, final=final, reading=reading)
        return self._held_against(target, phase, value, phases, goals, final, reading)

    def _held_against(self, target, phase, value, phases, goals, final, reading) -> Standing:
        place, goal = phases.index(phase), goals[phases.index(phase)]
        is_anew = target.counts == Counts.OF_PHASE
        earlier_goals = [amount for amount in goals[:place] if amount is not None]
        first = NOTHING if is_anew else target.baseline
        start = first if is_anew or not earlier_goals else earlier_goals[-1]
        over, direction = phase.share_over(self.day), {"higher_is_better": target.higher_is_better}
        done = completion(value, start, goal, **direction)
        end = goal if is_anew else final
        points = {"yellow_points": self.yellow, "red_points": self.red}
        lost = is_anew and is_lost(value, goal, **direction)
        due = due_by_now(start, goal, over)
        return Standing(
            target,
            phase,
            value,
            start,
            goal,
            final,
            done,
            over,
            int(completion(value, first, end, **direction) * 100),
            int(completion(due, first, end, **direction) * 100),
            RED if lost else light_of(done, over, **points),
            reading,
        )

    def _reading(self, target, phase) -> TargetReading | None:
        """A report of an earlier phase says nothing of a target that counts anew in each phase."""
        reading = self.readings.get(target.pk)
        if reading and target.counts == Counts.OF_PHASE and reading.day < phase.starts_on:
            return None
        return reading

    def _value(self, target, phase, reading) -> Decimal | None:
        if not target.indicator:
            return reading.value if reading else None
        if target.indicator not in INDICATORS:
            return None
        key = self._key(target, phase)
        if key not in self.measured:
            self._measure(key[1:])
        value = self.measured[key]
        over_plan = target.counts == Counts.OVER_PLAN
        return value + target.baseline if over_plan and value is not None else value

    def _key(self, target, phase) -> tuple[str, date, date, int | None]:
        """(indicator, first and last day, the department of a part) by which it is measured."""
        span = target.heading.plan if target.counts == Counts.OVER_PLAN else phase
        department = target.department_id if target.parent_id else None
        return target.indicator, span.starts_on, min(self.day, span.ends_on), department

    def _measure(self, span: tuple[date, date, int | None]) -> None:
        """Measures all targets of the same days: over the whole city; for a part, over its
        department and those below it. The values are None before the days begin.
        """
        begins, last, department = span
        codes = {key[0] for key in self._keys() if key[1:] == span}
        where = {"department": self.below.get(department, [department])} if department else None
        values = several(codes, (begins, last), where) if last >= begins else {}
        self.measured |= {(code, *span): values.get(code) for code in codes}

    def _keys(self) -> list[tuple]:
        keys = []
        for target in self.targets:
            phase = phase_on(self.phases[target.heading.plan_id], self.day)
            if phase is not None and target.indicator in INDICATORS:
                keys.append(self._key(target, phase))
        return keys


def _departments_below() -> dict[int, list[int]]:
    """{department: itself and all below it}, by one query for all of them."""
    parents = dict(Department.objects.order_by().values_list("pk", "parent"))
    subtrees: dict[int, list[int]] = defaultdict(list)
    for department in parents:
        ancestor = department
        for _level in parents:
            subtrees[ancestor].append(department)
            if (ancestor := parents.get(ancestor)) is None:
                break
    return subtrees
