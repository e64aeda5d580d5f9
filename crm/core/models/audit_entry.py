from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..database.kept import keep_rows

# What the database does by itself: table and trigger.
TRIGGERS = {
    "core_auditentry.audit_moment": "stamps a new row with the moment of the database's clock",
    "core_auditentry.audit_no_change": (
        "refuses to change a row, and to delete one before its time is over"
    ),
    "core_auditentry.audit_no_truncate": "refuses to empty the table",
}


@dataclass(frozen=True)
class AuditKind:
    """``is_reading``: data left the system or was shown in full; its rows count as read."""

    code: str
    label: Promise
    is_reading: bool = False


AUDIT_KINDS: dict[str, AuditKind] = {}


def register_audit_kind(code: str, label, *, is_reading: bool = False):
    AUDIT_KINDS[code] = AuditKind(code, label, is_reading)


def known_kinds() -> list[tuple]:
    return [(kind.code, kind.label) for kind in AUDIT_KINDS.values()]


class AuditEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("core.view_auditentry") else self.none()


class AuditEntry(models.Model):
    """One thing that somebody did, read, took away or was refused. Only ever added to.

    ``person`` and ``roles`` are as they were then; ``record`` is what it was about, in words.
    ``count`` is how many rows or times it stands for. No constraint ties it to the people and
    records that it names: it outlives them.
    """

    IS_LOG = True  # its moments are read to the second

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("outcome", "done")
        REFUSED = "refused", pgettext_lazy("outcome", "refused")
        FAILED = "failed", pgettext_lazy("outcome", "failed")

    at = models.DateTimeField(_("at"), editable=False)
    kind = models.CharField(_("kind"), max_length=40, choices=known_kinds)
    outcome = models.CharField(
        pgettext_lazy("audit log", "outcome"),
        max_length=10,
        choices=Outcome.choices,
        default=Outcome.DONE,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("by"),
    )
    person = models.CharField(_("person"), max_length=160, blank=True)
    roles = models.CharField(_("roles"), max_length=200, blank=True)
    address = models.CharField(_("network address"), max_length=50, blank=True)
    content_type = models.ForeignKey(
        ContentType,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    object_id = models.BigIntegerField(null=True)
    record = models.CharField(_("record"), max_length=200, blank=True)
    said = models.CharField(_("what was said"), max_length=300, blank=True)
    path = models.CharField(_("address"), max_length=200, blank=True)
    count = models.PositiveIntegerField(pgettext_lazy("audit log", "number"), default=1)

    is_editable = False
    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["-at"], name="audit_newest"),
            models.Index(fields=["by", "-at"], name="audit_of_person"),
            models.Index(fields=["kind", "-at"], name="audit_of_kind"),
        ]

    def __str__(self):
        return f"#{self.pk} {self.get_kind_display()}"


keep_rows(AuditEntry)


class Reading(models.Model):
    """How many record pages a person has opened within an hour: what is read by thousands is
    noticed, and no single page costs a row.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    hour = models.DateTimeField()
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["by", "hour"], name="reading_of_an_hour")]

    def __str__(self):
        return f"{self.hour:%Y-%m-%d %H} {self.pages}"
