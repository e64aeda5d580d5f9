"""Writing ledger entries in bulk, through COPY: the triggers number and chain them as they do any other."""

import json
from collections.abc import Iterable, Iterator

from django.db import connection
from django.utils import timezone

from commissions.models import Basis, LedgerEntry

BASIS_COLUMNS = ("id", "project_id", "policy_version_id", "as_of", "facts")
ENTRY_COLUMNS = (
    "kind", "project_id", "payee_id", "agreement_id", "policy_version_id", "component", "period", "stage", "amount", "steps", "contributions",
    "due_on", "tax_rate", "borne", "basis_id", "run_id", "posted_by_id", "posted_at", "previous_hash", "hash",
)  # fmt: skip


def post(entries: list[LedgerEntry], *, run=None, by=None) -> None:
    """Add the entries, and the facts they rest on, to the ledger."""
    if not entries:
        return
    bases = list({id(entry.basis): entry.basis for entry in entries}.values())
    with connection.cursor() as cursor:
        for basis, pk in zip(bases, _new_ids(cursor, len(bases)), strict=True):
            basis.pk = pk
        _copy(cursor, Basis, BASIS_COLUMNS, ((each.pk, each.project_id, each.policy_version_id, each.as_of, _json(each.facts)) for each in bases))
        now = timezone.now()
        _copy(cursor, LedgerEntry, ENTRY_COLUMNS, (_row(each, run, by, now) for each in entries))


def _new_ids(cursor, count: int) -> list[int]:
    cursor.execute("select nextval(pg_get_serial_sequence('commissions_basis', 'id')) from generate_series(1, %s)", [count])
    return [pk for (pk,) in cursor.fetchall()]


def _row(entry: LedgerEntry, run, by, now) -> tuple:
    return (
        entry.kind, entry.project_id, entry.payee_id, entry.agreement_id, entry.policy_version_id, entry.component, entry.period, entry.stage,
        entry.amount, _json(entry.steps), _json(entry.contributions), entry.due_on, entry.tax_rate,
        None if entry.borne is None else _json(entry.borne), entry.basis.pk, run and run.pk, by and by.pk, now, "", "",
    )  # fmt: skip


def _copy(cursor, model, columns: Iterable[str], rows: Iterator[tuple]) -> None:
    with cursor.copy(f"copy {model._meta.db_table} ({', '.join(columns)}) from stdin") as copy:
        copy.write("".join("\t".join(map(_text, row)) + "\n" for row in rows))


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _text(value) -> str:
    """A value in COPY's text format."""
    if value is None:
        return r"\N"
    text = str(value)
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text
