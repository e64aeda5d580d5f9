"""What became of each subject in a period: the card, its lines as they were published, and beside
them those that a contest corrected.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.sight import of_seen

from .scheme import SEES_ALL
from .scheme_parts import Grade, LineSource, RuleKind, SchemeLine, ScoreSubject, own_subjects
from .score_run import ScoreRun


class ScoreCardQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm(SEES_ALL):
            return self
        return self.filter(own_subjects(user, "subject__"))


class ScoreCard(models.Model):
    """What became of a subject in a published period; ``score`` is the sum of its live lines."""

    OF = "run__scheme"
    CALLED_BY = ("run", "subject")

    run = models.ForeignKey(
        ScoreRun,
        models.PROTECT,
        related_name="cards",
        verbose_name=pgettext_lazy("score run", "period of assessment"),
    )
    subject = models.ForeignKey(
        ScoreSubject,
        models.PROTECT,
        related_name="cards",
        verbose_name=pgettext_lazy("score scheme", "subject of assessment"),
    )
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=2, editable=False)
    grade = models.CharField(
        pgettext_lazy("score card", "grade"), max_length=20, choices=Grade.choices, editable=False
    )
    rank = models.PositiveSmallIntegerField(_("rank"), editable=False)
    history = HistoricalRecords()

    objects = ScoreCardQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("score card", "scorecard")
        verbose_name_plural = pgettext_lazy("score card", "scorecards")
        ordering = ["run", "rank", "id"]
        permissions = [
            ("view_every_scorecard", _("Can see the scorecards of all")),
            ("contest_scorecard", _("Can contest the own scorecard")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "subject"], name="score_card_once"),
            models.CheckConstraint(
                condition=Q(grade__in=Grade.values), name="score_card_grade_known"
            ),
        ]

    def __str__(self):
        return f"{self.subject} · {self.run}"


class CardLineKind(models.TextChoices):
    INDICATOR = "indicator", LineSource.INDICATOR.label
    TARGET = "target", LineSource.TARGET.label
    PLAN = "plan", LineSource.PLAN.label
    JUDGED = "judged", LineSource.JUDGED.label
    BONUS = "bonus", RuleKind.BONUS.label
    DEDUCTION = "deduction", RuleKind.DEDUCTION.label
    VETO = "veto", RuleKind.VETO.label
    CORRECTION = "correction", pgettext_lazy("score card", "correction")


# What the database does by itself: table and trigger.
TRIGGERS = {
    "dispatch_cardline.card_line_no_change": "refuses every change: a correction is a new row",
}


class CardLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "card", ScoreCard.objects.visible_to(user))

    def live(self):
        """Those that no correction has taken the place of."""
        return self.filter(superseded_by=None)


class CardLine(models.Model):
    """A line of a card as it was published, or as a contest corrected it; never changed.

    ``completion`` and ``counted`` (between floor and cap) are shares of one; ``parts`` are the
    targets that a line of a plan is made of.
    """

    OF = "card__run__scheme"

    Kind = CardLineKind

    card = models.ForeignKey(
        ScoreCard,
        models.PROTECT,
        related_name="lines",
        verbose_name=pgettext_lazy("score card", "scorecard"),
    )
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=20, choices=CardLineKind.choices)
    line = models.ForeignKey(
        SchemeLine,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("score scheme", "line"),
    )
    entry = models.ForeignKey(
        "dispatch.ScoreEntry",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("entry"),
    )
    name = models.CharField(_("name"), max_length=160)
    weight = models.DecimalField(_("points at 100 %"), max_digits=7, decimal_places=2, null=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=2, null=True)
    goal = models.DecimalField(_("to be reached"), max_digits=20, decimal_places=2, null=True)
    start = models.DecimalField(_("start"), max_digits=20, decimal_places=2, default=0)
    completion = models.DecimalField(
        _("completion"), max_digits=14, decimal_places=6, null=True, editable=False
    )
    counted = models.DecimalField(
        _("completion that counts"), max_digits=14, decimal_places=6, null=True, editable=False
    )
    points = models.DecimalField(
        pgettext_lazy("score scheme", "points"), max_digits=7, decimal_places=2
    )
    grade = models.CharField(
        pgettext_lazy("score card", "grade"), max_length=20, choices=Grade.choices, blank=True
    )
    parts = models.JSONField(_("parts"), default=list)
    note = models.CharField(_("note"), max_length=300, blank=True)
    supersedes = models.OneToOneField(
        "self",
        models.RESTRICT,
        null=True,
        related_name="superseded_by",
        verbose_name=_("takes the place of"),
    )
    contest = models.ForeignKey(
        "dispatch.ScoreContest",
        models.PROTECT,
        null=True,
        related_name="corrections",
        verbose_name=_("contest"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    at = models.DateTimeField(_("written at"), auto_now_add=True)

    objects = CardLineQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("score card", "line of a scorecard")
        verbose_name_plural = pgettext_lazy("score card", "lines of scorecards")
        ordering = ["card", "order", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CardLineKind.values), name="card_line_kind_known"
            ),
        ]

    def __str__(self):
        return self.name
