"""Writing ledger entries in bulk, through COPY: the triggers number and chain them as they do any
other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

import orjson
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.utils import timezone

from crm.core.models import User

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
    taxed = ("tax_withheld", "tax_added")
    return [dict(step.values)["rate"] for step in due.steps if step.kind in taxed][-1]


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

    def row(self) -> str:
        """The values of ENTRY_COLUMNS up to the basis, in COPY's text format."""
        due, grounds = self.due, self.grounds
        steps = _json([step.to_json() for step in self.steps])
        ids = _json(",".join(due.contributions).split(",")) if due and due.contributions else "[]"
        borne = (
            _json([[code, str(amount)] for code, amount in due.borne])
            if due and due.borne
            else None
        )
        return _line(
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
            steps,
            ids,
            self.due_on,
            self.tax_rate,
            borne,
            grounds.pk,
        )


def post(
    postings: list[Posting], *, run: SettlementRun | None = None, by: User | None = None
) -> None:
    """Add the entries, and the facts they rest on, to the ledger."""
    if not postings:
        return
    bases = list({id(each.grounds): each.grounds for each in postings}.values())
    with connection.cursor() as cursor:
        for basis, pk in zip(bases, _new_ids(cursor, len(bases)), strict=True):
            basis.pk = pk
        _copy(
            cursor,
            Basis,
            BASIS_COLUMNS,
            (
                _line(each.pk, each.project_id, each.version.pk, each.as_of, snapshot(each.facts))
                for each in bases
            ),
        )
        same = _line(run and run.pk, by and by.pk, timezone.now(), "", "")
        _copy(cursor, LedgerEntry, ENTRY_COLUMNS, (f"{each.row()}\t{same}" for each in postings))


def _new_ids(cursor: CursorWrapper, count: int) -> list[int]:
    cursor.execute(
        "select nextval(pg_get_serial_sequence('commissions_basis', 'id')) from "
        "generate_series(1, %s)",
        [count],
    )
    return [pk for (pk,) in cursor.fetchall()]


def _copy(
    cursor: CursorWrapper, model: type[Model], columns: Iterable[str], lines: Iterator[str]
) -> None:
    with cursor.copy(f"copy {model._meta.db_table} ({', '.join(columns)}) from stdin") as copy:
        copy.write("\n".join(lines) + "\n")


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _line(*values: object) -> str:
    """Values in COPY's text format."""
    return "\t".join(map(_text, values))


def _text(value: object) -> str:
    if value is None:
        return r"\N"
    text = str(value)
    if type(value) is str and ("\\" in text or "\t" in text or "\n" in text or "\r" in text):
        text = (
            text.replace("\\", "\\\\")
            .replace("\t", "\\t")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
        )
    return text
