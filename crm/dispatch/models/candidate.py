"""Who may be awarded, and the votes of the committee on each."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.transitions import Stateful, Transition

from .award import RUNS, AwardRound, CommitteeMember, HouseQuerySet, RoundState

NOMINATES = "dispatch.add_awardcandidate"
# Which field names the one who is awarded, by the category of the award.
FIELDS = {
    "enterprise": "enterprise",
    "entrepreneur": "enterprise",
    "unit": "department",
    "person": "person",
    "agent": "agent",
    "referrer": "agent",
}


class CandidateState(models.TextChoices):
    NOMINATED = "nominated", pgettext_lazy("candidate", "nominated")
    STRUCK = "struck", pgettext_lazy("candidate", "struck off")
    ELECTED = "elected", pgettext_lazy("candidate", "elected")
    NOT_ELECTED = "not_elected", pgettext_lazy("candidate", "not elected")
    AWARDED = "awarded", pgettext_lazy("candidate", "awarded")


S = CandidateState


def _why_not_struck(candidate, _user) -> str:
    open_ones = (RoundState.NOMINATING, RoundState.NOTICE)
    if candidate.award_round.state in open_ones:
        return ""
    return gettext("A candidate is struck off before the vote, or while it is on public notice.")


class AwardCandidate(Stateful):
    """``figure`` is what the rule found, ``votes_for`` and ``votes`` what the committee said when
    the vote was closed.
    """

    CALLED_BY = ("award_round", "enterprise", "department", "person", "agent")
    State = CandidateState

    award_round = models.ForeignKey(
        AwardRound,
        models.PROTECT,
        related_name="candidates",
        verbose_name=pgettext_lazy("award round", "round of an award"),
    )
    enterprise = models.ForeignKey(
        "parks.Enterprise",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    entrepreneur = models.CharField(_("entrepreneur"), max_length=60, blank=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    agent = models.ForeignKey(
        "leads.Agent",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agent"),
    )
    reason = models.TextField(pgettext_lazy("candidate", "why"), max_length=1000)
    figure = models.DecimalField(
        _("figure of the rule"),
        max_digits=20,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
    )
    is_computed = models.BooleanField(_("found by the rule"), default=False, editable=False)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("nominated by"),
    )
    votes_for = models.PositiveSmallIntegerField(_("votes in favour"), null=True, editable=False)
    votes = models.PositiveSmallIntegerField(_("votes cast"), null=True, editable=False)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=CandidateState.choices,
        default=CandidateState.NOMINATED,
        editable=False,
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = HouseQuerySet.as_manager()

    WAY = (S.NOMINATED, S.ELECTED, S.AWARDED)
    TRANSITIONS = {
        "strike": Transition(
            pgettext_lazy("candidate", "Strike off"),
            {S.NOMINATED, S.ELECTED},
            S.STRUCK,
            RUNS,
            guard=_why_not_struck,
            needs_note=True,
            negative=True,
            is_exceptional=True,
        ),
        "elect": Transition(
            pgettext_lazy("candidate", "Elect"),
            {S.NOMINATED},
            S.ELECTED,
            RUNS,
            facts=("votes", "votes_for"),
            hidden=True,
        ),
        "pass_over": Transition(
            pgettext_lazy("candidate", "Pass over"),
            {S.NOMINATED},
            S.NOT_ELECTED,
            RUNS,
            facts=("votes", "votes_for"),
            negative=True,
            hidden=True,
        ),
        "award": Transition(
            pgettext_lazy("candidate", "Award"),
            {S.ELECTED},
            S.AWARDED,
            "dispatch.decide_awardround",
            hidden=True,
            has_sequel=True,
        ),
    }

    class Meta:
        verbose_name = pgettext_lazy("candidate", "candidate for an award")
        verbose_name_plural = pgettext_lazy("candidate", "candidates for awards")
        ordering = ["award_round", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CandidateState.values), name="candidate_state_known"
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, department=None, person=None, agent=None)
                | Q(enterprise=None, department__isnull=False, person=None, agent=None)
                | Q(enterprise=None, department=None, person__isnull=False, agent=None)
                | Q(enterprise=None, department=None, person=None, agent__isnull=False),
                name="candidate_is_one",
                violation_error_message=_("Name the one who is to be awarded, and no other."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["award_round", name, *more],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"candidate_{name}_once",
                    violation_error_message=_("This one is a candidate already."),
                )
                for name, more in (
                    ("enterprise", ["entrepreneur"]),
                    ("department", []),
                    ("person", []),
                    ("agent", []),
                )
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.entrepreneur or str(self.who or "")

    @property
    def name_in_public(self) -> str:
        """A referrer's by consent."""
        return self.agent.name_in_public if self.agent else self.name

    @property
    def who(self):
        return self.enterprise or self.department or self.person or self.agent

    is_editable = False

    def clean(self):
        if self.award_round_id is None:
            return
        category = self.award_round.kind.category
        field = FIELDS[category]
        if getattr(self, f"{field}_id") is None:
            message = gettext("Name the one who is to be awarded, and no other.")
            raise ValidationError({field: message})
        if (category == "entrepreneur") != bool(self.entrepreneur.strip()):
            message = gettext(
                "An award to entrepreneurs names the person, and no other award does."
            )
            raise ValidationError({"entrepreneur": message})
        if category == "referrer" and not self.agent.is_referrer:
            raise ValidationError({"agent": gettext("This agent is no hometown referrer.")})

    def is_of(self, user) -> bool:
        """Whether it is the person, or the own department: who is so has no vote on it."""
        if self.person_id is not None:
            return self.person_id == user.pk
        return self.department_id is not None and self.department_id == user.department_id


class VoteChoice(models.TextChoices):
    FOR = "for", pgettext_lazy("vote", "in favour")
    AGAINST = "against", pgettext_lazy("vote", "against")
    ABSTAIN = "abstain", pgettext_lazy("vote", "abstain")


class AwardVoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The own; those of others, who runs awards, and only once the vote is closed."""
        own_votes = Q(member__person=user)
        if not user.has_perm(RUNS):
            return self.filter(own_votes)
        secret = (RoundState.NOMINATING, RoundState.VOTING)
        return self.filter(own_votes | ~Q(candidate__award_round__state__in=secret))


class AwardVote(models.Model):
    """Never changed: a ballot is cast once."""

    CALLED_BY = ("candidate", "member")

    candidate = models.ForeignKey(
        AwardCandidate,
        models.PROTECT,
        related_name="ballots",
        verbose_name=pgettext_lazy("candidate", "candidate for an award"),
    )
    member = models.ForeignKey(
        CommitteeMember,
        models.PROTECT,
        related_name="votes",
        verbose_name=pgettext_lazy("award round", "member of the committee"),
    )
    choice = models.CharField(
        pgettext_lazy("vote", "vote"), max_length=20, choices=VoteChoice.choices
    )

    objects = AwardVoteQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("vote", "vote")
        verbose_name_plural = pgettext_lazy("vote", "votes")
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(choice__in=VoteChoice.values), name="award_vote_choice_known"
            ),
            models.UniqueConstraint(fields=["candidate", "member"], name="award_vote_once"),
        ]

    def __str__(self):
        return f"{self.candidate} {self.get_choice_display()}"
