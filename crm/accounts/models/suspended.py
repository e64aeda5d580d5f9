import json
import uuid
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from crm.core.encryption import EncryptedTextField

KEPT = timedelta(hours=1)
TOKEN = "csrfmiddlewaretoken"
# The part of a page that asked by itself: after a confirmation the whole page answers.
PART = "panel"


class SuspendedQuerySet(models.QuerySet):
    def standing(self, person):
        return self.filter(person_id=person.pk, at__gt=timezone.now() - KEPT)


class Suspended(models.Model):
    """What a person sent to a screen that asked again who they are, until they have confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False
    )
    method = models.CharField(_("method"), max_length=8, editable=False)
    address = models.TextField(_("address"), editable=False)
    came_from = models.TextField(_("came from"), blank=True, editable=False)
    fields = EncryptedTextField(_("what was typed"), editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)

    objects = SuspendedQuerySet.as_manager()

    class Meta:
        verbose_name = _("form that waits for a confirmation")
        verbose_name_plural = _("forms that wait for a confirmation")
        default_permissions = ()

    def __str__(self):
        return self.address

    @classmethod
    def of(cls, request) -> "Suspended":
        """What ``request`` sends, not stored yet: the answer may have to be rolled back first."""
        posted = {name: values for name, values in request.POST.lists() if name != TOKEN}
        form = cls(
            person_id=request.user.pk,
            method=request.method,
            address=_whole(request),
            came_from=_path_of(request.headers.get("Referer", "")),
            fields=json.dumps(posted),
        )
        form.to_be_stored = [
            SuspendedFile.of(form, name, upload)
            for name, uploads in request.FILES.lists()
            for upload in uploads
        ]
        return form

    def store(self):
        self.save(force_insert=True)
        SuspendedFile.objects.bulk_create(self.to_be_stored)

    @classmethod
    def taken(cls, key: str, request) -> "Suspended | None":
        """The form of this person and address; it is deleted, and then is in memory alone."""
        try:
            form = cls.objects.standing(request.user).get(pk=uuid.UUID(key))
        except (ValueError, cls.DoesNotExist):
            return None
        if form.address != _whole(request):
            return None
        form.files = [file.upload() for file in SuspendedFile.objects.filter(form=form)]
        cls.objects.filter(pk=form.pk).delete()
        return form

    def put_back(self, request):
        """``request`` sends again what was kept, under the token of the confirmation."""
        typed = QueryDict(mutable=True)
        typed[TOKEN] = request.POST.get(TOKEN, "")
        for name, values in json.loads(self.fields).items():
            typed.setlist(name, values)
        typed._mutable = False
        files = MultiValueDict()
        for name, upload in self.files:
            files.appendlist(name, upload)
        request._post, request._files = typed, files

    @classmethod
    def forget_old(cls):
        cls.objects.filter(at__lt=timezone.now() - KEPT).delete()


class SuspendedFile(models.Model):
    """A file of it."""

    form = models.ForeignKey(Suspended, models.CASCADE, related_name="+", editable=False)
    field = models.CharField(_("field"), max_length=200, editable=False)
    name = models.CharField(_("name"), max_length=300, editable=False)
    content_type = models.CharField(_("type"), max_length=200, editable=False)
    content = models.BinaryField(_("content"), editable=False)

    class Meta:
        verbose_name = _("file that waits for a confirmation")
        verbose_name_plural = _("files that wait for a confirmation")
        default_permissions = ()

    def __str__(self):
        return self.name

    @classmethod
    def of(cls, form: Suspended, field: str, upload) -> "SuspendedFile":
        upload.seek(0)
        return cls(
            form=form,
            field=field,
            name=upload.name[:300],
            content_type=(upload.content_type or "")[:200],
            content=upload.read(),
        )

    def upload(self) -> tuple[str, InMemoryUploadedFile]:
        content = bytes(self.content)
        return self.field, InMemoryUploadedFile(
            BytesIO(content), self.field, self.name, self.content_type, len(content), None
        )


def _whole(request) -> str:
    """The address, without the part of the page that asked."""
    query = request.GET.copy()
    query.pop(PART, None)
    path = request.get_full_path().split("?")[0]
    return f"{path}?{query.urlencode()}" if query else path


def _path_of(address: str) -> str:
    """The address within the house; "" for none."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
