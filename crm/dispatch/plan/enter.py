"""Plans with their phases, headings and targets are entered."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Proposal
from crm.core.proposals.propose import propose_new
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Heading, Phase, Plan, PlanTarget, TargetValue


@as_one()
def create_plan(*, by, **facts) -> Plan:
    return _stored(Plan(**facts), by)


@as_one()
def add_phase(*, by, plan, **facts) -> Phase:
    _check_draft(plan)
    return _stored(Phase(plan=plan, **facts), by)


@as_one()
def add_heading(*, by, plan, **facts) -> Heading:
    if plan.state == Plan.State.ENDED:
        raise Refused(_("The plan has ended."))
    return _stored(Heading(plan=plan, **facts), by)


@as_one()
def add_target(*, by, heading, supporting=(), **facts) -> PlanTarget:
    """A target of a draft. Raises Refused for a plan in force: there targets change by proposal."""
    _check_draft(heading.plan)
    target = _stored(PlanTarget(heading=heading, **facts), by)
    target.supporting.set(supporting)
    return target


@as_one()
def set_values(target, values: dict, *, by) -> None:
    """{phase: what is to be reached by its end, None for nothing} of a draft's target.

    Raises NotPermitted, Refused for a plan in force, ValidationError for a phase of another plan.
    """
    if not by.has_perm("dispatch.change_targetvalue"):
        raise NotPermitted(_("You do not have the right to change targets."))
    _check_draft(target.plan)
    stored = {row.phase_id: row for row in target.values.select_for_update()}
    for phase, value in values.items():
        _set(target, phase, value, stored.get(phase.pk), by)


@as_one()
def propose_values(target, values: dict, *, by, why: str) -> list[Proposal]:
    """Of a target of a plan in force: what is to be reached by phases that have no value yet.

    Raises NotPermitted; Refused without a value or a reason, or for a phase that has its value.
    """
    new_values = {phase: value for phase, value in values.items() if value is not None}
    if not new_values:
        raise Refused(_("Nothing was changed."))
    if target.values.filter(phase__in=new_values).exists():
        raise Refused(_("The target has its value for this phase already."))
    return [
        propose_new(TargetValue, {"target": target, "phase": phase, "value": value}, by=by, why=why)
        for phase, value in new_values.items()
    ]


@as_one()
def remove_target(target, *, by) -> None:
    """Of a draft, with its values. Its parts and tasks have to go first."""
    _check_draft(target.plan)
    for record in [*target.values.all(), target]:
        record._history_user = by
        record.delete()


def _set(target, phase, value, stored, by):
    if value is None:
        if stored:
            stored._history_user = by
            stored.delete()
    elif stored is None:
        _stored(TargetValue(target=target, phase=phase, value=value), by)
    elif stored.value != value:
        stored.value = value
        save_as(stored, by=by)


def _check_draft(plan):
    """As it is stored: until this transaction ends nobody puts it in force."""
    plan = Plan.objects.select_for_update(of=["self"]).get(pk=plan.pk)
    if plan.state != Plan.State.DRAFT:
        raise ValidationError(_("The plan is in force: its targets change by proposals alone."))


def _stored(record, by):
    record.full_clean()
    return save_as(record, by=by)
