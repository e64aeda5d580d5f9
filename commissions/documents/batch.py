"""Many documents at once: each is issued by a task of its own, so that every worker takes its part
and nothing is done twice.
"""

import tempfile
import zipfile

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from crm.core.background.send import send_each
from crm.core.errors import NotPermitted, Refused
from crm.core.joins import read_with
from crm.core.writes import as_one

from ..models import BatchDocument, DocumentBatch, IssuedDocument
from .kinds import DOCUMENT_KINDS, is_demo
from .seal import seal_for
from .tasks import issue_of_batch

MOST = 1000


def awaiting(kind: str, user) -> list:
    """The records whose document of a kind ``user`` may issue now,
    the newest first; at most MOST.
    """
    document_kind = DOCUMENT_KINDS[kind]
    if not document_kind.may_be_issued_by(user):
        return []
    live_documents = IssuedDocument.objects.live().filter(
        kind=kind, content_type=ContentType.objects.get_for_model(document_kind.model)
    )
    subjects = document_kind.model.objects.visible_to(user).exclude(
        pk__in=live_documents.values("object_id")
    )
    records = read_with(subjects, document_kind.related).order_by("-pk")
    return [record for record in records[: 2 * MOST] if not document_kind.refusal(record)][:MOST]


@as_one()
def begin_batch(kind: str, subjects: list, *, by) -> DocumentBatch:
    """Hand the documents of ``subjects`` to the workers. Raises NotPermitted, or Refused without
    any record or without a seal.
    """
    if not DOCUMENT_KINDS[kind].may_be_issued_by(by):
        raise NotPermitted
    if not subjects:
        raise Refused(_("Choose at least one record."))
    if len(subjects) > MOST:
        raise Refused(_("At most %d documents are issued at once.") % MOST)
    seal_for(is_demo=all(map(is_demo, subjects)))
    batch = DocumentBatch.objects.create(kind=kind, created_by=by)
    lines = BatchDocument.objects.bulk_create(
        [BatchDocument(batch=batch, object_id=subject.pk) for subject in subjects]
    )
    send_each(issue_of_batch, [(line.pk,) for line in lines])
    return batch


@as_one()
def discard_batch(batch, *, by):
    """Issue no further document of it; what is issued stays."""
    if batch.created_by_id != by.pk:
        raise NotPermitted(_("Only the person who began it discards it."))
    lines = batch.lines.select_for_update().filter(is_done=False)
    if not lines.update(is_done=True, problem=_("Discarded before it was issued.")):
        raise Refused(_("All documents of this batch have been issued."))


def zip_of(batch, user):
    """An open temporary file: the batch's PDFs that ``user`` may see, as a ZIP."""
    output = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response that it is sent with
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for document in (
            IssuedDocument.objects.visible_to(user)
            .made()
            .filter(batch_line__batch=batch)
            .order_by("serial")
        ):
            with document.file.open("rb") as file:
                archive.writestr(f"{document.number}.pdf", file.read())
    output.seek(0)
    return output
