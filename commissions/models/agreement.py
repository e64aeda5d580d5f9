from decimal import Decimal

from django.apps import apps
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Numbers
from crm.core.money import MoneyField
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition
from leads.models import Agent
from leads.models.agent import agents_of

from .policy import PolicyVersion


class AgreementState(models.TextChoices):
    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("legally reviewed")
    APPROVED = "approved", _("approved, to be signed")
    ACTIVE = "active", _("in force")
    ENDED = "ended", _("ended")
    TERMINATED = "terminated", _("terminated early")


State = AgreementState
# An agent may read an agreement once the bureau stands by its terms.
TOLD = set(State) - {State.DRAFT}


def of_seen_agents(rows, name: str, user):
    """Those of ``rows`` whose agent (the field ``name``) ``user`` sees."""
    agents = Agent.objects.visible_to(user)
    return rows.filter(**{f"{name}__in": agents}) if agents.query.where else rows


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.has_perm("commissions.view_agreement"):
            return self.filter(agent__in=agents_of(user), state__in=TOLD)
        return of_seen_agents(self, "agent", user)

    def binding(self):
        """Projects introduced while an agreement was in force are paid under it, also after its
        end.
        """
        return self.filter(state__in=[State.ACTIVE, State.ENDED, State.TERMINATED])

    def covering(self, agent, day):
        """The agreement under which ``agent`` is paid for what was registered on ``day``."""
        in_term = Q(starts_on__lte=day) & Q(until__gte=day)
        agreements = self.binding().annotate(until=Coalesce("ended_on", "ends_on"))
        return agreements.filter(in_term, agent=agent).order_by("-starts_on", "-id").first()


def term_is_over(agreement, user):
    if timezone.localdate() > agreement.ends_on:
        return ""
    return _("The term runs until %(day)s. To end it before, terminate the agreement.") % {
        "day": agreement.ends_on
    }


def signed_by_the_agent(agreement, user):
    if agreement.is_countersigned():
        return ""
    return _("The agent has not signed yet, neither in the portal nor on paper.")


class Agreement(Stateful):
    """What an agent is paid by: the entrustment of an agency, or the registration of a hometown
    referrer.
    """

    CALLED_BY = ("agent",)

    State = AgreementState

    class Kind(models.TextChoices):
        ENTRUSTMENT = "entrustment", _("entrusted promotion agreement")
        REGISTRATION = "registration", _("registration of a referrer")

    NUMBERS = Numbers("agreement", "XY")
    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind.choices, default=Kind.ENTRUSTMENT
    )
    agent = models.ForeignKey(
        Agent, models.PROTECT, related_name="agreements", verbose_name=_("agent")
    )
    policy_version = models.ForeignKey(
        PolicyVersion,
        models.PROTECT,
        related_name="agreements",
        verbose_name=_("policy version"),
        limit_choices_to={"state": "published"},
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    scope = models.TextField(_("what is entrusted, if other than usual"), blank=True)
    industries = models.CharField(_("industries entrusted"), max_length=300, blank=True)
    regions = models.CharField(_("regions entrusted"), max_length=300, blank=True)
    is_exclusive = models.BooleanField(_("exclusive"), default=False)
    annual_targets = models.TextField(_("yearly targets, one a line"), blank=True)
    base_fee = MoneyField(_("base fee a year"), default=Decimal(0))
    special_terms = models.TextField(_("special terms"), blank=True)
    renews = models.OneToOneField(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        editable=False,
        related_name="renewed_by",
        verbose_name=_("renews"),
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    ended_on = models.DateField(_("terminated as of"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=AgreementState.choices,
        default=AgreementState.DRAFT,
        editable=False,
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = AgreementQuerySet.as_manager()

    WAY = (State.DRAFT, State.REVIEWED, State.APPROVED, State.ACTIVE, State.ENDED)
    TRANSITIONS = {
        "review": Transition(
            _("Pass legal review"),
            {State.DRAFT},
            State.REVIEWED,
            "commissions.review_agreement",
            requires=("has_published_policy",),
            is_reversible=True,
        ),
        "approve": Transition(
            _("Approve the agreement"),
            {State.REVIEWED},
            State.APPROVED,
            "commissions.approve_agreement",
            requires=("has_published_policy",),
            not_by=("review",),
        ),
        "return": Transition(
            _("Return for changes"),
            {State.REVIEWED, State.APPROVED},
            State.DRAFT,
            "commissions.review_agreement",
            needs_note=True,
            negative=True,
            has_use_case=True,
        ),
        "sign": Transition(
            _("Put in force as signed"),
            {State.APPROVED},
            State.ACTIVE,
            "commissions.sign_agreement",
            requires=("has_published_policy", "has_account", "has_document"),
            facts=("signed_on",),
            not_by=("review",),
            guard=signed_by_the_agent,
            has_use_case=True,
            has_sequel=True,
        ),
        "end": Transition(
            _("End"),
            {State.ACTIVE},
            State.ENDED,
            "commissions.end_agreement",
            guard=term_is_over,
            has_sequel=True,
        ),
        "terminate": Transition(
            _("Terminate early"),
            {State.ACTIVE},
            State.TERMINATED,
            "commissions.terminate_agreement",
            requires=("ended_on",),
            facts=("ended_on",),
            needs_note=True,
            negative=True,
            has_use_case=True,
            has_sequel=True,
        ),
    }
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
            models.CheckConstraint(
                condition=Q(state__in=AgreementState.values), name="agreement_state_known"
            ),
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
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("starts_on"), ended_on__lte=F("ends_on")),
                name="agreement_terminated_within_its_term",
            ),
        ]
        permissions = [
            ("review_agreement", _("Can review agreements")),
            ("approve_agreement", _("Can approve agreements")),
            ("sign_agreement", _("Can sign agreements")),
            ("end_agreement", _("Can end agreements whose term is over")),
            ("terminate_agreement", _("Can terminate agreements early")),
            ("issue_document", _("Can issue documents")),
        ]

    def __str__(self):
        return f"{self.number} {self.agent}"

    @property
    def is_editable(self) -> bool:
        return self.state == AgreementState.DRAFT

    @property
    def last_day(self):
        """The last day on which a project introduced is paid for under this agreement."""
        return self.ended_on or self.ends_on

    def has_published_policy(self) -> bool:
        return self.policy_version.state == PolicyVersion.State.PUBLISHED

    def has_account(self) -> bool:
        return self.agent.current_account() is not None

    def document(self):
        """The agreement document in force, or None."""
        documents = apps.get_model("commissions", "IssuedDocument")
        return documents.objects.of(self).issued().filter(kind=documents.Kind.AGREEMENT).first()

    def has_document(self) -> bool:
        return self.document() is not None

    def is_countersigned(self) -> bool:
        document = self.document()
        return bool(document and document.confirmations.filter(agent=self.agent_id).exists())


class YearReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "agreement", Agreement.objects.visible_to(user))


class YearReview(models.Model):
    """A year of an agreement held against its targets: the results as they stood then, the finding,
    and what follows from it.
    """

    CALLED_BY = ("agreement",)

    class Finding(models.TextChoices):
        MET = "met", _("targets met")
        PARTLY = "partly", _("targets met in part")
        MISSED = "missed", _("targets missed")

    class Follows(models.TextChoices):
        NOTHING = "nothing", _("the agreement goes on unchanged")
        FEE = "fee", _("the base fee is reduced")
        RENEW = "renew", _("renewal is recommended")
        TERMINATE = "terminate", _("termination is recommended")

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="year_reviews", verbose_name=_("agreement")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    results = models.JSONField(_("results"), default=list, editable=False)
    finding = models.CharField(_("finding"), max_length=20, choices=Finding.choices)
    follows = models.CharField(
        _("what follows"), max_length=20, choices=Follows.choices, default=Follows.NOTHING
    )
    fee_reduction = MoneyField(
        _("reduction of the base fee"),
        default=Decimal(0),
        validators=[MinValueValidator(0)],
    )
    note = models.TextField(_("note"), blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), auto_now_add=True)
    history = HistoricalRecords()

    is_editable = False
    objects = YearReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly review")
        verbose_name_plural = _("yearly reviews")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "year"], name="agreement_reviewed_once_a_year"
            )
        ]

    def __str__(self):
        return f"{self.agreement} {self.year}"
