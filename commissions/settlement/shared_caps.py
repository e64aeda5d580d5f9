"""Caps that reach across projects: what a payee, or all payees, receive under one policy on all
projects together.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import ExtractYear

from .. import engine
from ..engine.nodes import Component, Document
from ..models import LedgerEntry, PolicyVersion, Unsettled
from .post import Posting

ACROSS_PROJECTS = {"payee", "payee_year", "all", "all_year"}

Awards: TypeAlias = dict[tuple[str, int], Decimal]  # {(payee, year): amount}


def caps_of(document: Document) -> set[str]:
    """Which of the document's caps reach across projects."""
    return set(document.get("caps", {})) & ACROSS_PROJECTS


def _no_awards() -> Awards:
    return defaultdict(Decimal)


class AwardsElsewhere:
    """What a policy awards on other projects: what the ledger holds, and what this settlement is
    about to post.
    """

    def __init__(self) -> None:
        self.pending: dict[int, Awards] = defaultdict(_no_awards)

    def added_to(
        self, facts: engine.Facts, policy: engine.Policy, version: PolicyVersion
    ) -> engine.Facts:
        """The facts with these awards, where a cap asks for them."""
        caps = caps_of(policy.document)
        if not caps:
            return facts
        entries = (
            LedgerEntry.objects.earned()
            .filter(policy_version=version)
            .exclude(project=int(facts.project))
            .exclude(component__in=_outside(policy))
        )
        if not caps & {"all", "all_year"}:
            entries = entries.filter(payee__in=[int(payee.id) for payee in facts.payees])
        awards = _no_awards() | self.pending[version.pk]
        for payee, year, total in (
            entries.order_by()
            .values_list("payee", ExtractYear("due_on"))
            .annotate(total=Sum("amount"))
        ):
            awards[(str(payee), year)] += total
        return replace(facts, elsewhere=dict(awards))

    def note(self, posting: Posting, policy: engine.Policy) -> None:
        """Note a posting of a project that is done with, for the projects after it."""
        if caps_of(policy.document) and posting.component not in _outside(policy):
            self.pending[posting.grounds.version.pk][
                (str(posting.payee_id), posting.due_on.year)
            ] += posting.amount


def lock(pks: list[int]) -> None:
    """Lock the policies of the projects that have such a cap, until the transaction ends: their
    projects are settled one after the other.
    """
    versions = (
        PolicyVersion.objects.filter(agreements__agent__referrals__project__any_of=pks)
        .distinct()
        .order_by("pk")
    )
    for version in versions:
        if caps_of(version.document):
            with connection.cursor() as cursor:
                cursor.execute(
                    "select pg_advisory_xact_lock(hashtext('commissions_policyversion'), %s)",
                    [version.pk],
                )


def wake_others(postings: Iterable[Posting]) -> None:
    """Money taken back leaves room under such a cap: the other projects of the policy are looked at
    again. What agents earn by themselves stands outside of it, and belongs to no project.
    """
    versions = {
        posting.grounds.version
        for posting in postings
        if posting.amount < 0 and caps_of(posting.grounds.version.document)
    }
    project_pks = (
        LedgerEntry.objects.filter(policy_version__in=versions, project__isnull=False)
        .order_by()
        .values_list("project", flat=True)
        .distinct()
        if versions
        else []
    )
    Unsettled.objects.bulk_create(
        [Unsettled(project_id=pk, due_on=date(2000, 1, 1)) for pk in sorted(project_pks)],
        update_conflicts=True,
        unique_fields=["project"],
        update_fields=["due_on"],
    )


def _outside(policy: engine.Policy) -> list[str]:
    def is_outside(component: Component) -> bool:
        return bool(component.get("outside_cap")) or component.get("belongs_to") == "agent"

    return [component["code"] for component in policy.components if is_outside(component)]
