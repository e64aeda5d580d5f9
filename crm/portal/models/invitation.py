"""What every invitation to the portal is: a signed link for one person, some days and one use."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class InvitationQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(
            used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
        )


class Invitation(models.Model):
    """A subclass names in ``SALT`` what its links are signed with, in ``RIGHT`` who of the bureau
    invites, and in ``host`` the record whose login the person becomes.
    """

    SALT = ""
    RIGHT = ""

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

    is_editable = False

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.host} {self.name}"

    @property
    def host(self):
        raise NotImplementedError

    @property
    def is_valid(self) -> bool:
        return (
            self.used_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
        )

    def is_looked_after_by(self, user) -> bool:
        """Whether ``user`` is a person of the bureau who invites for the host."""
        return user.has_perm(self.RIGHT) and self.host.is_kept_by(user)
