"""Rows of a monthly file that did not become contributions are kept, with what the file says and
why not.
"""

import hashlib
import json

from crm.core.tables.columns import TABLES
from crm.core.writing import bulk
from leads.naming.credit_code import normalised

from ..models import UnmatchedRow


def store_unmatched(asides, *, job):
    """Store each row once, however often its file is imported."""
    table = TABLES[job.table]
    rows = {}
    for aside in asides:
        row = _row(aside, table, job)
        rows.setdefault(row.fingerprint, row)
    stored = (
        set(
            UnmatchedRow.objects.filter(fingerprint__any_of=rows).values_list(
                "fingerprint", flat=True
            )
        )
        if rows
        else set()
    )
    bulk.insert(
        UnmatchedRow,
        [row for key, row in rows.items() if key not in stored],
        by=job.by,
        reason=job.file_name,
    )


def _row(aside, table, job) -> UnmatchedRow:
    texts = {name: text for name, (_title, text) in aside.named.items()}
    only_unknown = all(
        (name, message) == ("enterprise", str(table.column("enterprise").unknown))
        for name, _text, message in aside.problems
    )
    return UnmatchedRow(
        source=job,
        row=aside.row,
        kind=UnmatchedRow.Kind.UNMATCHED if only_unknown else UnmatchedRow.Kind.FAULTY,
        credit_code=normalised(texts.get("enterprise", ""))[:60],
        name=texts.get("enterprise_name", "")[:200],
        cells=aside.cells,
        read={
            name: table.column(name).dumped(value)
            for name, value in aside.values.items()
            if value is not None and name != "enterprise"
        },
        problems=[
            [aside.named[name][0] if name in aside.named else "", text, message]
            for name, text, message in aside.problems
        ],
        fingerprint=_fingerprint(table, aside),
    )


def _fingerprint(table, aside) -> str:
    return hashlib.sha256(
        json.dumps([table.label, sorted(aside.cells)], ensure_ascii=False).encode()
    ).hexdigest()
