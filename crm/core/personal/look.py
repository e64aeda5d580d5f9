"""Looking for the person of a request in all records."""

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import PersonHit, PersonRequest
from ..writes import as_one
from ..writing.history import save_as
from .find import Found, Wanted, find

State = PersonRequest.State


def wanted_of(request: PersonRequest) -> Wanted:
    return Wanted(request.name, request.phone, request.email, request.id_number)


@as_one()
def look(request: PersonRequest) -> int:
    """Find the person in all records; may run again. What was chosen by hand stays chosen."""
    row = PersonRequest.objects.select_for_update().get(pk=request.pk)
    if row.state != State.RECEIVED:
        return 0
    known_keys = {(hit.content_type_id, hit.object_id) for hit in row.hits.all()}
    hits = [_hit(row, entry) for entry in find(wanted_of(row)) if not _is_of_requests(entry)]
    PersonHit.objects.bulk_create(
        [hit for hit in hits if (hit.content_type_id, hit.object_id) not in known_keys]
    )
    row.looked_at = timezone.now()
    save_as(row, by=None, reason=_("records looked through"), update_fields=["looked_at"])
    return len(hits)


def _hit(request: PersonRequest, entry: Found) -> PersonHit:
    return PersonHit(
        request=request,
        content_type=ContentType.objects.get_for_model(entry.record),
        object_id=entry.record.pk,
        found_by=sorted(entry.by),
        is_certain=entry.is_certain,
        is_chosen=entry.is_certain,
    )


def _is_of_requests(entry: Found) -> bool:
    return isinstance(entry.record, PersonRequest)
