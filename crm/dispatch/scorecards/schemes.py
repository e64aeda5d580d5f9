"""Schemes are written, come into force, and are replaced by a new version."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.punctuation import listed
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import create_many, save_as

from ..models import (
    PlanTarget,
    SchemeLine,
    ScoreRule,
    ScoreScheme,
    ScoreSubject,
    SubjectGoal,
)
from ..models.scheme import DRAFTS
from ..models.scheme_parts import LineSource
from .points import shares

OF_SCHEME = [
    "name",
    "kind",
    "period",
    "plan",
    "department",
    "basis",
    "bonus_most",
    "deduction_most",
    "excellent_from",
    "good_from",
    "passed_from",
    "contest_days",
    "is_ranking_open",
    "is_demo",
]
OF_LINE = [
    "order",
    "name",
    "source",
    "indicator",
    "target",
    "points",
    "goal",
    "higher_is_better",
    "nothing_below",
    "floor",
    "cap",
    "guidance",
]
OF_RULE = ["kind", "name", "points", "most", "grade"]
OF_SUBJECT = ["department", "district", "park", "officer", "agent", "office"]


@as_one()
def create_scheme(*, by, **facts) -> ScoreScheme:
    return _stored(ScoreScheme(**facts), by)


@as_one()
def add_line(*, by, scheme, **facts) -> SchemeLine:
    return _add(SchemeLine(scheme=_draft(scheme), **facts), by)


@as_one()
def add_rule(*, by, scheme, **facts) -> ScoreRule:
    return _add(ScoreRule(scheme=_draft(scheme), **facts), by)


@as_one()
def add_subject(*, by, scheme, **facts) -> ScoreSubject:
    """A park answers by its administration where no other department is named."""
    if facts.get("department") and not facts.get("office"):
        facts["office"] = facts["department"]
    if facts.get("park") and not facts.get("office"):
        facts["office"] = facts["park"].department
    return _add(ScoreSubject(scheme=_draft(scheme), **facts), by)


@as_one()
def set_goals(scheme, goals: dict, *, by) -> None:
    """{(line, subject): the goal, None for no goal of its own} of a draft.

    Raises NotPermitted, or ValidationError for a scheme in force.
    """
    scheme = _draft(scheme)
    if not by.has_perm(DRAFTS):
        raise NotPermitted(_("You do not have the right to write schemes of assessment."))
    rows = SubjectGoal.objects.filter(line__scheme=scheme).select_for_update()
    stored = {(row.line_id, row.subject_id): row for row in rows}
    new_goals = []
    for (line, subject), value in goals.items():
        goal = stored.get((line.pk, subject.pk))
        if goal is None and value is not None:
            new_goals.append(SubjectGoal(line=line, subject=subject, value=value))
        elif goal is not None and goal.value != value:
            _change(goal, value, by)
    create_many(SubjectGoal, new_goals, by=by)


def _change(goal, value, by):
    if value is None:
        goal._history_user = by
        goal.delete()
    else:
        goal.value = value
        save_as(goal, by=by)


@as_one()
def lines_of_targets(scheme, targets: list[PlanTarget], *, points: Decimal, by) -> list[SchemeLine]:
    """A line for each target of the plan; ``points`` are shared out by the targets' weights.

    Raises NotPermitted; Refused without a target that weighs anything.
    """
    scheme = _draft(scheme)
    weights = [target.weight for target in targets]
    if not sum(weights):
        raise Refused(_("Choose targets that have a weight."))
    order = scheme.lines.count()
    lines = []
    for number, (target, share) in enumerate(
        zip(targets, shares(points, weights), strict=True), start=1
    ):
        line = SchemeLine(
            scheme=scheme,
            order=order + number,
            name=str(target)[:80],
            source=LineSource.TARGET,
            target=target,
            points=share,
            higher_is_better=target.higher_is_better,
        )
        lines.append(_add(line, by))
    return lines


@as_one()
def new_version(scheme, *, by) -> ScoreScheme:
    """A draft with all that the scheme has. Of two who ask at once, one waits and is refused."""
    if not by.has_perm("dispatch.add_scorescheme"):
        raise NotPermitted(_("You do not have the right to write schemes of assessment."))
    scheme = ScoreScheme.objects.select_for_update(of=["self"]).get(pk=scheme.pk)
    newest = ScoreScheme.objects.filter(name=scheme.name).order_by("-version").first()
    if newest.is_editable:
        raise Refused(_("%(scheme)s is a draft already.") % {"scheme": newest})
    draft = ScoreScheme(version=newest.version + 1, replaces=newest, **_copied(scheme, OF_SCHEME))
    save_as(draft, by=by)
    lines = _copies(scheme.lines, OF_LINE, draft, by)
    _copies(scheme.rules, OF_RULE, draft, by)
    subjects = _copies(scheme.subjects, OF_SUBJECT, draft, by)
    goals = [
        SubjectGoal(line=lines[goal.line_id], subject=subjects[goal.subject_id], value=goal.value)
        for goal in SubjectGoal.objects.filter(line__scheme=scheme)
    ]
    create_many(SubjectGoal, goals, by=by)
    return draft


def _copied(record, names) -> dict:
    return {name: getattr(record, name) for name in names}


def _copies(rows, names, draft, by) -> dict:
    """{key of the old row: the new one}."""
    return {
        row.pk: save_as(rows.model(scheme=draft, **_copied(row, names)), by=by)
        for row in rows.all()
    }


@as_one()
def put_in_force(scheme, *, by, note: str = ""):
    """It takes the place of the version before. Periods that are open keep their version.

    Raises Refused also where somebody has nothing to reach in a line.
    """
    scheme.refresh_from_db()
    if reason := said_of_goals(scheme):
        raise Refused(reason)
    previous = scheme.replaces
    if previous and previous.state == ScoreScheme.State.IN_FORCE:
        move(previous, "replace", by=by, note=note)
    return move(scheme, "put_in_force", by=by, note=note)


def said_of_goals(scheme) -> str:
    """Which lines lack what somebody is to reach; "" for none."""
    lines = scheme.lines.filter(source=LineSource.INDICATOR, goal=None)
    count = scheme.subjects.count()
    lacking = [line for line in lines if line.goals.count() < count]
    if not lacking:
        return ""
    message = _("Not everybody has something to reach in these lines: %(names)s.")
    return message % {"names": listed(lacking)}


@as_one()
def remove_part(part, *, by) -> None:
    """A line, rule or subject of a draft, with its goals."""
    _draft(part.scheme)
    for record in [*(part.goals.all() if hasattr(part, "goals") else ()), part]:
        record._history_user = by
        record.delete()


def _draft(scheme) -> ScoreScheme:
    """As it is stored: until this transaction ends nobody puts it in force."""
    scheme = ScoreScheme.objects.select_for_update(of=["self"]).get(pk=scheme.pk)
    if not scheme.is_editable:
        raise ValidationError(_("The scheme is in force. Make a new version of it."))
    return scheme


def _add(part, by):
    if not by.has_perm(DRAFTS):
        raise NotPermitted(_("You do not have the right to write schemes of assessment."))
    return _stored(part, by)


def _stored(record, by):
    record.full_clean()
    return save_as(record, by=by)
