from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.transitions import Stateful, Transition
from leads.models import Agent

from .policy import PolicyVersion


class AgreementState(models.TextChoices):
    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("legally reviewed")
    ACTIVE = "active", _("in force")
    ENDED = "ended", _("ended")


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm("commissions.view_agreement"):
            return self
        return self.filter(agent__users=user).exclude(state=AgreementState.DRAFT)

    def binding(self):
        """Projects introduced while an agreement was in force are paid under it, also after its end."""
        return self.filter(state__in=[AgreementState.ACTIVE, AgreementState.ENDED])

    def covering(self, agent, day):
        """The agreement under which ``agent`` is paid for what was registered on ``day``."""
        in_term = Q(starts_on__lte=day) & Q(ends_on__gte=day)
        return self.binding().filter(in_term, agent=agent).order_by("-starts_on", "-id").first()


class Agreement(Stateful):
    """What an agent is paid by: the entrustment of an agency, or the registration of a hometown referrer."""

    State = AgreementState

    class Kind(models.TextChoices):
        ENTRUSTMENT = "entrustment", _("entrusted promotion agreement")
        REGISTRATION = "registration", _("registration of a referrer")

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.ENTRUSTMENT)
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="agreements", verbose_name=_("agent"))
    policy_version = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="agreements", verbose_name=_("policy version"),
        limit_choices_to={"state": "published"},
    )  # fmt: skip
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    industries = models.CharField(_("industries entrusted"), max_length=300, blank=True)
    regions = models.CharField(_("regions entrusted"), max_length=300, blank=True)
    is_exclusive = models.BooleanField(_("exclusive"), default=False)
    annual_targets = models.TextField(_("yearly targets, one a line"), blank=True)
    base_fee = models.DecimalField(_("base fee a year"), max_digits=18, decimal_places=2, default=Decimal(0))
    special_terms = models.TextField(_("special terms"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=AgreementState.choices, default=AgreementState.DRAFT, editable=False
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = AgreementQuerySet.as_manager()

    TRANSITIONS = {
        "review": Transition(_("Pass legal review"), {AgreementState.DRAFT}, AgreementState.REVIEWED, "commissions.review_agreement", requires=("has_published_policy",)),
        "return": Transition(_("Return for changes"), {AgreementState.REVIEWED}, AgreementState.DRAFT, "commissions.review_agreement", needs_note=True, negative=True),
        "sign": Transition(_("Sign and put in force"), {AgreementState.REVIEWED}, AgreementState.ACTIVE, "commissions.sign_agreement", requires=("has_account", "has_document"), not_by=("review",)),
        "end": Transition(_("End"), {AgreementState.ACTIVE}, AgreementState.ENDED, "commissions.sign_agreement", needs_note=True, negative=True),
    }  # fmt: skip
    FACT_LABELS = {
        "has_published_policy": _("a published policy version"),
        "has_account": _("the agent's payee account"),
        "has_document": _("the issued agreement document"),
    }

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AgreementState.values), name="agreement_state_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="agreement_ends_after_it_starts",
                violation_error_message=_("The end must be after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(base_fee__gte=0),
                name="agreement_fee_not_negative",
                violation_error_message=_("The base fee cannot be negative."),
            ),
        ]
        permissions = [
            ("review_agreement", _("Can review agreements")),
            ("sign_agreement", _("Can sign agreements")),
            ("issue_document", _("Can issue documents")),
        ]

    def __str__(self):
        return f"{self.number} {self.agent}"

    @property
    def is_editable(self) -> bool:
        return self.state == AgreementState.DRAFT

    def has_published_policy(self) -> bool:
        return self.policy_version.state == PolicyVersion.State.PUBLISHED

    def has_account(self) -> bool:
        return self.agent.current_account() is not None

    def has_document(self) -> bool:
        from .document import IssuedDocument

        return IssuedDocument.objects.of(self).exists()
