"""What an issued document was made by: the template as it was then, and the certificate of the
seal.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.core.by_permission import ByViewPermission


class DocumentKind(models.TextChoices):
    AGREEMENT = "agreement", _("entrusted promotion agreement")
    ENTRY = "entry", _("entry agreement")
    SUPPLEMENT = "supplement", _("supplementary agreement")
    REFERRAL = "referral", _("confirmation of a referral")
    STATEMENT = "statement", _("commission statement")
    PAYMENT = "payment", _("payment advice")
    APPROVAL = "approval", _("approval form")
    CERTIFICATE = "certificate", _("award certificate")
    OFFER = "offer", _("offer letter")
    BRIEF = "brief", _("dispatch brief")
    AWARD = "award", _("certificate of a contribution award")


class DocumentTemplate(models.Model):
    """A template as it stood when it first produced a document. Never changed: a changed template
    is a new version.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    version = models.PositiveIntegerField(_("version"))
    files = models.JSONField(_("files"))
    sha256 = models.CharField("SHA-256", max_length=64)
    stored_at = models.DateTimeField(_("used from"), auto_now_add=True)

    is_editable = False
    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        ordering = ["kind", "-version"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="template_version_once"),
            models.UniqueConstraint(fields=["kind", "sha256"], name="template_stored_once"),
        ]

    def __str__(self):
        return _("version %d") % self.version


class SealCertificate(models.Model):
    """The public certificate of a seal that documents bear; the key is never here."""

    fingerprint = models.CharField(_("fingerprint (SHA-256)"), max_length=64, unique=True)
    subject = models.CharField(_("owner"), max_length=300)
    pem = models.TextField(_("certificate"))
    is_test = models.BooleanField(_("test certificate"), default=False)
    first_used_at = models.DateTimeField(_("used from"), auto_now_add=True)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["-id"]
        default_permissions = ()

    def __str__(self):
        return self.owner

    @property
    def owner(self) -> str:
        """Who seals, without the labels of X.509: "Common Name: 某局, Organization: 某市" → "某局,
        某市".
        """
        return ", ".join(part.partition(": ")[2] or part for part in self.subject.split(", "))
