"""Contesting a card 申诉: the assessed say what is wrong, headquarters answers, and a correction is
a new line beside the old one.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.models import Numbers
from crm.core.transitions import Stateful, Transition

from .scheme import SEES_ALL
from .scheme_parts import own_subjects
from .score_card import CardLine, ScoreCard
from .score_entry import not_of_ones_own

CONTESTS, ANSWERS = "dispatch.contest_scorecard", "dispatch.answer_scorecontest"


class ContestState(models.TextChoices):
    OPEN = "open", pgettext_lazy("score contest", "to be answered")
    UPHELD = "upheld", pgettext_lazy("score contest", "upheld, corrected")
    REJECTED = "rejected", pgettext_lazy("score contest", "rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("score contest", "withdrawn")


class ScoreContestQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm(SEES_ALL):
            return self
        return self.filter(own_subjects(user, "card__subject__"))

    def open(self):
        return self.filter(state=ContestState.OPEN)


def _only_who_contested(contest, user) -> str:
    return "" if contest.by_id == user.pk else str(_("Who contested it takes it back."))


class ScoreContest(Stateful):
    """``line`` is the one that is contested; without one, something is missing on the card."""

    CALLED_BY = ("card",)
    State = ContestState
    NUMBERS = Numbers("score_contest", "SS")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    card = models.ForeignKey(
        ScoreCard,
        models.PROTECT,
        related_name="contests",
        verbose_name=pgettext_lazy("score card", "scorecard"),
    )
    line = models.ForeignKey(
        CardLine,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contests",
        verbose_name=_("line that is contested"),
    )
    text = models.TextField(_("what is wrong, and what is right"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("contested by")
    )
    at = models.DateTimeField(_("contested at"), auto_now_add=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("answered by"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ContestState.choices,
        default=ContestState.OPEN,
        editable=False,
    )
    history = HistoricalRecords()

    objects = ScoreContestQuerySet.as_manager()

    WAY = (ContestState.OPEN, ContestState.UPHELD)
    TRANSITIONS = {
        "uphold": Transition(
            pgettext_lazy("score contest", "Uphold and correct"),
            {ContestState.OPEN},
            ContestState.UPHELD,
            ANSWERS,
            requires=("answer",),
            facts=("answer",),
            guard=not_of_ones_own,
            apart_from=("by",),
            stamp="answered_by",
            hidden=True,
            has_sequel=True,
        ),
        "reject": Transition(
            pgettext_lazy("score contest", "Reject"),
            {ContestState.OPEN},
            ContestState.REJECTED,
            ANSWERS,
            requires=("answer",),
            facts=("answer",),
            guard=not_of_ones_own,
            apart_from=("by",),
            stamp="answered_by",
            negative=True,
            hidden=True,
            has_sequel=True,
        ),
        "withdraw": Transition(
            pgettext_lazy("score contest", "Withdraw"),
            {ContestState.OPEN},
            ContestState.WITHDRAWN,
            CONTESTS,
            guard=_only_who_contested,
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = pgettext_lazy("score contest", "contest of a scorecard")
        verbose_name_plural = pgettext_lazy("score contest", "contests of scorecards")
        ordering = ["-id"]
        permissions = [("answer_scorecontest", _("Can answer contests of scorecards"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ContestState.values), name="score_contest_state_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("by")),
                name="score_contest_answered_by_another",
            ),
            models.UniqueConstraint(
                fields=["card", "line"],
                condition=Q(state="open"),
                nulls_distinct=False,
                name="score_contest_open_once",
                violation_error_message=_("This is contested already, and not answered yet."),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.card.subject}"

    is_editable = False

    @property
    def run(self):
        return self.card.run

    @property
    def subject(self):
        return self.card.subject
