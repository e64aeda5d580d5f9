"""What auditors and administrators see of the proof outside the database. It is read from the
checkpoints' files, not from the database that they prove.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from crm.core.proof.chain import Checkpoint, checkpoints_in
from crm.core.proof.fault import Fault, what
from crm.core.proof.registry import all_covered
from crm.core.proof.rounds import RESULT, RIGHT

SHOWN = 48  # checkpoints: two days
FAULTS_SHOWN = 100


@dataclass(frozen=True)
class Line:
    """One checkpoint on the page."""

    number: int
    at: datetime | None
    rows: int
    tables: int
    changed: int
    is_stamped: bool
    key: str
    hash: str

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> "Line":
        body = checkpoint.body
        return cls(
            number=checkpoint.number,
            at=parse_datetime(body["at"]),
            rows=sum(table["rows"] for table in body["tables"]),
            tables=len(body["tables"]),
            changed=len(body["unexplained"]),
            is_stamped=checkpoint.file("tsr").exists(),
            key=body["key"],
            hash=checkpoint.hash,
        )


@never_cache
def proof(request):
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    chain = checkpoints_in(settings.CHECKPOINT_DIR)
    context = {
        "title": _("Proof"),
        "count": len(chain),
        "lines": [Line.of(checkpoint) for checkpoint in reversed(chain[-SHOWN:])],
        "verified": _last_verification(),
        "places": len(settings.CHECKPOINT_COPIES),
    }
    return render(request, "core/proof.html", context)


def _last_verification() -> dict | None:
    try:
        stored = json.loads((settings.CHECKPOINT_DIR / RESULT).read_text())
    except (OSError, ValueError):
        return None
    faults = [_in_words(Fault.from_stored(fault)) for fault in stored["faults"]]
    return {
        "at": parse_datetime(stored["at"]),
        "checkpoints": stored["checkpoints"],
        "first": faults[0] if faults else None,
        "others": faults[1:FAULTS_SHOWN],
        "count": len(faults),
        "notes": [what(text, **values).in_words() for text, values in stored["notes"]],
    }


def _in_words(fault: Fault) -> dict:
    coverage = all_covered().get(fault.table)
    model = coverage and coverage.model
    return {
        "table": model._meta.verbose_name if model else fault.table,
        "name": fault.table,
        "key": fault.key,
        "whats": [what.in_words() for what in fault.whats],
        "since": fault.since.in_words(),
    }
