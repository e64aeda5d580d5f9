"""The worker's part of a batch: each document issued once, whoever takes it up."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused, WrongState
from crm.core.notifications import notify
from crm.core.writes import as_one

from ..models import BatchDocument, IssuedDocument
from .issue import finish, record
from .kinds import DOCUMENT_KINDS


def issue_line(pk: int):
    """Issue one document of a batch. Safe to run twice, also where the first run was cut off."""
    line = BatchDocument.objects.select_related("batch__created_by").get(pk=pk)
    if line.is_done:
        return
    by, problem = line.batch.created_by, ""
    try:
        document = _recorded(pk, by)
        if document is None:
            return
        if document.state == document.State.PREPARING:
            finish(document, by=by)
    except WrongState:
        pass  # another worker was given the same task and was first
    except (Refused, NotPermitted, ValidationError) as refused:
        problem = str(refused) or _("You do not have the right to take this step.")
    BatchDocument.objects.filter(pk=pk, is_done=False).update(problem=problem, is_done=True)
    _tell_when_done(line.batch)


@as_one()
def _recorded(pk: int, by) -> IssuedDocument | None:
    """The line's document, numbered now unless it was before; None where the batch was discarded
    meanwhile.
    """
    line = (
        BatchDocument.objects.select_for_update(of=("self",))
        .select_related("batch", "document")
        .get(pk=pk)
    )
    if line.is_done:
        return None
    if line.document is None:
        subject = DOCUMENT_KINDS[line.batch.kind].model.objects.filter(pk=line.object_id).first()
        if subject is None:
            raise Refused(_("The record is gone."))
        line.document = record(line.batch.kind, subject, by=by)
        line.save(update_fields=["document"])
    return line.document


def give_up_line(pk: int):
    """Give up a document whose making has ended its worker several times."""
    line = BatchDocument.objects.select_related("batch").get(pk=pk)
    if not line.is_done:
        problem = _("It was begun several times and never came to its end.")
        BatchDocument.objects.filter(pk=pk).update(problem=problem, is_done=True)
        _tell_when_done(line.batch)


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
