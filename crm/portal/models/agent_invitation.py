from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from leads.models import Agent

from .invitation import Invitation, InvitationQuerySet


class PortalInvitationQuerySet(InvitationQuerySet):
    def visible_to(self, user):
        """The responsible department's own; all those who check on agents' logins."""
        if not user.has_perm("portal.view_portalinvitation"):
            return self.none()
        if user.has_perm("leads.view_agentcontact"):
            return self
        return self.filter(agent__in=Agent.objects.kept_by(user))


class PortalInvitation(Invitation):
    """A link by which one person becomes a login of an agent: signed, for some days, for one use.

    It goes by letter to the agent's registered address. Where that is not possible, the inviter
    passes the link on, and it opens only with a code that a second person of the bureau hands over.
    """

    SALT = "portal.invitation"
    RIGHT = "portal.add_portalinvitation"

    agent = models.ForeignKey(
        Agent, models.PROTECT, related_name="invitations", verbose_name=_("agent")
    )
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

    @property
    def host(self):
        return self.agent
