from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..database.kept import keep_rows


class MoveQuerySet(models.QuerySet):
    def of(self, obj):
        return self.filter(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)

    def newest_of(self, records) -> dict[int, "Move"]:
        """{key of a record: the step that it took last} of ``records``, all of one model."""
        keys = [record.pk for record in records]
        if not keys:
            return {}
        kind = ContentType.objects.get_for_model(records[0])
        rows = self.filter(content_type=kind, object_id__in=keys)
        newest = rows.order_by("object_id", "-pk").distinct("object_id")
        return {move.object_id: move for move in newest}


class Move(models.Model):
    """One change of state of one record: which, from where to where, by whom, when and why. Written
    by ``move()`` alone.
    """

    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    target_object = GenericForeignKey("content_type", "object_id")
    name = models.CharField(_("step"), max_length=40)
    source = models.CharField(_("from"), max_length=40)
    target = models.CharField(_("to"), max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="moves", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    note = models.TextField(_("note"), blank=True)

    objects = MoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("step taken")
        verbose_name_plural = _("steps taken")
        ordering = ["id"]
        permissions = [("view_proof", _("Can see the checkpoints and their verification"))]
        indexes = [models.Index(fields=["content_type", "object_id", "id"], name="move_of_record")]

    def __str__(self):
        return f"{self.name}: {self.source} → {self.target}"


keep_rows(Move)
