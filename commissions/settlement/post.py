"""Writing ledger entries in bulk, through COPY: the triggers number and chain them as they do any
other.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

import orjson
from django.utils import timezone

from crm.core.models import User
from crm.core.writing.bulk import copy_in, new_keys

from ..engine import Due, Facts, Step
from ..models import Agreement, Basis, LedgerEntry, PolicyVersion, SettlementRun
from .snapshot import snapshot

BASIS_COLUMNS = ("id", "project_id", "policy_version_id", "as_of", "facts")
ENTRY_COLUMNS = (
    "kind",
    "project_id",
    "payee_id",
    "agreement_id",
    "policy_version_id",
    "component",
    "period",
    "stage",
    "amount",
    "currency",
    "steps",
    "contributions",
    "due_on",
    "tax_rate",
    "borne",
    "basis_id",
    "run_id",
    "posted_by_id",
    "posted_at",
    "previous_hash",
    "hash",
)
Kind = LedgerEntry.Kind


def tax_rate_of(due: Due | None) -> Decimal | str:
    if due is None or not due.tax:
        return Decimal(0)
    tax_steps = ("tax_withheld", "tax_added")
    return [dict(step.values)["rate"] for step in due.steps if step.kind in tax_steps][-1]


def contribution_ids(due: Due | None) -> list[str]:
    """The ids of the contributions counted in it; a lot names all of its own, divided by commas."""
    return ",".join(due.contributions).split(",") if due and due.contributions else []


def borne_of(due: Due | None) -> list[list[str]] | None:
    """[[tier of government, what it bears]]; None where no tiers share it."""
    return [[tier, str(amount)] for tier, amount in due.borne] if due and due.borne else None


@dataclass(slots=True)
class Grounds:
    """What some postings of one project rest on: the policy version and the facts, as they stood on
    a day.
    """

    project_id: int
    version: PolicyVersion
    as_of: date
    facts: Facts
    pk: int | None = None


@dataclass(slots=True)
class Posting:
    """A ledger entry before it is written: ``amount`` is the difference to what stands there,
    ``due`` what it should be (None: nothing).

    ``steps`` are its reasons.
    """

    grounds: Grounds
    kind: LedgerEntry.Kind
    payee_id: int
    agreement: Agreement | None
    component: str
    period: str
    stage: str
    amount: Decimal
    due: Due | None
    steps: tuple[Step, ...]

    @property
    def currency(self) -> str:
        currency: str = self.grounds.version.currency
        return currency

    @property
    def due_on(self) -> date:
        if self.due is None:
            return self.grounds.as_of
        return cast(date, self.due.on)  # what may be paid has its day

    @property
    def tax_rate(self) -> Decimal | str:
        """The rate at which tax is withheld from the amount, as its last tax reason says."""
        return tax_rate_of(self.due)

    def row(self) -> tuple[object, ...]:
        """The values of ENTRY_COLUMNS up to the basis."""
        due, grounds = self.due, self.grounds
        steps, borne = [step.to_json() for step in self.steps], borne_of(due)
        return (
            self.kind.value,
            grounds.project_id,
            self.payee_id,
            self.agreement and self.agreement.pk,
            grounds.version.pk,
            self.component,
            self.period,
            self.stage,
            self.amount,
            self.currency,
            _json(steps),
            _json(contribution_ids(due)),
            self.due_on,
            self.tax_rate,
            borne and _json(borne),
            grounds.pk,
        )


def post(
    postings: list[Posting], *, run: SettlementRun | None = None, by: User | None = None
) -> None:
    """Add the entries, and the facts they rest on, to the ledger."""
    if not postings:
        return
    _post_bases(list({id(posting.grounds): posting.grounds for posting in postings}.values()))
    # The two hashes are empty: the trigger fills them in.
    run_fields = (run and run.pk, by and by.pk, timezone.now(), "", "")
    copy_in(LedgerEntry, ENTRY_COLUMNS, ((*posting.row(), *run_fields) for posting in postings))


def _post_bases(bases: list[Grounds]) -> None:
    for basis, key in zip(bases, new_keys(Basis, len(bases)), strict=True):
        basis.pk = key
    rows = (
        (basis.pk, basis.project_id, basis.version.pk, basis.as_of, snapshot(basis.facts))
        for basis in bases
    )
    copy_in(Basis, BASIS_COLUMNS, rows)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
