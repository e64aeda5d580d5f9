from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from leads.models import Agent


class PortalInvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The responsible department's own; all those who check on agents' logins."""
        if not user.has_perm("portal.view_portalinvitation"):
            return self.none()
        if user.has_perm("leads.view_agentcontact"):
            return self
        return self.filter(agent__in=Agent.objects.kept_by(user))

    def valid(self):
        return self.filter(
            used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
        )


class PortalInvitation(models.Model):
    """A link by which one person becomes a login of an agent: signed, for some days, for one use.

    It goes by letter to the agent's registered address. Where that is not possible, the inviter
    passes the link on, and it opens only with a code that a second person of the bureau hands over.
    """

    agent = models.ForeignKey(
        Agent, models.PROTECT, related_name="invitations", verbose_name=_("agent")
    )
    name = models.CharField(_("name of the person"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted as"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    needs_code = models.BooleanField(_("opens with a code"), default=False, editable=False)
    code_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("code handed over by"),
    )
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes"), default=0, editable=False)
    history = HistoricalRecords()

    objects = PortalInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to the portal")
        verbose_name_plural = _("invitations to the portal")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(code_by=models.F("invited_by")),
                name="invitation_code_by_a_second_person",
            )
        ]

    is_editable = False

    def __str__(self):
        return f"{self.agent} {self.name}"

    @property
    def is_valid(self) -> bool:
        return (
            self.used_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
        )
