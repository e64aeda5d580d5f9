from pathlib import PurePath

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.db import models
from django.utils.functional import LazyObject
from django.utils.translation import gettext_lazy as _

LONGEST_STEM = 120


class Private(LazyObject):
    """The storage that the settings name now; the fields are made before tests name another."""

    _wrapped = property(lambda self: storages["private"])


def private_storage():
    return Private()


def short_name(filename: str) -> str:
    """A name that every file system takes: at most 120 bytes before the ending, where a Chinese
    character has three.
    """
    path = PurePath(filename)
    stem = path.stem.encode()[:LONGEST_STEM].decode(errors="ignore")
    return f"{stem}{path.suffix[:20]}"


def private_path(attachment, filename):
    return (
        f"{attachment.content_type.model}/{attachment.object_id}/{attachment.sha256[:16]}-"
        f"{short_name(filename)}"
    )


class AttachmentQuerySet(models.QuerySet):
    def of(self, obj):
        return self.filter(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)


class Attachment(models.Model):
    """A private file that belongs to one record; who may see the record may read it. Never changed
    once stored.
    """

    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    owner_object = GenericForeignKey("content_type", "object_id")
    file = models.FileField(
        _("file"), storage=private_storage, upload_to=private_path, max_length=300
    )
    name = models.CharField(_("file name"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=60, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="attachment_of_record")]

    def __str__(self):
        return self.name
