"""Settlement: assess projects with new facts whole and post to the ledger only the difference from
what it already holds.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain
from threading import Barrier

from django.db import connection
from django.db.models import F, JSONField, QuerySet, Sum, Value
from django.db.models.expressions import CombinedExpression
from django.utils import timezone

from crm.core.errors import NotPermitted
from crm.core.models import User
from crm.core.writes import as_one
from leads.models import Project

from .. import engine
from ..models import Agreement, LedgerEntry, PolicyVersion, SettlementRun, Unsettled
from ..models.currency import CNY
from . import shared_caps
from .agent_fees import post_agent_fees
from .base_fees import post_base_fees
from .facts import ProjectFacts, ProjectRow, policy_of, project_facts_of, unsound
from .held import Held, held, noted
from .post import Grounds, Posting, post
from .reasons import Key, kind_of, reasons_of, whys_of
from .shared_caps import AwardsElsewhere

PROJECTS_AT_ONCE = 300
LANES = 2  # while the database takes in one batch, the next is worked out


@dataclass
class Outcome:
    """What a project's settlement comes to: the entries it posts (or would), and what is held back
    with the reason.
    """

    project: ProjectRow
    entries: list[Posting] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    next_on: date | None = None


@dataclass
class Batch:
    """What the settlement of some projects came to, for the run's report; ``amount`` adds up the
    entries in yuan alone.
    """

    projects: int
    posted: int
    amount: Decimal
    held: list[Held]


def settle(
    *, as_of: date | None = None, by: User | None = None, projects: QuerySet | None = None
) -> SettlementRun:
    """Settle the projects with new facts, or ``projects``, as known on ``as_of``. A second run
    posts nothing.

    Each batch of projects is one transaction: a run that is killed leaves whole batches, and its
    next start does the rest. Without ``projects`` the base fees of agreements, and what agents earn
    by themselves, are settled too.
    """
    if by is not None and not by.has_perm("commissions.settle"):
        raise NotPermitted
    run = SettlementRun.objects.create(as_of=as_of or timezone.localdate(), by=by)
    work_through(run, projects)
    return run


def work_through(run: SettlementRun, projects: QuerySet | None = None) -> None:
    """Do what is left of a run, to its end."""
    pks = _chosen(projects, run.as_of)
    run.total = run.projects + len(pks)
    run.save(update_fields=["total"])
    task = partial(settle_projects, as_of=run.as_of, run=run, by=run.by)
    for _batch in _in_lanes(task, list(_in_batches(pks))):
        pass  # each is noted in the transaction that posts it
    if projects is None:
        _settle_fees(run)
    run.refresh_from_db()
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])


@as_one()
def _settle_fees(run: SettlementRun) -> None:
    fees = post_base_fees(run.as_of, run=run, by=run.by)
    agent_fees, held_back = post_agent_fees(run.as_of, run=run, by=run.by)
    _note(run, Batch(0, len(fees) + len(agent_fees), in_yuan([*fees, *agent_fees]), held_back))


def preview(as_of: date | None = None, projects: QuerySet | None = None) -> Iterator[Outcome]:
    """What a settlement would post and hold back; nothing is written."""
    as_of = as_of or timezone.localdate()
    awards = AwardsElsewhere()
    for pks in _in_batches(_chosen(projects, as_of)):
        yield from _outcomes(pks, as_of, awards)


def postings_if_terminated(project: Project, on: date) -> list[Posting]:
    """What a settlement would post had the project been terminated on ``on``; none is written."""
    posted, entries = posted_so_far([project.pk]), []
    for project_facts in project_facts_of([project.pk], in_lots_on=on):
        milestones = {"terminated": on, **project_facts.facts.milestones}
        ended = replace(project_facts, facts=replace(project_facts.facts, milestones=milestones))
        outcome = _outcome(ended, on, posted.get(project.pk, {}), AwardsElsewhere())
        entries += outcome.entries
    return entries


def _chosen(projects: QuerySet | None, as_of: date) -> list[int]:
    if projects is not None:
        return list(projects.order_by("pk").values_list("pk", flat=True))
    return list(
        Unsettled.objects.filter(due_on__lte=as_of)
        .order_by("project")
        .values_list("project", flat=True)
    )


def _in_batches(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), PROJECTS_AT_ONCE):
        yield pks[start : start + PROJECTS_AT_ONCE]


def _in_lanes(task: Callable[[list[int]], Batch], batches: list[list[int]]) -> Iterator[Batch]:
    """The results in order. One lane takes 1.4 times as long; it is used where there is one batch,
    and inside a transaction, which no other connection could see. A lane keeps its connection: a
    new one for each batch takes a sixth longer (bench/engine.py).
    """
    if len(batches) < LANES or connection.in_atomic_block:
        yield from map(task, batches)
        return
    with ThreadPoolExecutor(LANES) as lanes:
        try:
            yield from lanes.map(task, batches)
        finally:  # at the barrier each lane holds one of the jobs, and closes its own connection
            together = Barrier(LANES)
            for _lane in range(LANES):
                lanes.submit(_close_connection, together)


def _close_connection(together: Barrier) -> None:
    together.wait()
    connection.close()


@as_one()
def settle_projects(
    pks: list[int], *, as_of: date, run: SettlementRun | None = None, by: User | None = None
) -> Batch:
    """Post the differences of some projects. Their rows are locked, so that two runs at once post
    once.
    """
    list(
        Project.objects.select_for_update(of=["self"])
        .filter(pk__any_of=pks)
        .order_by("pk")
        .values_list("pk")
    )
    shared_caps.lock(pks)
    Unsettled.objects.filter(project__any_of=pks).delete()
    outcomes = list(_outcomes(pks, as_of, AwardsElsewhere()))
    postings = list(chain.from_iterable(outcome.entries for outcome in outcomes))
    post(postings, run=run, by=by)
    Unsettled.objects.bulk_create(
        Unsettled(project_id=outcome.project.pk, due_on=outcome.next_on)
        for outcome in outcomes
        if outcome.next_on
    )
    shared_caps.wake_others(postings)
    held_back = list(chain.from_iterable(outcome.held for outcome in outcomes))
    batch = Batch(len(outcomes), len(postings), in_yuan(postings), held_back)
    if run is not None:
        _note(run, batch)
    return batch


def in_yuan(entries: Iterable[Posting | LedgerEntry]) -> Decimal:
    return sum((entry.amount for entry in entries if entry.currency == CNY), Decimal(0))


def _note(run: SettlementRun, batch: Batch) -> None:
    """Add a batch to the run's report, where it is posted: a killed run says how far it came."""
    also_held = CombinedExpression(
        F("held"), "||", Value(batch.held, JSONField()), output_field=JSONField()
    )
    SettlementRun.objects.filter(pk=run.pk).update(
        projects=F("projects") + batch.projects,
        posted=F("posted") + batch.posted,
        posted_amount=F("posted_amount") + batch.amount,
        held=also_held,
    )


def _outcomes(pks: list[int], as_of: date, awards: AwardsElsewhere) -> Iterator[Outcome]:
    posted = posted_so_far(pks)
    for project_facts in project_facts_of(pks, in_lots_on=as_of):
        yield _outcome(project_facts, as_of, posted.get(project_facts.project.pk, {}), awards)


def _outcome(
    project_facts: ProjectFacts,
    as_of: date,
    posted: dict[int, dict[Key, Decimal]],
    awards: AwardsElsewhere,
) -> Outcome:
    """``posted`` is what the ledger holds of the project: {policy version: {(component, period,
    stage, payee): amount}}.
    """
    outcome = Outcome(project_facts.project)
    outcome.held += [
        held(project_facts.project.number, str(referral.agent), "no_agreement")
        for referral in project_facts.uncovered
    ]
    versions = project_facts.by_version()
    former_versions = set(posted) - {version.pk for version in versions}
    if former_versions:
        versions |= {
            version: {}
            for version in PolicyVersion.objects.filter(pk__in=former_versions).order_by("pk")
        }
    for version, agreements in versions.items():
        _assess_under(
            version, agreements, project_facts, as_of, posted.get(version.pk, {}), awards, outcome
        )
    return outcome


def _assess_under(
    version: PolicyVersion,
    agreements: dict[int, Agreement],
    project_facts: ProjectFacts,
    as_of: date,
    posted: dict[Key, Decimal],
    awards: AwardsElsewhere,
    outcome: Outcome,
) -> None:
    if reason := unsound(version.pk):
        outcome.held.append(held(project_facts.project.number, str(version), reason))
        return
    policy = policy_of(version.pk)
    facts = awards.added_to(project_facts.facts, policy, version)
    assessment = engine.assess(policy, facts, as_of)
    outcome.next_on = min(filter(None, (outcome.next_on, assessment.next_on)), default=None)
    dues = _payable(assessment, agreements, project_facts.project, policy, outcome)
    differences = dict(_differences(dues, posted))
    if version.state == PolicyVersion.State.SUSPENDED:
        outcome.held += [
            held(project_facts.project.number, policy.name_of(key[0], "zh"), "suspended", amount)
            for key, amount in differences.items()
        ]
        return
    grounds = Grounds(project_facts.project.pk, version, as_of, facts)
    for key, amount in differences.items():
        posting = _posting(
            grounds, agreements, key, amount, dues.get(key), posted.get(key), assessment
        )
        awards.note(posting, policy)
        outcome.entries.append(posting)


def _differences(
    dues: dict[Key, engine.Due], posted: dict[Key, Decimal]
) -> Iterator[tuple[Key, Decimal]]:
    for key, due in dues.items():
        if amount := due.amount - posted.get(key, 0):
            yield key, amount
    for key in sorted(set(posted) - set(dues)):
        yield key, -posted[key]


def _posting(
    grounds: Grounds,
    agreements: dict[int, Agreement],
    key: Key,
    difference: Decimal,
    due: engine.Due | None,
    posted: Decimal | None,
    assessment: engine.Assessment,
) -> Posting:
    component, period, stage, payee = key
    causes = whys_of(key, assessment, due, payee in agreements) if difference < 0 else []
    return Posting(
        grounds=grounds,
        kind=kind_of(difference, posted, due, causes),
        payee_id=payee,
        agreement=agreements.get(payee),
        component=component,
        period=period,
        stage=stage,
        amount=difference,
        due=due,
        steps=reasons_of(due, posted, causes),
    )


def _payable(
    assessment: engine.Assessment,
    agreements: dict[int, Agreement],
    project: ProjectRow,
    policy: engine.Policy,
    outcome: Outcome,
) -> dict[Key, engine.Due]:
    """{(component, period, stage, payee): due} of what may be paid; the rest is told in the
    outcome.
    """
    dues: dict[Key, engine.Due] = {}
    for due in assessment.dues:
        payee = int(due.payee)
        if payee not in agreements:
            continue
        if due.payable:
            dues[due.component, due.period, due.stage, payee] = due
        else:
            name = policy.name_of(due.component, "zh")
            outcome.held.append(held(project.number, name, f"stage:{due.held}", due.amount))
    for note in assessment.notes:
        outcome.held.append(noted(project.number, note, policy))
    return dues


def posted_so_far(pks: list[int]) -> dict[int, dict[int, dict[Key, Decimal]]]:
    """{project: {policy version: {(component, period, stage, payee): amount}}} of what the ledger
    holds.
    """
    sums = (
        LedgerEntry.objects.earned()
        .filter(project__any_of=pks)
        .order_by()
        .values_list("project", "policy_version", "component", "period", "stage", "payee")
        .annotate(total=Sum("amount"))
    )
    amounts: dict[int, dict[int, dict[Key, Decimal]]] = {}
    for project, version, component, period, stage, payee, total in sums:
        if total:
            version_amounts = amounts.setdefault(project, {}).setdefault(version, {})
            version_amounts[component, period, stage, payee] = total
    return amounts


def first_bad_row() -> int | None:
    """The sequence of the first ledger row whose hash or place in the chain is wrong; None if all
    are sound.
    """
    with connection.cursor() as cursor:
        cursor.execute("select commissions_ledger_first_bad_row()")
        sequence: int | None = cursor.fetchone()[0]
        return sequence
