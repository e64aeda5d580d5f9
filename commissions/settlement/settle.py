"""Settlement: assess projects with new facts whole and post to the ledger only the difference from what it already holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone

from commissions import engine
from commissions.models import Basis, LedgerEntry, PolicyVersion, SettlementRun, Unsettled
from crm.core.errors import NotPermitted
from leads.models import Project

from .facts import Known, known_of
from .post import post
from .snapshot import snapshot

PROJECTS_AT_ONCE = 100
CAPS_ACROSS_PROJECTS = {"payee", "payee_year", "all", "all_year"}


@dataclass
class Outcome:
    """What a project's settlement comes to: the entries it posts (or would), and what is held back with the reason."""

    project: Project
    entries: list[LedgerEntry] = field(default_factory=list)
    held: list[dict] = field(default_factory=list)
    next_on: date | None = None

    @property
    def amount(self) -> Decimal:
        return sum((entry.amount for entry in self.entries), Decimal(0))


def settle(*, as_of: date | None = None, by=None, projects=None) -> SettlementRun:
    """Settle the projects with new facts, or ``projects``, as known on ``as_of``. A second run posts nothing.

    Each batch of projects is one transaction: a run that is killed leaves whole batches, and its next start does the rest.
    """
    if by is not None and not by.has_perm("commissions.settle"):
        raise NotPermitted
    as_of = as_of or timezone.localdate()
    run = SettlementRun.objects.create(as_of=as_of, by=by)
    waiting = Unsettled.objects.filter(due_on__lte=as_of) if projects is None else Unsettled.objects.none()
    pks = list(waiting.order_by("project").values_list("project", flat=True) if projects is None else projects.order_by("pk").values_list("pk", flat=True))
    for some in _in_batches(pks):
        _note(run, settle_projects(some, as_of=as_of, run=run, by=by))
    run.finished_at = timezone.now()
    run.save()
    return run


def preview(as_of: date | None = None, projects=None) -> Iterator[Outcome]:
    """What a settlement would post and hold back; nothing is written."""
    as_of = as_of or timezone.localdate()
    chosen = projects if projects is not None else Project.objects.filter(unsettled__due_on__lte=as_of)
    for some in _in_batches(list(chosen.select_related("company", "industry").order_by("pk"))):
        yield from _outcomes(some, as_of)


def _in_batches(items: list) -> Iterator[list]:
    for start in range(0, len(items), PROJECTS_AT_ONCE):
        yield items[start : start + PROJECTS_AT_ONCE]


@transaction.atomic
def settle_projects(pks, *, as_of: date, run=None, by=None) -> list[Outcome]:
    """Post the differences of some projects. Their rows are locked, so that two runs at once post once."""
    projects = list(Project.objects.select_for_update(of=["self"]).select_related("company", "industry").filter(pk__in=pks).order_by("pk"))
    _lock_shared_caps(pks)
    Unsettled.objects.filter(project__in=pks).delete()
    outcomes = list(_outcomes(projects, as_of))
    post([entry for outcome in outcomes for entry in outcome.entries], run=run, by=by)
    for outcome in outcomes:
        if any(entry.amount < 0 for entry in outcome.entries):
            _wake_those_who_share_caps(outcome)
    Unsettled.objects.bulk_create([Unsettled(project=each.project, due_on=each.next_on) for each in outcomes if each.next_on])
    return outcomes


def _note(run, outcomes):
    """Add a batch to the run's report and store it, so that a killed run says how far it came."""
    run.projects += len(outcomes)
    run.posted += sum(len(each.entries) for each in outcomes)
    run.posted_amount += sum((each.amount for each in outcomes), Decimal(0))
    run.held += [held for each in outcomes for held in each.held]
    run.save()


def _outcomes(projects, as_of) -> Iterator[Outcome]:
    books = known_of(projects)
    posted = posted_so_far([project.pk for project in projects])
    for known in books:
        yield _outcome(known, as_of, posted)


def _outcome(known: Known, as_of, posted) -> Outcome:
    outcome = Outcome(known.project)
    outcome.held += [_held(known.project, str(referral.agent), "no_agreement") for referral in known.uncovered]
    versions = known.by_version()
    for version, agreements in versions.items():
        _assess_under(version, agreements, known, as_of, posted.pop((known.project.pk, version.pk), {}), outcome)
    for key in [key for key in posted if key[0] == known.project.pk]:
        version = PolicyVersion.objects.get(pk=key[1])
        _assess_under(version, {}, known, as_of, posted.pop(key), outcome)
    return outcome


def _assess_under(version, agreements, known, as_of, held_already, outcome):
    policy = policy_of(version.pk)
    facts = _with_awards_elsewhere(known.facts, policy, version)
    assessment = engine.assess(policy, facts, as_of)
    outcome.next_on = min(filter(None, (outcome.next_on, assessment.next_on)), default=None)
    due = _payable(assessment, agreements, known.project, policy, outcome)
    differences = {key: (due[key].amount if key in due else Decimal(0)) - held_already.get(key, Decimal(0)) for key in [*due, *sorted(set(held_already) - set(due))]}
    differences = {key: amount for key, amount in differences.items() if amount}
    if version.state == PolicyVersion.State.SUSPENDED:
        outcome.held += [_held(known.project, policy.name_of(key[0], "zh"), "suspended", amount) for key, amount in differences.items()]
        return
    basis = Basis(project=known.project, policy_version=version, as_of=as_of, facts=snapshot(facts)) if differences else None
    for key, amount in differences.items():
        outcome.entries.append(_entry(basis, agreements, key, amount, due.get(key), key in held_already))


def _payable(assessment, agreements, project, policy, outcome) -> dict:
    """{(component, period, stage, payee): due} of what may be paid; the rest is told in the outcome."""
    due = {}
    for each in assessment.dues:
        if int(each.payee) not in agreements:
            continue
        if each.payable:
            due[(each.component, each.period, each.stage, int(each.payee))] = each
        else:
            outcome.held.append(_held(project, policy.name_of(each.component, "zh"), f"stage:{each.held}", each.amount))
    for note in assessment.notes:
        outcome.held.append(_held(project, "", engine.explain([note], "zh", policy)[0]))
    return due


@lru_cache(maxsize=64)
def policy_of(version_pk: int) -> engine.Policy:
    """The checked policy of a version; versions in use never change."""
    return engine.load_policy(PolicyVersion.objects.get(pk=version_pk).document)


def _with_awards_elsewhere(facts, policy, version) -> engine.Facts:
    """The facts with what the policy awards on other projects, where a cap reaches across projects."""
    caps = set(policy.document.get("caps", {}))
    if not caps & CAPS_ACROSS_PROJECTS:
        return facts
    outside = [each["code"] for each in policy.components if each.get("outside_cap")]
    others = LedgerEntry.objects.earned().filter(policy_version=version).exclude(project=int(facts.project)).exclude(component__in=outside)
    if not caps & {"all", "all_year"}:
        others = others.filter(payee__in=[int(each.id) for each in facts.payees])
    sums = others.order_by().values_list("payee", ExtractYear("due_on")).annotate(total=Sum("amount"))
    elsewhere = {(str(payee), year): total for payee, year, total in sums}
    return engine.Facts(**{**facts.__dict__, "elsewhere": elsewhere})


def _lock_shared_caps(pks):
    """Projects under a policy with a cap across projects are settled one after the other."""
    versions = PolicyVersion.objects.filter(agreements__agent__referrals__project__in=pks).distinct().order_by("pk")
    for version in versions:
        if set(version.document.get("caps", {})) & CAPS_ACROSS_PROJECTS:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_xact_lock(hashtext('commissions_policyversion'), %s)", [version.pk])


def _wake_those_who_share_caps(outcome):
    """Money taken back leaves room under a cap across projects: the others of the policy are looked at again."""
    versions = {entry.policy_version for entry in outcome.entries if set(entry.policy_version.document.get("caps", {})) & CAPS_ACROSS_PROJECTS}
    for version in versions:
        others = LedgerEntry.objects.filter(policy_version=version).exclude(project=outcome.project).values_list("project", flat=True).distinct()
        Unsettled.objects.bulk_create(
            [Unsettled(project_id=pk, due_on=date(2000, 1, 1)) for pk in sorted(others)],
            update_conflicts=True, unique_fields=["project"], update_fields=["due_on"],
        )  # fmt: skip


def posted_so_far(pks) -> dict:
    """{(project, policy version): {(component, period, stage, payee): amount}} of what the ledger holds."""
    sums = (
        LedgerEntry.objects.earned()
        .filter(project__in=pks)
        .order_by()
        .values_list("project", "policy_version", "component", "period", "stage", "payee")
        .annotate(total=Sum("amount"))
    )
    found: dict = {}
    for project, version, component, period, stage, payee, total in sums:
        if total:
            found.setdefault((project, version), {})[(component, period, stage, payee)] = total
    return found


def _entry(basis, agreements, key, difference, due, is_known) -> LedgerEntry:
    component, period, stage, payee = key
    kind = LedgerEntry.Kind.EARNING
    if is_known:
        kind = LedgerEntry.Kind.ADJUSTMENT if due else LedgerEntry.Kind.CLAWBACK
    return LedgerEntry(
        kind=kind, project=basis.project, policy_version=basis.policy_version, payee_id=payee, agreement=agreements.get(payee),
        component=component, period=period, stage=stage, amount=difference, basis=basis,
        due_on=due.on if due else basis.as_of,
        tax_rate=_tax_rate(due), borne=[[code, str(amount)] for code, amount in due.borne] if due and due.borne else None,
        steps=[step.to_json() for step in due.steps] if due else [], contributions=list(due.contributions) if due else [],
    )  # fmt: skip


def _tax_rate(due) -> Decimal:
    """The rate at which tax is withheld from the amount, as its last tax reason says."""
    rates = [dict(step.values)["rate"] for step in due.steps if step.kind in ("tax_withheld", "tax_added")] if due else []
    return Decimal(rates[-1]) if rates else Decimal(0)


def _held(project, what, why, amount=None) -> dict:
    return {"project": project.number, "what": what, "why": why, "amount": None if amount is None else str(amount)}


def first_bad_row() -> int | None:
    """The sequence of the first ledger row whose hash or place in the chain is wrong; None if all are sound."""
    with connection.cursor() as cursor:
        cursor.execute("select commissions_ledger_first_bad_row()")
        return cursor.fetchone()[0]
