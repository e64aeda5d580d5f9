"""What people are told: the notification, its way out of the
house, and each person's own choice.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from ..encryption import EncryptedTextField
from .people import Department
from .proposal import ByProposal


class Channel(models.TextChoices):
    APP = "app", _("in Deshang")
    EMAIL = "email", _("e-mail")
    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


WEBHOOKS = {Channel.WECOM, Channel.DINGTALK, Channel.FEISHU}
WEBHOOK_CHOICES = [choice for choice in Channel.choices if choice[0] in WEBHOOKS]


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(recipient=user)

    def shown(self):
        return self.filter(in_app=True)

    def unread(self):
        return self.shown().filter(read_at=None)


class Notification(models.Model):
    """One thing one person is told. Names the record and never its content, which is read through
    what the person may see.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notifications",
        verbose_name=_("recipient"),
    )
    kind = models.CharField(_("kind"), max_length=40)
    content_type = models.ForeignKey(ContentType, models.CASCADE, null=True, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    link = models.CharField(max_length=300, blank=True)
    values = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    once = models.CharField(max_length=100, blank=True)
    in_app = models.BooleanField(default=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notification_newest"),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at=None, in_app=True),
                name="notification_unread",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "once"],
                condition=~Q(once=""),
                name="notification_said_once",
            )
        ]

    def __str__(self):
        return f"{self.kind} → {self.recipient}"


class Delivery(models.Model):
    """The outbox: one notification on one channel, written with it in one transaction and sent by a
    task until it arrives.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        GIVEN_UP = "given_up", _("given up")

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.CharField(
        pgettext_lazy("channel of a message", "channel"), max_length=20, choices=Channel.choices
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state="waiting"), name="delivery_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "given_up"]), name="delivery_state_known"
            ),
            models.UniqueConstraint(
                fields=["notification", "channel"], name="delivery_once_per_channel"
            ),
        ]

    def __str__(self):
        return f"{self.channel} {self.state}"


class NotificationChoice(models.Model):
    """A person's own wish for one kind on one channel, where it differs from the house's:
    everything is on.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_choices"
    )
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    is_on = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "channel"], name="one_choice_per_kind_and_channel"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.channel} {self.is_on}"


class MessageServiceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("core.view_messageservice") else self.none()


class MessageService(models.Model):
    """A server that messages may be posted to: the public ones, and the bureau's own on the
    intranet. No other is ever called.
    """

    channel = models.CharField(
        pgettext_lazy("channel of a message", "channel"), max_length=20, choices=WEBHOOK_CHOICES
    )
    origin = models.URLField(
        _("server, such as https://qyapi.weixin.qq.com"), max_length=200, unique=True
    )
    is_inside = models.BooleanField(
        _("in the own network"),
        default=False,
        help_text=_("Only such a server may have an address that is not public."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    history = HistoricalRecords()

    objects = MessageServiceQuerySet.as_manager()
    CHANGES = ByProposal("core.decide_messageservice", bears_on_money=False)

    class Meta:
        verbose_name = _("message server")
        verbose_name_plural = _("message servers")
        ordering = ["channel", "id"]
        permissions = [("decide_messageservice", _("Can decide on message servers"))]

    def __str__(self):
        return f"{self.get_channel_display()} {self.origin}"

    def clean(self):
        self.origin = origin_of(self.origin)


class WebhookQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everyone's own; the departments' for those who keep them."""
        mine = Q(user=user)
        return (
            self.filter(mine | Q(department__isnull=False))
            if user.has_perm("core.view_webhook")
            else self.filter(mine)
        )


class Webhook(models.Model):
    """Where a person's or a department's messages are posted. The address holds a key and is kept
    encrypted.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="webhooks",
        verbose_name=_("user"),
    )
    department = models.ForeignKey(
        Department,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="webhooks",
        verbose_name=_("department"),
    )
    channel = models.CharField(
        pgettext_lazy("channel of a message", "channel"), max_length=20, choices=WEBHOOK_CHOICES
    )
    address = EncryptedTextField(_("address of the robot"))
    secret = EncryptedTextField(_("signing secret (DingTalk, Feishu)"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    history = HistoricalRecords()

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("message address")
        verbose_name_plural = _("message addresses")
        ordering = ["department", "user", "channel"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, department=None)
                | Q(user=None, department__isnull=False),
                name="webhook_of_user_or_department",
            ),
            models.UniqueConstraint(
                fields=["user", "channel"], name="one_webhook_per_user_and_channel"
            ),
            models.UniqueConstraint(
                fields=["department", "channel"], name="one_webhook_per_department_and_channel"
            ),
        ]

    def __str__(self):
        return f"{self.get_channel_display()} · {self.user or self.department}"

    @property
    def server(self) -> str:
        return origin_of(self.address)

    def clean(self):
        if (
            self.address
            and not MessageService.objects.filter(
                is_active=True, channel=self.channel, origin=self.server
            ).exists()
        ):
            raise ValidationError(
                {
                    "address": _(
                        "Messages are not posted to this server. The system administrator "
                        "keeps the list of servers."
                    )
                }
            )


def origin_of(address: str) -> str:
    """Scheme, host and port of an address: all that decides where a message goes."""
    parts = urlsplit(address.strip())
    return f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"
