"""The ledger by itself: one chain without a gap, and every entry what its facts come to."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter

from django.utils.translation import gettext_noop as _

from crm.core.proof.exported import Exported, Row
from crm.core.proof.fault import Fault, What, what
from crm.core.proof.verification.rights import had_right

from .. import engine
from ..models import LedgerEntry
from ..models.ledger import BASE_FEE
from ..settlement.amounts import in_terms
from ..settlement.snapshot import facts_of

LEDGER, BASIS, RUNS = "commissions_ledgerentry", "commissions_basis", "commissions_settlementrun"
NONE = "-"  # stands for a key that is not there
KEY = ("project_id", "policy_version_id", "component", "period", "stage", "payee_id")


def check(export: Exported) -> Iterator[Fault]:
    yield from _chain(export)
    yield from _Replay(export).faults()
    yield from _runs(export)
    yield from _advances(export)


def _chain(export: Exported) -> Iterator[Fault]:
    """The hashes worked out anew, in no function of the database."""
    facts = {row["id"]: _sha256(row["facts"]) for row in export.rows(BASIS)}
    place, previous = 0, ""
    for row in export.rows_by(LEDGER, "sequence"):
        place += 1
        if int(row["sequence"] or 0) != place:
            problem = what(
                _("entry %(place)s is missing before it, or stands there twice"), place=place
            )
            yield export.seen.fault(LEDGER, row["id"], problem)
            place = int(row["sequence"] or 0)
        elif row["previous_hash"] != previous:
            problem = what(_("does not follow from the entry before it"))
            yield export.seen.fault(LEDGER, row["id"], problem)
        elif row["hash"] != digest(row, facts):
            problem = what(_("its hash is not that of what it says"))
            yield export.seen.fault(LEDGER, row["id"], problem)
        previous = row["hash"]


def digest(row: Row, facts: dict[str, str]) -> str:
    """The hash of an entry, as the trigger of commissions/migrations/0003_ledger_is_one_chain.py
    works it out; ``facts`` are the hashes of what entries rest on, by the basis.
    """
    parts = [
        row["previous_hash"],
        row["sequence"],
        row["kind"],
        row["project_id"] or NONE,
        row["payee_id"],
        row["agreement_id"] or NONE,
        row["policy_version_id"] or NONE,
        row["component"],
        row["period"],
        row["stage"],
        row["amount"],
        None if row["currency"] == "CNY" else row["currency"],
        row["steps"],
        row["contributions"],
        row["run_id"] or NONE,
        row["posted_by_id"] or NONE,
        row["tax_rate"] if Decimal(row["tax_rate"]) else None,
        row["due_on"],
        row["borne"],
        row["basis_id"],
        facts.get(row["basis_id"]),
        _moment(row["posted_at"]),
    ]
    return _sha256("|".join(part for part in parts if part is not None))


def _moment(text: str) -> str:
    """2026-11-30 07:09:01.5+00 → 2026-11-30T07:09:01.500000."""
    seconds, _dot, fraction = text.removesuffix("+00").partition(".")
    return f"{seconds.replace(' ', 'T')}.{fraction:0<6}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class _Replay:
    """Every entry of a project worked out again from the facts that it names."""

    export: Exported
    before: dict[tuple, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    dues: dict[str, dict[tuple, Decimal]] = field(default_factory=dict)

    def __post_init__(self):
        self.bases = self.export.by_id(BASIS)
        self.versions = self.export.by_id("commissions_policyversion")
        self.amounts = _amounts(self.export)

    def faults(self) -> Iterator[Fault]:
        for row in self.export.rows_by(LEDGER, "sequence"):
            if row["kind"] in LedgerEntry.EARNED:
                problem = self._wrong(row)
                self.before[tuple(row[name] for name in KEY)] += Decimal(row["amount"])
                if problem:
                    yield self.export.seen.fault(LEDGER, row["id"], problem)

    def _wrong(self, row: Row) -> What | None:
        if row["project_id"] is None:
            return _wrong_without_project(row)
        basis = self.bases.get(row["basis_id"])
        if basis is None:
            return what(_("rests on no facts"))
        if any(basis[name] != row[name] for name in ("project_id", "policy_version_id")):
            return what(_("rests on the facts of another project or policy"))
        return self._differs(row, basis)

    def _differs(self, row: Row, basis: Row) -> What | None:
        key = tuple(row[name] for name in KEY)
        try:
            owed = self._dues(basis).get(key[2:], Decimal(0)) - self.before[key]
        except LookupError as missing:
            return what(_("rests on a record that is not there: %(record)s"), record=missing)
        except (engine.PolicyError, ValueError, ArithmeticError, TypeError) as error:
            return what(_("cannot be worked out again: %(why)s"), why=error)
        if owed == Decimal(row["amount"]):
            return None
        amounts = {"amount": row["amount"], "owed": owed}
        return what(_("says %(amount)s, and its facts come to %(owed)s"), **amounts)

    def _dues(self, basis: Row) -> dict[tuple, Decimal]:
        """{(component, period, stage, payee): what is to be paid}; kept for the next entries of the
        basis.
        """
        if basis["id"] not in self.dues:
            self.dues = {basis["id"]: self._assessed(basis)}  # entries of a basis stand together
        return self.dues[basis["id"]]

    def _assessed(self, basis: Row) -> dict[tuple, Decimal]:
        policy = engine.read_published(
            json.loads(self.versions[basis["policy_version_id"]]["document"])
        )
        stored = json.loads(basis["facts"])
        amounts = (self.amounts[str(number)] for number in stored["contributions"])
        contributions = [
            contribution
            for _order, group in sorted(amounts, key=itemgetter(0))
            for contribution in group
        ]
        facts = facts_of(int(basis["project_id"]), stored, contributions)
        sums: dict[tuple, Decimal] = defaultdict(Decimal)
        for due in engine.assess(policy, facts, date.fromisoformat(basis["as_of"])).dues:
            if due.payable:
                sums[due.component, due.period, due.stage, due.payee] += due.amount
        return sums


def _wrong_without_project(row: Row) -> What | None:
    """Base fees and what an agent earns by itself rest on an agreement and a run."""
    if row["agreement_id"] is None or row["run_id"] is None:
        return what(_("rests on no project, and on no agreement settled by a run"))
    if row["policy_version_id"] is None and row["component"] != BASE_FEE:
        return what(_("rests on no policy"))
    return None


def _amounts(export: Exported) -> dict[str, tuple]:
    """{id of a contribution: ((day, id), what it is in the engine's terms)}."""
    amounts = {}
    for row in export.rows("parks_contribution"):
        land = Decimal(row["land_amount"]) or None
        day = date.fromisoformat(row["period_to"] or row["happened_on"])
        terms = in_terms(
            row["id"],
            row["metric"],
            Decimal(row["amount"]),
            day,
            row["local_amount"] and Decimal(row["local_amount"]),
            land,
            row["id"],
            1,
            row["currency"],
            row["original_amount"] and Decimal(row["original_amount"]),
        )
        amounts[row["id"]] = (day, int(row["id"])), tuple(terms)
    return amounts


def _runs(export: Exported) -> Iterator[Fault]:
    """A run posted as many entries as it says, and as much."""
    entries_by_run = defaultdict(list)
    for row in export.rows_by(LEDGER, "sequence"):
        if row["run_id"]:
            entries_by_run[row["run_id"]].append(row)
    for run in export.rows(RUNS):
        entries, count = entries_by_run.pop(run["id"], []), int(run["posted"])
        if run["finished_at"] is None:
            continue
        if len(entries) > count:
            problem = what(
                _("is more than the %(count)s entries that run %(run)s posted"),
                count=count,
                run=run["id"],
            )
            yield export.seen.fault(LEDGER, entries[count]["id"], problem)
        elif len(entries) < count:
            problem = what(
                _("posted %(count)s entries, of which %(there)s are there"),
                count=count,
                there=len(entries),
            )
            yield export.seen.fault(RUNS, run["id"], problem)
        elif _in_yuan(entries) != Decimal(run["posted_amount"]):
            problem = what(
                _("posted %(amount)s yuan, and its entries come to %(sum)s"),
                amount=run["posted_amount"],
                sum=_in_yuan(entries),
            )
            yield export.seen.fault(RUNS, run["id"], problem)
    for number, entries in entries_by_run.items():
        problem = what(_("there was no run %(run)s"), run=number)
        yield export.seen.fault(LEDGER, entries[0]["id"], problem)


def _in_yuan(entries: list[Row]) -> Decimal:
    return sum((Decimal(row["amount"]) for row in entries if row["currency"] == "CNY"), Decimal(0))


def _advances(export: Exported) -> Iterator[Fault]:
    """Each advance was granted by somebody who had the right to."""
    for row in export.rows(LEDGER):
        if row["kind"] == LedgerEntry.Kind.ADVANCE and not had_right(
            export, row["posted_by_id"], "commissions.grant_advance", row["posted_at"]
        ):
            problem = what(_("was granted by a person who had no right to"))
            yield export.seen.fault(LEDGER, row["id"], problem)
