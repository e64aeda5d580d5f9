"""What was taken away of people, and left a trace."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What the database does by itself.
TRIGGERS = {
    "core_erasure.erasure_no_change": "refuses to change or delete a row",
    "core_erasure.erasure_no_truncate": "refuses to empty the table",
}


class ErasureQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("core.view_erasure") else self.none()


class Erasure(models.Model):
    """Personal fields of one record were blanked in it and in its history, or the record was
    deleted. Only ever added to; names no person.

    ``fields`` is {column: what stands there now, null where only the person's name, number or
    address was cut out of a text}. The database's function that blanks the history obeys this row
    alone.
    """

    content_type = models.ForeignKey(
        ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of record")
    )
    object_id = models.BigIntegerField(pgettext_lazy("of a record", "key"))
    fields = models.JSONField(_("blanked"), default=dict)
    is_deleted = models.BooleanField(_("deleted whole"), default=False)
    why = models.CharField(_("reason"), max_length=200)
    request = models.ForeignKey(
        "core.PersonRequest",
        models.PROTECT,
        null=True,
        related_name="erasures",
        verbose_name=_("asked for by"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    is_editable = False
    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure of personal data")
        verbose_name_plural = _("erasures of personal data")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["content_type", "object_id"], name="erasure_of_record")]

    def __str__(self):
        return f"{self.content_type} {self.object_id}"

    @property
    def names(self) -> list[str]:
        return sorted(self.fields)
