"""The issued documents: every number of a series is accounted for, and each file is what was
issued, sealed by a certificate that the checkpoints name.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_noop as _

from crm.core.proof.exported import Exported, Row
from crm.core.proof.fault import Fault, What, what

from ..documents.pins import fingerprint_of
from ..models import IssuedDocument

DOCUMENTS, SEALS = "commissions_issueddocument", "commissions_sealcertificate"
SEQUENCES = "core_sequence"
State = IssuedDocument.State


def check(export: Exported) -> Iterator[Fault]:
    documents = list(export.rows(DOCUMENTS))
    yield from _series(export, documents)
    seals = export.by_id(SEALS)
    pins = {pin for group in export.facts.get("seals", []) for pin in group}
    for row in documents:
        if problem := _wrong(export, row, seals, pins):
            yield export.seen.fault(DOCUMENTS, row["id"], problem)


def _series(export: Exported, documents: list[Row]) -> Iterator[Fault]:
    """No number of a kind and year is missing, none stands there twice."""
    serials = defaultdict(list)
    for row in documents:
        serials[row["kind"], row["year"]].append((int(row["serial"]), row["id"]))
    last_serials = {
        (row["kind"].removeprefix("document-"), row["year"]): int(row["last"])
        for row in export.rows(SEQUENCES)
        if row["kind"].startswith("document-")
    }
    for series in sorted(serials.keys() | last_serials.keys()):
        yield from _one_series(export, series, sorted(serials[series]), last_serials.get(series, 0))
    yield from _twice(export, documents)


def _one_series(export, series, serials: list[tuple[int, str]], last: int) -> Iterator[Fault]:
    kind, year = series
    numbers = {serial for serial, _row in serials}
    for serial in sorted(set(range(1, max([last, *numbers]) + 1)) - numbers):
        problem = what(_("is missing in its series"))
        yield export.seen.fault(DOCUMENTS, f"{kind} {year}/{serial}", problem)
    if len(numbers) < len(serials):
        problem = what(_("a number of its series is doubled"))
        yield export.seen.fault(DOCUMENTS, f"{kind} {year}", problem)
    for serial, row in serials:
        if serial > last:
            problem = what(
                _("has number %(serial)s, of which %(last)s were given out"),
                serial=serial,
                last=last,
            )
            yield export.seen.fault(DOCUMENTS, row, problem)


def _twice(export: Exported, documents: list[Row]) -> Iterator[Fault]:
    numbers: dict[str, str] = {}
    for row in documents:
        if numbers.setdefault(row["number"], row["id"]) != row["id"]:
            problem = what(_("its number %(number)s is doubled"), number=row["number"])
            yield export.seen.fault(DOCUMENTS, row["id"], problem)


def _wrong(export: Exported, row: Row, seals: dict[str, Row], pins: set[str]) -> What | None:
    if not row["file"]:
        is_made = row["state"] not in (State.PREPARING, State.WITHDRAWN)
        return what(_("has no file")) if is_made else None
    content = export.file(row["file"])
    if content is None:
        return what(_("its file %(name)s is missing"), name=row["file"])
    if hashlib.sha256(content).hexdigest() != row["sha256"]:
        return what(_("its file is not the one that was issued"))
    seal = seals.get(row["seal_id"] or "")
    if seal is None:
        return what(_("its seal is not there"))
    if fingerprint_of(seal["pem"]) not in pins:
        message = _("is sealed by a certificate that is not the bureau's: %(owner)s")
        return what(message, owner=seal["subject"])
    return _wrong_inside(row, content, seal, export.stamps)


def _wrong_inside(row: Row, content: bytes, seal: Row, stamps) -> What | None:
    from ..documents.pades import file_in, is_signed_by
    from ..documents.render import DATA_NAME

    issued_at = datetime.fromisoformat(row["issued_at"])
    if not is_signed_by(content, seal["pem"], issued_at, stamps):
        return what(_("its signature does not hold"))
    embedded = file_in(content, DATA_NAME)
    data = json.loads(embedded) if embedded else {}
    row_data = {"kind": row["kind"], "number": row["number"], "facts": json.loads(row["facts"])}
    if any(data.get(name) != value for name, value in row_data.items()):
        return what(_("its row says something else than its file"))
    return None
