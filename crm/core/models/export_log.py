from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .attachment import private_storage
from .sequence import Numbers


def export_path(export, filename):
    return f"exports/{export.at:%Y-%m}/{filename}"


class ExportLogQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everyone their own; auditors all."""
        return self if user.has_perm("core.view_exportlog") else self.filter(by=user)


class ExportLog(models.Model):
    """A table that left the system: who took what, when and why. Only ever added to."""

    IS_LOG = True  # its moments are read to the second

    class Phase(models.TextChoices):
        RUNNING = "running", _("being written")
        DONE = "done", _("taken")
        FAILED = "failed", _("failed")
        DISCARDED = "discarded", _("discarded")

    NUMBERS = Numbers("export", "DC", places=5)
    number = models.CharField(_("number"), max_length=20, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    table = models.CharField(pgettext_lazy("of records", "list"), max_length=100)
    path = models.CharField(_("address"), max_length=200)
    query = models.TextField(_("query of the address"), blank=True)
    filters = models.TextField(_("filter and search"), blank=True)
    columns = models.JSONField(_("columns"), default=list)
    whole = models.BooleanField(default=False)
    format = models.CharField(_("format"), max_length=10)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    reason = models.CharField(_("reason"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    phase = models.CharField(
        _("phase"), max_length=20, choices=Phase.choices, default=Phase.RUNNING
    )
    done = models.PositiveIntegerField(default=0)
    file = models.FileField(
        storage=private_storage, upload_to=export_path, max_length=300, blank=True
    )
    language = models.CharField(max_length=10, default="zh-hans")
    is_seen = models.BooleanField(default=True)

    is_editable = False
    objects = ExportLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["by"], condition=Q(is_seen=False), name="export_to_be_told")
        ]

    def __str__(self):
        return self.number
