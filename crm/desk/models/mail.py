"""What came into the mailbox, one row a mail, and how far the mailbox was read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .request import ServiceRequest


class IncomingMailQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Mails of requests that one sees, and for who looks after the desk those without one."""
        if not user.has_perm("desk.view_incomingmail"):
            return self.none()
        requests = ServiceRequest.objects.visible_to(user)
        return self.filter(Q(request__isnull=True) | Q(request__in=requests))


class IncomingMail(models.Model):
    """A mail that was read, what became of it, and what could not be taken from it. The mail itself
    stays in the mailbox.
    """

    class Outcome(models.TextChoices):
        NEW = "new", pgettext_lazy("mail", "a new request")
        REPLY = "reply", pgettext_lazy("mail", "belongs to a request")
        AUTOMATIC = "automatic", pgettext_lazy("mail", "sent by a machine, set aside")
        SPAM = "spam", pgettext_lazy("mail", "too many or the same again, set aside")
        TOO_LARGE = "too_large", pgettext_lazy("mail", "too large, not opened")
        BROKEN = "broken", pgettext_lazy("mail", "could not be read")

    validity = models.BigIntegerField(editable=False)
    uid = models.BigIntegerField(editable=False)
    message_id = models.CharField(max_length=300, blank=True, db_index=True, editable=False)
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    subject = models.CharField(pgettext_lazy("mail", "subject"), max_length=300, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("size"), default=0)
    read_at = models.DateTimeField(_("read at"), auto_now_add=True)
    outcome = models.CharField(_("what became of it"), max_length=20, choices=Outcome.choices)
    problem = models.TextField(_("what could not be taken"), blank=True)
    request = models.ForeignKey(
        ServiceRequest,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mails",
        verbose_name=_("service request"),
    )

    objects = IncomingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail to the desk")
        verbose_name_plural = _("mails to the desk")
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["validity", "uid"], name="a_mail_is_read_once")
        ]

    def __str__(self):
        return self.subject or self.sender


class MailboxState(models.Model):
    """How far a mailbox was read: UIDs count upwards as long as its validity stays the same."""

    mailbox = models.CharField(max_length=300, unique=True)
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.mailbox}: {self.last_uid}"
