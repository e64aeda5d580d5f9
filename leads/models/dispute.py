from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.models import Numbers
from crm.core.seen import seen
from crm.core.transitions import Stateful, Transition

from .agent import Agent, agents_of
from .lead import Lead
from .registration import Registration


class DisputeState(models.TextChoices):
    OPEN = "open", pgettext_lazy("arbitration", "asked for")
    HEARING = "hearing", _("both sides heard")
    DECIDED = "decided", _("decided")
    WITHDRAWN = "withdrawn", _("withdrawn")


State = DisputeState


def no_party(dispute, user):
    """Who works on the lead, judged it or registered for a side decides nothing."""
    lead = dispute.lead
    involved = {
        lead.owner_id,
        dispute.claimant.registered_by_id,
        dispute.holder and dispute.holder.registered_by_id,
    }
    if user.pk in involved or lead.moves().filter(by=user).exists():
        return _("You have worked on this lead; another person must decide.")
    return ""


def may_decide(dispute, user):
    if (
        dispute.evidence_due_on
        and timezone.localdate() <= dispute.evidence_due_on
        and dispute.sides_heard() < 2
    ):
        return _("Both sides may submit evidence until %(day)s.") % {"day": dispute.evidence_due_on}
    return no_party(dispute, user)


def only_the_claimant(dispute, user):
    return (
        ""
        if dispute.claimant.agent.users.filter(pk=user.pk).exists()
        else _("Only who asked for the arbitration withdraws it.")
    )


class DisputeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For the bureau alone: a record names both sides. The sides have ``of_party``."""
        if not user.has_perm("leads.view_dispute"):
            return self.none()
        if user.has_perm("leads.view_every_lead"):
            return self
        return self.filter(
            Q(claimant__department__in=user.department_ids) | seen("lead", Lead, user)
        )

    def of_party(self, user):
        """Disputes in which ``user`` is a side. Show of them the own side, the outcome and the
        reason, and nothing else.
        """
        registrations = Registration._base_manager.filter(agent__in=agents_of(user)).values("pk")
        # No join with the registrations: that of the other side is not theirs to read.
        return self.filter(
            Q(claimant__in=registrations) | Q(holder__in=registrations) & ~Q(state=State.OPEN)
        )

    def pending(self):
        return self.filter(state__in=[State.OPEN, State.HEARING])


class Dispute(Stateful):
    """Two claim to have brought a company first: both sides' evidence, and a third person's
    reasoned decision.
    """

    State = DisputeState

    class Outcome(models.TextChoices):
        KEEP = "keep", _("the protection stays where it is")
        TRANSFER = "transfer", _("the protection passes to the claimant")
        SHARE = "share", _("both share the protection and the reward")

    NUMBERS = Numbers("dispute", "ZC")
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    claimant = models.ForeignKey(
        Registration,
        models.PROTECT,
        related_name="disputes",
        verbose_name=_("registration of the claimant"),
    )
    holder = models.ForeignKey(
        Registration,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contested",
        verbose_name=_("registration that holds"),
    )
    lead = models.ForeignKey(
        Lead, models.PROTECT, related_name="disputes", verbose_name=_("contested lead")
    )
    opened_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    evidence_due_on = models.DateField(_("evidence until"), null=True, blank=True)
    outcome = models.CharField(
        pgettext_lazy("arbitration", "outcome"), max_length=20, choices=Outcome.choices, blank=True
    )
    reason = models.TextField(
        _("reason"),
        blank=True,
        help_text=_("Both sides read this. Do not name the one to the other."),
    )
    holder_parts = models.PositiveIntegerField(
        _("parts of the holder, where shared"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    claimant_parts = models.PositiveIntegerField(
        _("parts of the claimant, where shared"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    heard_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("heard by"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.OPEN, editable=False
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = DisputeQuerySet.as_manager()

    TRANSITIONS = {
        "hear": Transition(
            _("Hear both sides"),
            {State.OPEN},
            State.HEARING,
            "leads.hear_dispute",
            facts=("evidence_due_on",),
            stamp="heard_by",
            has_use_case=True,
        ),
        "decide": Transition(
            _("Decide"),
            {State.HEARING},
            State.DECIDED,
            "leads.decide_dispute",
            requires=("outcome", "reason"),
            facts=("outcome", "holder_parts", "claimant_parts", "reason"),
            not_by=("hear",),
            guard=may_decide,
            stamp="decided_by",
            has_use_case=True,
        ),
        "withdraw": Transition(
            _("Withdraw"),
            {State.OPEN, State.HEARING},
            State.WITHDRAWN,
            "leads.plead_dispute",
            guard=only_the_claimant,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="dispute_state_known"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("heard_by")), name="dispute_decided_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | ~Q(reason="") & ~Q(outcome=""),
                name="dispute_decision_has_its_reason",
            ),
            models.UniqueConstraint(
                fields=["claimant"],
                condition=Q(state__in=["open", "hearing"]),
                name="one_pending_dispute_a_registration",
            ),
        ]
        permissions = [
            ("hear_dispute", _("Can hear both sides of disputes")),
            ("decide_dispute", _("Can decide disputes")),
            ("plead_dispute", _("Can ask for arbitration and submit evidence")),
        ]

    def __str__(self):
        return self.number

    @property
    def is_editable(self) -> bool:
        return False

    def allows(self, parts: dict[int, int]) -> bool:
        """Whether these parts ({agent: parts}) of the reward agree with what was decided."""
        claimant = self.claimant.agent_id
        holder = self.holder.agent_id if self.holder else None
        if self.outcome == self.Outcome.KEEP:
            return claimant not in parts and (holder is None or holder in parts)
        if self.outcome == self.Outcome.TRANSFER:
            return claimant in parts and (holder is None or holder not in parts)
        shares = (
            parts.get(claimant, 0) * self.holder_parts,
            parts.get(holder, 0) * self.claimant_parts,
        )
        return claimant in parts and (holder is None or shares[0] == shares[1])

    def sides_heard(self) -> int:
        return self.pleas.values("agent").distinct().count()


class PleaQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An agent reads its own side alone."""
        return self.filter(Q(agent__in=agents_of(user)) | seen("dispute", Dispute, user))


class Plea(models.Model):
    """What one side of a dispute says, with its files; never changed once submitted."""

    dispute = models.ForeignKey(
        Dispute, models.PROTECT, related_name="pleas", verbose_name=_("dispute")
    )
    # None for a plea of the bureau itself
    agent = models.ForeignKey(
        Agent, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("side")
    )
    text = models.TextField(_("statement of facts"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    at = models.DateTimeField(_("submitted at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = PleaQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission to a dispute")
        verbose_name_plural = _("submissions to disputes")
        ordering = ["id"]

    def __str__(self):
        return f"{self.dispute} {self.agent or ''}"
