"""The one way into the audit log.

What is done stands in the transaction that does it: no act without its row, no row without its act.
What is refused or fails is kept until the request has ended, since its transaction is taken back,
and written then. A row that can not be written ends the request with an error.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from ..address import address_of
from ..database.wall import lifted
from ..models import AuditEntry
from ..writing.occasions import current_request
from .kinds import AUDIT_KINDS

DONE, REFUSED, FAILED = AuditEntry.Outcome


def note(
    kind: str,
    *,
    by=None,
    record=None,
    outcome: str = DONE,
    count: int = 1,
    said: str = "",
    path: str = "",
    address: str = "",
    request=None,
) -> None:
    """Write that ``by``, or whoever is logged in, did something of ``kind`` with ``record``.

    ``record`` is a record or a text; ``address`` is the network address that asked, for when the
    request is over. Raises LookupError for a kind that nobody registered.
    """
    if kind not in AUDIT_KINDS:
        raise LookupError(f"no kind of the audit log is registered as {kind}")
    request = request or current_request()
    entry = _entry(kind, by or _who(request), record, request)
    entry.outcome, entry.count, entry.said = outcome, count, str(said)[:300]
    entry.path = path[:200] or entry.path
    entry.address = entry.address or address[:50]
    waiting = getattr(request, "audit_waiting", None)
    if outcome != DONE and waiting is not None:
        waiting.append(entry)
    else:
        store([entry])


def store(entries: list[AuditEntry]) -> None:
    with lifted():  # whoever is noted from outside reads nothing of it
        AuditEntry.objects.bulk_create(entries)


def store_apart(entries: list[AuditEntry]) -> None:
    """Where a request has ended: in a transaction of their own."""
    with transaction.atomic():
        store(entries)


def _who(request):
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _entry(kind, by, record, request) -> AuditEntry:
    entry = AuditEntry(kind=kind, by=by)
    if by is not None:
        entry.person = f"{by} ({by.username})"[:160] if str(by) != by.username else by.username
        entry.roles = by.roles
    if request is not None:
        entry.address = address_of(request)
        entry.path = request.path[:200]
    if isinstance(record, str):
        entry.record = record[:200]
    elif record is not None:
        entry.content_type = ContentType.objects.get_for_model(record)
        entry.object_id = record.pk if isinstance(record.pk, int) else None
        entry.record = f"{record._meta.verbose_name} {record}"[:200]
    return entry
