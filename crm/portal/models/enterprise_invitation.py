from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from parks.models import Enterprise
from parks.models.enterprise_person import enterprises_of

from .invitation import Invitation, InvitationQuerySet


class EnterpriseInvitationQuerySet(InvitationQuerySet):
    def visible_to(self, user):
        """Those of the own department's parks; all those who see the whole city. The enterprise's
        people, its own.
        """
        if not user.is_staff:
            return self.filter(enterprise__in=enterprises_of(user))
        if not user.has_perm("portal.view_enterpriseinvitation"):
            return self.none()
        if user.has_perm("leads.view_every_project"):
            return self
        return self.filter(enterprise__in=Enterprise.objects.kept_by(user))


class EnterpriseInvitation(Invitation):
    """A link by which one person becomes a login of a settled enterprise.

    The first one is invited by the bureau, and its link opens only with a code that a second person
    of the bureau hands over. The first invites the others, with rights, and passes the link on.
    """

    SALT = "portal.enterprise_invitation"
    RIGHT = "portal.add_enterpriseinvitation"

    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        related_name="invitations",
        verbose_name=_("settled enterprise"),
    )
    is_first = models.BooleanField(_("looks after the logins"), default=False)
    handles_money = models.BooleanField(_("investment and tax"), default=False)
    handles_progress = models.BooleanField(_("milestones of the construction"), default=False)
    handles_requests = models.BooleanField(_("requests and applications"), default=False)
    history = HistoricalRecords()

    objects = EnterpriseInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation of an enterprise")
        verbose_name_plural = _("invitations of enterprises")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(code_by=models.F("invited_by")),
                name="enterprise_code_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(is_first=False) | models.Q(needs_code=True),
                name="first_of_an_enterprise_needs_a_code",
            ),
        ]

    @property
    def host(self):
        return self.enterprise
