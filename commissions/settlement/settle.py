"""Settlement: assess a project whole and post to the ledger only the difference from what it already holds."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from commissions import engine
from commissions.models import LedgerEntry, SettlementRun
from crm.core.errors import NotPermitted
from leads.models import Project

from .facts import agreements_of, by_policy, facts_of


@dataclass
class Outcome:
    """What a project's settlement comes to: the entries it posts (or would), and what is held back with the reason."""

    entries: list[LedgerEntry] = field(default_factory=list)
    held: list[dict] = field(default_factory=list)


def settle(*, as_of: date | None = None, by=None, projects=None) -> SettlementRun:
    """Settle ``projects`` (all that earned anything or may) as known on ``as_of``; a second run posts nothing."""
    if by is not None and not by.has_perm("commissions.settle"):
        raise NotPermitted
    as_of = as_of or timezone.localdate()
    run = SettlementRun.objects.create(as_of=as_of, by=by)
    tally = Counter()
    posted, held = Decimal(0), []
    for pk in list((projects or settleable()).order_by("pk").values_list("pk", flat=True)):
        outcome = settle_project(pk, as_of=as_of, run=run, by=by)
        tally.update(projects=1, entries=len(outcome.entries))
        posted += sum((entry.amount for entry in outcome.entries), Decimal(0))
        held += outcome.held
    run.projects, run.posted, run.posted_amount = tally["projects"], tally["entries"], posted
    run.held, run.finished_at = held, timezone.now()
    run.save()
    return run


def settleable():
    return Project.objects.filter(referrals__isnull=False, enterprise__isnull=False).distinct()


@transaction.atomic
def settle_project(pk: int, *, as_of: date, run=None, by=None) -> Outcome:
    """Post one project's differences. Its row is locked, so that two runs at once post once."""
    project = Project.objects.select_for_update(of=["self"]).select_related("company", "industry").get(pk=pk)
    outcome = outcome_of(project, as_of)
    for entry in outcome.entries:
        entry.run, entry.posted_by, entry.posted_at = run, by, timezone.now()
        entry.save(force_insert=True)
    return outcome


def outcome_of(project, as_of: date) -> Outcome:
    """The differences of ``project``, not yet written: also the preview."""
    outcome = Outcome()
    covered = agreements_of(project)
    uncovered = [referral for referral in project.referrals.select_related("agent") if referral not in covered]
    outcome.held += [_held(project, str(referral.agent), "no_agreement") for referral in uncovered]
    for version, agreements in by_policy(covered).items():
        _assess_under(version, agreements, project, as_of, outcome)
    return outcome


def _assess_under(version, agreements, project, as_of, outcome):
    policy = engine.load_policy(version.document)
    facts = facts_of(project, project.referrals.select_related("agent").order_by("-is_lead", "id"))
    assessment = engine.assess(policy, facts, as_of)
    due = {}
    for each in assessment.dues:
        if int(each.payee) not in agreements:
            continue
        if each.payable:
            due[(each.component, each.period, each.stage, int(each.payee))] = each
        else:
            outcome.held.append(_held(project, each.component, f"stage:{each.held}", each.amount))
    for note in assessment.notes:
        outcome.held.append(_held(project, "", " ".join(engine.explain([note], "zh"))))
    held_already = posted_so_far(project, version)
    for key in [*due, *sorted(set(held_already) - set(due))]:
        difference = (due[key].amount if key in due else Decimal(0)) - held_already.get(key, Decimal(0))
        if difference:
            outcome.entries.append(_entry(project, version, agreements, key, difference, due.get(key), key in held_already))


def posted_so_far(project, version) -> dict:
    """{(component, period, stage, payee): amount} of what the ledger holds for the project under the version."""
    sums = (
        LedgerEntry.objects.earned()
        .filter(project=project, policy_version=version)
        .order_by()
        .values_list("component", "period", "stage", "payee")
        .annotate(total=Sum("amount"))
    )
    return {(component, period, stage, payee): total for component, period, stage, payee, total in sums if total}


def _entry(project, version, agreements, key, difference, due, is_known) -> LedgerEntry:
    component, period, stage, payee = key
    kind = LedgerEntry.Kind.EARNING
    if is_known:
        kind = LedgerEntry.Kind.ADJUSTMENT if due else LedgerEntry.Kind.CLAWBACK
    return LedgerEntry(
        kind=kind, project=project, policy_version=version, payee_id=payee, agreement=agreements.get(payee),
        component=component, period=period, stage=stage, amount=difference,
        steps=[step.to_json() for step in due.steps] if due else [], contributions=list(due.contributions) if due else [],
    )  # fmt: skip


def _held(project, what, why, amount=None) -> dict:
    return {"project": project.number, "what": what, "why": why, "amount": None if amount is None else str(amount)}


def first_bad_row() -> int | None:
    """The sequence of the first ledger row whose hash or place in the chain is wrong; None if all are sound."""
    with connection.cursor() as cursor:
        cursor.execute("select commissions_ledger_first_bad_row()")
        return cursor.fetchone()[0]
