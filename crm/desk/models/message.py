"""What the enterprise and the bureau say to each other about a request."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.sight import of_seen

from .request import Channel, ServiceRequest


class ServiceMessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "request", ServiceRequest.objects.visible_to(user))

    def unread_by_bureau(self):
        return self.filter(is_from_enterprise=True, seen_at__isnull=True)

    def to_be_mailed(self):
        return self.filter(mail=ServiceMessage.Mail.WAITING)


class ServiceMessage(models.Model):
    """One thing said between the two sides. Notes of the bureau among itself are comments and stand
    elsewhere: nothing here is hidden from the enterprise.
    """

    class Mail(models.TextChoices):
        NONE = "", _("not by mail")
        WAITING = "waiting", _("waits to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent")

    request = models.ForeignKey(
        ServiceRequest, models.CASCADE, related_name="messages", verbose_name=_("service request")
    )
    is_from_enterprise = models.BooleanField(_("written by the enterprise"))
    is_answer = models.BooleanField(_("the answer"), default=False)
    text = models.TextField(_("message"), blank=True)
    quoted = models.TextField(_("what the mail quoted"), blank=True)
    via = models.CharField(_("came by"), max_length=20, choices=Channel.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    at = models.DateTimeField(_("at"))
    seen_at = models.DateTimeField(_("read at"), null=True, blank=True)
    message_id = models.CharField(max_length=300, blank=True, db_index=True, editable=False)
    mail = models.CharField(
        _("by mail"), max_length=20, choices=Mail.choices, default=Mail.NONE, blank=True
    )
    mail_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    history = HistoricalRecords()

    objects = ServiceMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message with an enterprise")
        verbose_name_plural = _("messages with enterprises")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["request"],
                condition=Q(is_from_enterprise=True, seen_at__isnull=True),
                name="service_message_unread",
            ),
            models.Index(fields=["id"], condition=Q(mail="waiting"), name="service_mail_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(is_from_enterprise=True, is_answer=True),
                name="service_answer_is_of_the_bureau",
            )
        ]

    def __str__(self):
        return f"{self.request} · {self.text[:30]}"
