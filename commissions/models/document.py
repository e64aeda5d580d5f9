from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.core.models.attachment import private_storage
from leads.models import Agent


def document_path(document, filename):
    return f"documents/{document.kind}/{document.year}/{document.number}.pdf"


class IssuedDocumentQuerySet(models.QuerySet):
    def of(self, obj):
        return self.filter(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)


class IssuedDocument(models.Model):
    """A PDF as it was issued: numbered without gaps, stored with its hash and the facts that it was made from, never made again."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("entrusted promotion agreement")
        STATEMENT = "statement", _("commission statement")

    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("serial"))
    number = models.CharField(_("document number"), max_length=60, unique=True)
    file = models.FileField(_("file"), storage=private_storage, upload_to=document_path, max_length=300)
    sha256 = models.CharField("SHA-256", max_length=64)
    facts = models.JSONField(_("facts"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True)

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "serial"], name="document_serial_once")
        ]

    def __str__(self):
        return self.number


class DocumentConfirmation(models.Model):
    """A person has read an issued document for an agent: who, when, and the hash of what was read. Never changed."""

    document = models.ForeignKey(IssuedDocument, models.PROTECT, related_name="confirmations", verbose_name=_("issued document"))
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+", verbose_name=_("agent"))
    sha256 = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("confirmed by"))
    at = models.DateTimeField(_("confirmed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("confirmation of a document")
        verbose_name_plural = _("confirmations of documents")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["document", "agent"], name="document_confirmed_once_by_an_agent")]

    def __str__(self):
        return f"{self.document} {self.by}"
