"""Private files: stored outside the static tree, served only to those who may see the record they
belong to.
"""

import hashlib
from pathlib import PurePath

from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404

from .incoming.bad_file import BadFile
from .incoming.check import check
from .incoming.purposes import ATTACHMENT
from .models import Attachment


def attach(record, upload, *, by, purpose: str = "") -> Attachment:
    """Store ``upload`` with ``record``. Raises ValidationError for a file that is too large, empty
    or of another kind.
    """
    try:
        check(upload, ATTACHMENT)
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
    attachment.save()
    return attachment


def visible_attachment(pk, user) -> Attachment:
    """The attachment if ``user`` may see its record; 404 otherwise,
    as for one that does not exist.
    """
    attachment = Attachment.objects.filter(pk=pk).select_related("content_type").first()
    model = attachment and attachment.content_type.model_class()
    if not model or not model.objects.visible_to(user).filter(pk=attachment.object_id).exists():
        raise Http404
    return attachment


@login_required
def download(request, pk):
    attachment = visible_attachment(pk, request.user)
    return FileResponse(attachment.file.open(), as_attachment=True, filename=attachment.name)
