"""The cases as the records tell them, one at a time, so that a million need no memory."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.contrib.contenttypes.models import ContentType

from crm.core.days import day_of
from crm.core.models import Move
from leads.models import Lead, Project
from leads.models.lead import LeadState
from leads.models.project import ProjectState
from parks.models import Contribution

from .cases import GONE, SIGNED, Case, Stay

TALKS = "talks"
ENDED = {LeadState.REJECTED, LeadState.LOST, LeadState.LAPSED, LeadState.DUPLICATE}
LEFT_OFF = (ProjectState.TERMINATED, ProjectState.TRANSFERRED)
ARRIVED = "paid_in"
FEW = 2_000  # rows at a time


def cases() -> Iterator[Case]:
    """Every lead with what became of it."""
    projects, steps = _projects(), _steps_of_leads()
    rows = Lead.objects.order_by("pk").values_list("pk", "received_at", "state", "investment")
    step = next(steps, None)
    for pk, received_at, state, investment in rows.iterator(FEW):
        while step and step[0] < pk:
            step = next(steps, None)
        lead_steps = step[1] if step and step[0] == pk else []
        project = projects.get(pk)
        expected = project["investment"] if project else investment
        yield _case(pk, day_of(received_at), state, lead_steps, project, _number(expected))


def _number(amount) -> float | None:
    return float(amount) if amount else None


def _steps_of_leads() -> Iterator[tuple[int, list[tuple[date, str]]]]:
    """(key of the lead, [(day, state)] of its steps), by key."""
    kind = ContentType.objects.get_for_model(Lead)
    moves = Move.objects.filter(content_type=kind).order_by("object_id", "pk")
    rows = moves.values_list("object_id", "at", "target").iterator(FEW)
    for key, group in groupby(rows, key=itemgetter(0)):
        yield key, [(day_of(moved_at), target) for _key, moved_at, target in group]


def _projects() -> dict[int, dict]:
    """{lead: what its project says}."""
    ended, money = _ended(), _arrivals()
    fields = ("pk", "lead", "investment", "contract_amount", "signed_on", "state", "stage_since")
    projects = {}
    for row in Project.objects.order_by().values(*fields).iterator(FEW):
        is_over = row["state"] in LEFT_OFF
        row["ended_on"] = ended.get(row["pk"], row["stage_since"]) if is_over else None
        row["arrivals"] = tuple(money.get(row["pk"], ()))
        projects[row["lead"]] = row
    return projects


def _ended() -> dict[int, date]:
    kind = ContentType.objects.get_for_model(Project)
    moves = Move.objects.filter(content_type=kind, target__in=LEFT_OFF).order_by("pk")
    return {key: day_of(moved_at) for key, moved_at in moves.values_list("object_id", "at")}


def _arrivals() -> dict[int, list[tuple[date, float]]]:
    """{project: [(day, yuan)]}: what the indicator of arrived money counts."""
    arrivals = defaultdict(list)
    rows = Contribution.objects.verified().filter(metric=ARRIVED).order_by("happened_on", "pk")
    values = rows.values_list("enterprise__project", "happened_on", "amount")
    for project, day, amount in values.iterator(FEW):
        arrivals[project].append((day, float(amount)))
    return arrivals


def _case(pk, received: date, state: str, steps, project, expected) -> Case:
    stays = _stays_of_lead(received, state, steps)
    if project is None:
        return Case(tuple(stays), expected, lead=pk)
    begins = stays.pop().until or received if stays[-1].stage == TALKS else received
    amount = _number(project["contract_amount"])
    return Case(
        (*stays, _talks(begins, project)),
        expected,
        amount,
        project["signed_on"] if amount else None,
        project["ended_on"],
        project["arrivals"] if amount and project["signed_on"] else (),
        project["pk"],
        pk,
    )


def _stays_of_lead(received: date, state: str, steps) -> list[Stay]:
    """Up to the conversion, which stands as a stay of no length in talks. What was entered
    without steps came into its state on the day it was received.
    """
    if not steps:
        stage = GONE if state in ENDED else _stage(state)
        end = Stay("new", received, received, stage) if stage == GONE else _begun(stage, received)
        return [end]
    stays, since, stage = [], received, LeadState.NEW.value
    for day, target in steps:
        day = max(day, since)
        next_stage = GONE if target in ENDED else _stage(target)
        stays.append(Stay(stage, since, day, next_stage))
        since, stage = day, next_stage
    if stage == GONE:
        return stays
    return [*stays, _begun(stage, since)]


def _begun(stage: str, since: date) -> Stay:
    return Stay(stage, since, since if stage == TALKS else None)


def _stage(state: str) -> str:
    return TALKS if state == LeadState.CONVERTED else str(state)


def _talks(begins: date, project) -> Stay:
    signed, ended = project["signed_on"], project["ended_on"]
    if signed and project["contract_amount"]:
        return Stay(TALKS, min(begins, signed), signed, SIGNED)
    if ended:
        return Stay(TALKS, min(begins, ended), ended, GONE)
    return Stay(TALKS, begins)
