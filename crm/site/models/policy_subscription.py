"""Who wants to be told of new and changed policies that fit."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from parks.models import Enterprise

from .policy_words import PolicyKind


def new_token() -> str:
    return secrets.token_urlsafe(24)


class PolicySubscriptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, of a login; those by e-mail are opened by their secret address alone."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def active(self):
        return self.filter(confirmed_at__isnull=False, ended_at=None)


class PolicySubscription(models.Model):
    """Either an e-mail address that was confirmed, or a login. ``facts`` are the answers that
    policies are matched with; of an ``enterprise`` that we hold it is what we know on that day.
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
    facts = models.JSONField(_("answers"), default=dict)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    token = models.CharField(max_length=60, unique=True, default=new_token, editable=False)
    sender = models.CharField(max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    told_at = models.DateTimeField(_("last told at"), null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["token"])

    objects = PolicySubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription to policies")
        verbose_name_plural = _("subscriptions to policies")
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
