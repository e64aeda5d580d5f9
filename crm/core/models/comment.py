from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OfRecordQuerySet(models.QuerySet):
    def of(self, obj):
        return self.filter(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)


class Comment(models.Model):
    """What a colleague says on a record; for colleagues who see the record. Never changed once
    said.
    """

    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    target_object = GenericForeignKey("content_type", "object_id")
    text = models.TextField(_("comment"), max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("mentioned")
    )

    objects = OfRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["content_type", "object_id", "id"], name="comment_of_record")
        ]

    def __str__(self):
        return self.text[:60]


class ReminderQuerySet(OfRecordQuerySet):
    def visible_to(self, user):
        return self.filter(user=user)

    def open(self):
        return self.filter(done_at=None)


class Reminder(models.Model):
    """One's own note to look at a record again at some time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.BigIntegerField()
    target_object = GenericForeignKey("content_type", "object_id")
    text = models.CharField(_("what of"), max_length=200)
    remind_at = models.DateTimeField(_("remind me at"))
    told_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["remind_at", "id"]
        indexes = [
            models.Index(
                fields=["user", "remind_at"], condition=Q(done_at=None), name="reminder_of_user"
            ),
            models.Index(
                fields=["remind_at"],
                condition=Q(done_at=None, told_at=None),
                name="reminder_to_be_told",
            ),
        ]

    def __str__(self):
        return self.text
