"""Who wants to be told of new and changed policies that fit."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from simple_history.models import HistoricalRecords

from crm.core.database.kept import keep_rows
from crm.core.seen import seen
from parks.models import Enterprise

from .policy_words import PolicyKind

# What says who it is, and what is asked for.
PERSONAL = frozenset({"email", "user", "enterprise", "facts"})


def new_token() -> str:
    return secrets.token_urlsafe(24)


class PolicySubscriptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, of a login; those by e-mail are opened by their secret address alone.

        With the right to view subscriptions: all active ones. Who may also read whose they are sees
        those of no enterprise, and those of the enterprises that they see.
        """
        if not user.is_authenticated:
            return self.none()
        if not (user.is_staff and user.has_perm("site.view_policysubscription")):
            return self.filter(user=user)
        if user.has_perm("leads.view_every_lead") or not user.has_perm("site.view_subscriber"):
            return self.active()
        return self.active().filter(Q(enterprise=None) | seen("enterprise", Enterprise, user))

    def active(self):
        return self.filter(confirmed_at__isnull=False, ended_at=None)


class PolicySubscription(models.Model):
    """Either an e-mail address that was confirmed, or a login. ``facts`` are the answers that
    policies are matched with; what we know of its ``enterprise`` on that day goes before them.
    """

    email = models.EmailField(_("e-mail"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="policy_subscriptions",
        verbose_name=_("user"),
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="policy_subscriptions",
        verbose_name=_("settled enterprise"),
    )
    kinds = models.ManyToManyField(
        PolicyKind, blank=True, related_name="+", verbose_name=_("kinds of policies")
    )
    facts = models.JSONField(_("answers"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    token = models.CharField(max_length=60, unique=True, default=new_token, editable=False)
    sender = models.CharField(max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    told_at = models.DateTimeField(_("last told at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords(excluded_fields=["token"])

    objects = PolicySubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription to policies")
        verbose_name_plural = _("subscriptions to policies")
        ordering = ["-confirmed_at", "-id"]
        permissions = [("view_subscriber", _("Can see who subscribed to policies"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(email="") ^ Q(user=None), name="policy_subscription_of_mail_or_login"
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(email="") & Q(confirmed_at__isnull=False, ended_at=None),
                name="one_policy_subscription_an_address",
            ),
        ]

    def __str__(self):
        return self.email or str(self.user)

    def label_for(self, sight) -> str:
        if not sight.hides(self, "email"):
            return str(self)
        return str(_("Subscriber %(number)d") % {"number": self.pk})

    def hidden_from(self, user) -> frozenset[str]:
        is_open = user.has_perm("site.view_subscriber") or self.user_id == user.pk
        return frozenset() if is_open else PERSONAL

    def history_is_for(self, user) -> bool:
        """Whether the user may read its history, which says whose it is."""
        return not self.hidden_from(user)

    @property
    def language_name(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

    @property
    def areas(self) -> str:
        """The kinds of policies that it is told of, in words."""
        between = pgettext("between words of a list", ", ")
        return between.join(str(kind) for kind in self.kinds.all()) or str(
            _("all kinds of policies")
        )


keep_rows(PolicySubscription.history.model, may_go=True)
