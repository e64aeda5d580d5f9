"""What each subject has reached in each line of a scheme, from the registry of indicators and from
the targets of the plan. All subjects together take as many queries as one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from crm.core.indicators.owners import PERSON, values_of_owners
from crm.core.indicators.read import values_of
from crm.core.indicators.registry import INDICATORS, Ratio, Span
from crm.core.models import Department

from ..models import PlanTarget, SchemeLine, ScoreSubject
from ..models.scheme import SubjectKind
from ..models.scheme_parts import LineSource
from ..plan.completion import due_by_now
from ..plan.standing import Standing, standings_of
from .points import NOTHING, completion, counted, weighted

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Reached:
    """``goal`` None: nothing says what is to be reached. ``parts`` are plain data."""

    value: Decimal | None = None
    goal: Decimal | None = None
    start: Decimal = NOTHING
    parts: list[dict] = field(default_factory=list)


Key = tuple[int, int]  # line, subject


def reached(
    lines: Iterable[SchemeLine], subjects: Iterable[ScoreSubject], span: Span, kind: str
) -> dict[Key, Reached]:
    """What each subject has reached in each line that is not judged. The subjects come with their
    scheme.
    """
    lines, subjects = list(lines), list(subjects)
    results: dict[Key, Reached] = {}
    indicator_lines = [line for line in lines if line.source == LineSource.INDICATOR]
    results |= _of_indicators(indicator_lines, subjects, span, kind)
    plan_lines = [line for line in lines if line.source in (LineSource.TARGET, LineSource.PLAN)]
    if plan_lines:
        results |= _of_plan(plan_lines, subjects, span[1])
    return results


def _of_indicators(lines, subjects, span, kind) -> dict[Key, Reached]:
    keys = _keys(subjects, kind)
    goals = {
        (goal.line_id, goal.subject_id): goal.value for line in lines for goal in line.goals.all()
    }
    results, values_by_indicator = {}, {}
    for line in lines:
        if line.indicator not in values_by_indicator:
            values_by_indicator[line.indicator] = _values(line.indicator, span, kind, keys)
        values = values_by_indicator[line.indicator]
        for subject in subjects:
            goal = goals.get((line.pk, subject.pk), line.goal)
            results[line.pk, subject.pk] = Reached(values.get(subject.pk), goal)
    return results


def _keys(subjects, kind: str) -> dict[int, list]:
    """{subject: the keys whose figures are its own}; of a department those below it, too."""
    if kind != SubjectKind.DEPARTMENT:
        return {subject.pk: [getattr(subject, f"{kind}_id")] for subject in subjects}
    below = defaultdict(list)
    for pk, parent in Department.objects.order_by().values_list("pk", "parent"):
        below[parent].append(pk)
    return {subject.pk: _subtree(subject.department_id, below) for subject in subjects}


def _subtree(root: int, below) -> list[int]:
    keys, pending = [], [root]
    while pending:
        keys.append(pending.pop())
        pending += below[keys[-1]]
    return keys


def _values(code: str, span: Span, kind: str, keys) -> dict[int, Decimal | None]:
    indicator = INDICATORS.get(code)
    if indicator is None:
        return {}
    if not isinstance(indicator, Ratio):
        return _sums(code, span, kind, keys)
    parts, wholes = (
        _sums(operand, span, kind, keys) for operand in (indicator.part, indicator.whole)
    )
    return {pk: indicator.of(parts[pk], wholes[pk]) for pk in keys}


def _sums(code: str, span: Span, kind: str, keys) -> dict[int, Decimal]:
    if kind == SubjectKind.OFFICER:
        people = [key for subject_keys in keys.values() for key in subject_keys]
        by_key = values_of_owners(code, span, PERSON, people)
    else:
        by_key = {key: value for (key,), value in values_of(code, span, [kind]).items()}
    return {
        pk: sum((by_key.get(key, NOTHING) for key in subject_keys), NOTHING)
        for pk, subject_keys in keys.items()
    }


def _of_plan(lines, subjects, day: date) -> dict[Key, Reached]:
    plans = {line.scheme.plan_id for line in lines}
    rows = PlanTarget.objects.filter(heading__plan__in=plans)
    targets = list(rows.select_related("heading__plan", "department"))
    standings = standings_of(targets, day)
    results = {}
    for line in lines:
        for subject in subjects:
            subject_targets = [target for target in targets if _is_of(target, subject)]
            make = _of_target if line.source == LineSource.TARGET else _of_all
            results[line.pk, subject.pk] = make(line, subject_targets, standings)
    return results


def _is_of(target: PlanTarget, subject: ScoreSubject) -> bool:
    if subject.officer_id:
        return target.person_id == subject.officer_id
    return target.department_id == (subject.department_id or subject.office_id)


def _of_target(line, targets: list[PlanTarget], standings) -> Reached:
    """The subject's part of it, or the target itself where it is the subject's."""
    parts = [target for target in targets if target.parent_id == line.target_id]
    whole = [target for target in targets if target.pk == line.target_id]
    target = next(iter(parts + whole), None)
    if target is None:
        return Reached()
    standing = standings[target.pk]
    return Reached(standing.value, _due(standing), standing.start)


def _due(standing: Standing) -> Decimal | None:
    """Where it should stand on the day, on a straight way to the goal of the phase."""
    if standing.goal is None:
        return None
    return due_by_now(standing.start, standing.goal, standing.over).quantize(Decimal("0.01"))


def _of_all(line, targets: list[PlanTarget], standings) -> Reached:
    """How far all targets of the subject are in the mean, each by its weight; in per cent."""
    parts = [_part(line, standings[target.pk]) for target in targets]
    parts = [part for part in parts if part]
    mean = weighted((Decimal(part["weight"]), Decimal(part["counted"])) for part in parts)
    if mean is None:
        return Reached()
    return Reached((mean * HUNDRED).quantize(Decimal("0.01")), HUNDRED, NOTHING, parts)


def _part(line, standing: Standing) -> dict | None:
    target, due = standing.target, _due(standing)
    if due is None:
        return None
    direction = {"higher_is_better": target.higher_is_better}
    done = completion(standing.value, due, standing.start, **direction)
    share = counted(done, floor=NOTHING, cap=line.cap / HUNDRED)
    return {
        "target": target.pk,
        "name": str(target),
        "weight": str(target.weight),
        "value": None if standing.value is None else str(standing.value),
        "goal": str(due),
        "counted": str(share.quantize(Decimal("0.000001"))),
    }
