"""Awards for contributions 贡献奖: what is awarded to whom, and a round of an award from the
nominations to the certificates.
"""

from decimal import Decimal
from math import ceil

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.transitions import Stateful, Transition

from .score_run import RunState, ScoreRun
from .target import indicator_choices

RUNS, DECIDES = "dispatch.change_awardround", "dispatch.decide_awardround"


class AwardCategory(models.TextChoices):
    ENTERPRISE = "enterprise", pgettext_lazy("award", "enterprise")
    ENTREPRENEUR = "entrepreneur", pgettext_lazy("award", "entrepreneur")
    UNIT = "unit", pgettext_lazy("award", "unit")
    PERSON = "person", pgettext_lazy("award", "person")
    AGENT = "agent", pgettext_lazy("award", "agent")
    REFERRER = "referrer", pgettext_lazy("award", "hometown referrer")


class HouseQuerySet(models.QuerySet):
    """Rows that everybody with the right to read them sees whole."""

    def visible_to(self, user):
        meta = self.model._meta
        return self if user.has_perm(f"{meta.app_label}.view_{meta.model_name}") else self.none()


class AwardKind(models.Model):
    """``indicator`` is what candidates are found by; without one, by a frozen period of a scheme
    that the round names, or by hand.
    """

    name = models.CharField(pgettext_lazy("award", "award"), max_length=80, unique=True)
    category = models.CharField(
        _("awarded to"), max_length=20, choices=AwardCategory.choices, db_index=True
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        related_name="award_kinds",
        verbose_name=_("office in charge"),
    )
    basis = models.TextField(_("basis"), blank=True)
    indicator = models.CharField(
        _("candidates by the indicator"),
        max_length=40,
        choices=indicator_choices,
        blank=True,
        help_text=_("Empty: by a frozen period of assessment, or by hand."),
    )
    candidates = models.PositiveSmallIntegerField(
        _("candidates that are computed"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    seats = models.PositiveSmallIntegerField(
        _("how many are awarded"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    quorum_percent = models.DecimalField(
        _("quorum (part of the committee, %)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("66.67"),
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    threshold_percent = models.DecimalField(
        _("votes needed (part of those cast, %)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(50),
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("More than this part of the votes has to be in favour."),
    )
    notice_days = models.PositiveSmallIntegerField(
        _("working days of public notice"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = HouseQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("award", "kind of award")
        verbose_name_plural = pgettext_lazy("award", "kinds of awards")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=AwardCategory.values), name="award_category_known"
            )
        ]

    def __str__(self):
        return self.name


class RoundState(models.TextChoices):
    NOMINATING = "nominating", pgettext_lazy("award round", "nominations")
    VOTING = "voting", pgettext_lazy("award round", "the committee votes")
    CLOSED = "closed", pgettext_lazy("award round", "vote closed")
    NOTICE = "notice", pgettext_lazy("award round", "on public notice")
    AWARDED = "awarded", pgettext_lazy("award round", "awarded")
    CANCELLED = "cancelled", pgettext_lazy("award round", "cancelled")


S = RoundState


def quorum_of(members: int, percent: Decimal) -> int:
    """How many of the committee have to vote: their part, rounded up."""
    return ceil(members * percent / 100)


def _why_not_voted_on(award_round, _user) -> str:
    if not award_round.candidates.exclude(state="struck").exists():
        return gettext("There is no candidate yet.")
    if award_round.members.count() < 3:
        return gettext("A committee has three members or more.")
    return ""


def _why_not_closed(award_round, _user) -> str:
    voted, members, needed = award_round.turnout()
    if voted >= needed:
        return ""
    words = {"voted": voted, "members": members, "needed": needed}
    message = gettext("%(voted)d of %(members)d have voted; %(needed)d are needed.")
    return message % words


def _why_not_published(award_round, _user) -> str:
    elected = award_round.candidates.filter(state="elected").exists()
    return "" if elected else gettext("Nobody was elected; cancel the round, and begin another.")


def _why_not_awarded(award_round, _user) -> str:
    if award_round.notice_until >= timezone.localdate():
        words = {"day": award_round.notice_until}
        return gettext("It stands on public notice until %(day)s.") % words
    return ""


class AwardRound(Stateful):
    """An award in one year or period. ``run`` is a frozen period whose first are candidates."""

    CALLED_BY = ("kind",)
    State = RoundState

    kind = models.ForeignKey(
        AwardKind,
        models.PROTECT,
        related_name="rounds",
        verbose_name=pgettext_lazy("award", "kind of award"),
    )
    session = models.CharField(
        pgettext_lazy("award round", "session"), max_length=60, help_text=_("Such as 2026年度.")
    )
    starts_on = models.DateField(_("from day"))
    ends_on = models.DateField(_("until day"))
    run = models.ForeignKey(
        ScoreRun,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="award_rounds",
        verbose_name=_("frozen period whose first are candidates"),
    )
    notice_until = models.DateField(_("on public notice until"), null=True, editable=False)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=RoundState.choices,
        default=RoundState.NOMINATING,
        editable=False,
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = HouseQuerySet.as_manager()

    WAY = (S.NOMINATING, S.VOTING, S.CLOSED, S.NOTICE, S.AWARDED)
    TRANSITIONS = {
        "open_vote": Transition(
            pgettext_lazy("award round", "Let the committee vote"),
            {S.NOMINATING},
            S.VOTING,
            RUNS,
            guard=_why_not_voted_on,
            has_sequel=True,
        ),
        "close_vote": Transition(
            pgettext_lazy("award round", "Close the vote"),
            {S.VOTING},
            S.CLOSED,
            RUNS,
            guard=_why_not_closed,
            has_sequel=True,
        ),
        "publish": Transition(
            pgettext_lazy("award round", "Put on public notice"),
            {S.CLOSED},
            S.NOTICE,
            RUNS,
            guard=_why_not_published,
            facts=("notice_until",),
            has_use_case=True,
        ),
        "award": Transition(
            pgettext_lazy("award round", "Award"),
            {S.NOTICE},
            S.AWARDED,
            DECIDES,
            guard=_why_not_awarded,
            has_sequel=True,
        ),
        "cancel": Transition(
            pgettext_lazy("award round", "Cancel"),
            {S.NOMINATING, S.VOTING, S.CLOSED, S.NOTICE},
            S.CANCELLED,
            RUNS,
            needs_note=True,
            negative=True,
            is_exceptional=True,
        ),
    }

    class Meta:
        verbose_name = pgettext_lazy("award round", "round of an award")
        verbose_name_plural = pgettext_lazy("award round", "rounds of awards")
        ordering = ["-id"]
        permissions = [("decide_awardround", _("Can award what was voted and published"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RoundState.values), name="award_round_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="award_round_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.UniqueConstraint(
                fields=["kind", "session"],
                condition=~Q(state="cancelled"),
                name="award_round_once",
                violation_error_message=_("There is such a round already."),
            ),
        ]

    def __str__(self):
        return f"{self.session} {self.kind}"

    def clean(self):
        if self.run_id and self.run.state != RunState.FROZEN:
            raise ValidationError({"run": gettext("Choose a period that is frozen.")})

    @property
    def is_editable(self) -> bool:
        return self.state == RoundState.NOMINATING

    @property
    def is_secret(self) -> bool:
        """Whether nobody reads the votes of others yet."""
        return self.state in (RoundState.NOMINATING, RoundState.VOTING)

    def turnout(self) -> tuple[int, int, int]:
        """(who has voted, who may, how many have to)."""
        members = list(self.members.values_list("voted_at", flat=True))
        voted = sum(member is not None for member in members)
        return voted, len(members), quorum_of(len(members), self.kind.quorum_percent)


class CommitteeMember(models.Model):
    """A person of the committee; ``voted_at`` is when the ballot was cast."""

    CALLED_BY = ("award_round", "person")

    award_round = models.ForeignKey(
        AwardRound,
        models.PROTECT,
        related_name="members",
        verbose_name=pgettext_lazy("award round", "round of an award"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    voted_at = models.DateTimeField(_("voted at"), null=True, editable=False)
    history = HistoricalRecords()

    objects = HouseQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("award round", "member of the committee")
        verbose_name_plural = pgettext_lazy("award round", "members of the committee")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["award_round", "person"],
                name="committee_member_once",
                violation_error_message=_("This person is of the committee already."),
            )
        ]

    def __str__(self):
        return str(self.person)

    @property
    def record(self):
        """What the vote is about, for the work queue."""
        return self.award_round
