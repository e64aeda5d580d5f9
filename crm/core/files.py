"""Private files: stored outside the static tree, served only to those who may see the record they
belong to.
"""

import hashlib
from collections.abc import Iterable
from pathlib import PurePath

from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import FileResponse, Http404

from .database.wall import lifted
from .incoming.bad_file import BadFile
from .incoming.check import check
from .incoming.purposes import ATTACHMENT
from .incoming.quotas import count_attached
from .models import Attachment


def attach(record, upload, *, by, purpose: str = "") -> Attachment:
    """Store ``upload`` with ``record``. Raises ValidationError for a file that is too large, empty,
    of another kind or infected, and for one more than the quotas take.
    """
    try:
        check(upload, ATTACHMENT)
        count_attached(record, upload, by=by)
    except BadFile as bad:
        raise ValidationError(str(bad)) from None
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    attachment = Attachment(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        name=PurePath(upload.name).name[:200],
        purpose=purpose,
        size_bytes=upload.size,
        sha256=digest.hexdigest(),
        uploaded_by=by,
    )
    upload.seek(0)
    attachment.file.save(attachment.name, upload, save=False)
    with lifted():
        attachment.save()
    return attachment


def visible_attachment(pk, user) -> Attachment:
    """The attachment if ``user`` may see its record; 404 otherwise,
    as for one that does not exist.
    """
    attachment = (
        Attachment.objects.filter(pk=pk).select_related("content_type", "uploaded_by").first()
    )
    model = attachment and attachment.content_type.model_class()
    record = model and model.objects.visible_to(user).filter(pk=attachment.object_id).first()
    if not record or not _is_shown(attachment, record, user):
        raise Http404
    return attachment


def files_of(record, user) -> list[Attachment]:
    """Those files of a record that ``user``, who sees the record, may read."""
    files = Attachment.objects.of(record).select_related("uploaded_by")
    return [file for file in files if _is_shown(file, record, user)]


def _is_shown(attachment, record, user) -> bool:
    """A record of which people from outside do not read every file says so by
    ``shows_file_to(user, attachment)``.
    """
    return not hasattr(record, "shows_file_to") or record.shows_file_to(user, attachment)


@login_required
def download(request, pk):
    attachment = visible_attachment(pk, request.user)
    return FileResponse(attachment.file.open(), as_attachment=True, filename=attachment.name)


def with_files(records: Iterable[Model]) -> list[tuple[Model, list[Attachment]]]:
    """Each of ``records`` (all of one model) with its files, by one query."""
    records = list(records)
    files: dict[int, list[Attachment]] = {record.pk: [] for record in records}
    if records:
        kind = ContentType.objects.get_for_model(records[0])
        for file in Attachment.objects.filter(content_type=kind, object_id__in=list(files)):
            files[file.object_id].append(file)
    return [(record, files[record.pk]) for record in records]
