"""What a referrer has agreed to about the own name and number, in which words, and until when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models.lifecycle import Stateful, Transition

from .agent import Agent, agents_of


class ConsentTextQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What is agreed to is no secret."""
        return self

    def in_force(self):
        return self.order_by("-version").first()


class ConsentText(models.Model):
    """The words of a consent. Never changed: other words are the next version, and who agreed to
    this one has agreed to this one.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    text_zh = models.TextField(_("Chinese"), max_length=4000)
    text_en = models.TextField(_("English"), max_length=4000)
    made_on = models.DateField(_("in use since"), auto_now_add=True)
    history = HistoricalRecords()

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        ordering = ["-version"]
        default_permissions = ("add", "view")

    def __str__(self):
        return str(_("Version %(number)d") % {"number": self.version})

    @property
    def text(self) -> str:
        return self.text_zh if (get_language() or "").startswith("zh") else self.text_en


class ConsentState(models.TextChoices):
    GIVEN = "given", pgettext_lazy("consent", "given")
    REVOKED = "revoked", pgettext_lazy("consent", "revoked")


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the agents that one sees; a referrer's own."""
        if not user.has_perm("leads.view_consent"):
            return self.filter(agent__in=agents_of(user))
        return self.filter(agent__in=Agent.objects.visible_to(user))

    def standing(self):
        return self.filter(state=ConsentState.GIVEN)


def own_or_kept(consent, user) -> str:
    """The referrer revokes it, or the department that looks after the referrer, on paper."""
    if consent.agent_id in agents_of(user) or consent.agent.is_changed_by(user):
        return ""
    return str(_("The referrer revokes it, or the department that looks after the referrer."))


class Consent(Stateful):
    """A referrer's agreement to one text, on a day, by a channel."""

    State = ConsentState

    class Way(models.TextChoices):
        PORTAL = "portal", pgettext_lazy("consent", "in the portal")
        PAPER = "paper", pgettext_lazy("consent", "on paper")
        FORM = "form", pgettext_lazy("consent", "in a form of the public site")

    agent = models.ForeignKey(
        Agent, models.PROTECT, related_name="consents", verbose_name=_("referrer")
    )
    text = models.ForeignKey(
        ConsentText, models.PROTECT, related_name="consents", verbose_name=_("text of a consent")
    )
    way = models.CharField(
        pgettext_lazy("consent", "given how"), max_length=10, choices=Way.choices, editable=False
    )
    given_on = models.DateField(pgettext_lazy("consent", "given on"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    revoked_on = models.DateField(pgettext_lazy("consent", "revoked on"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=pgettext_lazy("consent", "revocation entered by"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.GIVEN, editable=False
    )
    history = HistoricalRecords()

    objects = ConsentQuerySet.as_manager()

    TRANSITIONS = {
        "revoke": Transition(
            pgettext_lazy("consent", "Revoke"),
            {State.GIVEN},
            State.REVOKED,
            "leads.revoke_consent",
            guard=own_or_kept,
            negative=True,
            is_exceptional=True,
            stamp="revoked_by",
            stamp_day="revoked_on",
        )
    }

    class Meta:
        verbose_name = pgettext_lazy("of a referrer", "consent")
        verbose_name_plural = pgettext_lazy("of referrers", "consents")
        ordering = ["-id"]
        default_permissions = ("add", "view")
        permissions = [("revoke_consent", _("Can revoke a consent, or record that it was"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ConsentState.values), name="consent_state_known"
            ),
            models.UniqueConstraint(
                fields=["agent"],
                condition=Q(state=ConsentState.GIVEN),
                name="one_standing_consent_of_a_referrer",
                violation_error_message=_("This referrer's consent stands already."),
            ),
        ]

    def __str__(self):
        return f"{self.agent} {self.given_on}"
