"""Many documents at once: each is issued by a task of its own, so that every worker takes its part
and nothing is done twice.
"""

import tempfile
import zipfile
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused, WrongState
from crm.core.notifications import notify

from ..models import BatchDocument, DocumentBatch, IssuedDocument
from .issue import finish, record
from .kinds import KINDS, is_demo
from .seal import seal_for

MOST = 1000


def awaiting(kind: str, user) -> list:
    """The records whose document of a kind ``user`` may issue now,
    the newest first; at most MOST.
    """
    described = KINDS[kind]
    if not described.may_be_issued_by(user):
        return []
    live = IssuedDocument.objects.live().filter(
        kind=kind, content_type=ContentType.objects.get_for_model(described.model)
    )
    open_ones = (
        described.model.objects.visible_to(user)
        .exclude(pk__in=live.values("object_id"))
        .select_related(*described.related)
        .order_by("-pk")
    )
    return [each for each in open_ones[: 2 * MOST] if not described.refusal(each)][:MOST]


@transaction.atomic
def begin_batch(kind: str, subjects: list, *, by) -> DocumentBatch:
    """Hand the documents of ``subjects`` to the workers. Raises NotPermitted, or Refused without
    any record or without a seal.
    """
    from ..tasks import issue_of_batch

    if not KINDS[kind].may_be_issued_by(by):
        raise NotPermitted
    if not subjects:
        raise Refused(_("Choose at least one record."))
    if len(subjects) > MOST:
        raise Refused(_("At most %d documents are issued at once.") % MOST)
    seal_for(is_demo=all(map(is_demo, subjects)))
    batch = DocumentBatch.objects.create(kind=kind, created_by=by)
    for line in BatchDocument.objects.bulk_create(
        [BatchDocument(batch=batch, object_id=each.pk) for each in subjects]
    ):
        transaction.on_commit(partial(issue_of_batch.delay, line.pk))
    return batch


def issue_line(pk: int):
    """Issue one document of a batch. Safe to run twice, also where the first run was cut off."""
    line = BatchDocument.objects.select_related("batch__created_by").get(pk=pk)
    if line.is_done:
        return
    by, problem = line.batch.created_by, ""
    try:
        document = _recorded(pk, by)
        if document.state == document.State.PREPARING:
            finish(document, by=by)
    except WrongState:
        pass  # another worker was given the same task and was first
    except (Refused, NotPermitted, ValidationError) as refused:
        problem = str(refused) or _("You do not have the right to take this step.")
    BatchDocument.objects.filter(pk=pk).update(problem=problem, is_done=True)
    _tell_when_done(line.batch)


@transaction.atomic
def _recorded(pk: int, by) -> IssuedDocument:
    """The line's document, numbered now unless it was before."""
    line = (
        BatchDocument.objects.select_for_update(of=("self",))
        .select_related("batch", "document")
        .get(pk=pk)
    )
    if line.document is None:
        subject = KINDS[line.batch.kind].model.objects.filter(pk=line.object_id).first()
        if subject is None:
            raise Refused(_("The record is gone."))
        line.document = record(line.batch.kind, subject, by=by)
        line.save(update_fields=["document"])
    return line.document


def _tell_when_done(batch):
    lines = batch.lines.all()
    if not lines.filter(is_done=False).exists():
        link = reverse("issueddocument:batch", args=[batch.pk])
        failed = lines.exclude(problem="").count()
        notify(
            [batch.created_by],
            "documents_issued",
            link=link,
            once=f"batch-{batch.pk}",
            issued=lines.count() - failed,
            failed=failed,
        )


def zip_of(batch, user):
    """An open temporary file: the batch's PDFs that ``user`` may see, as a ZIP."""
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response that it is sent with
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for document in (
            IssuedDocument.objects.visible_to(user)
            .made()
            .filter(batch_line__batch=batch)
            .order_by("serial")
        ):
            with document.file.open("rb") as file:
                archive.writestr(f"{document.number}.pdf", file.read())
    packed.seek(0)
    return packed
