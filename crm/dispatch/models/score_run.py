"""A period of assessment 考核期: previewed while it runs, published to be contested, and frozen."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.punctuation import listed
from crm.core.transitions import Stateful, Transition

from .scheme import SEES_ALL, ScoreScheme
from .scheme_parts import ScoreSubject, own_subjects

PUBLISHES, FREEZES = "dispatch.publish_scorerun", "dispatch.freeze_scorerun"


class RunState(models.TextChoices):
    PREVIEW = "preview", pgettext_lazy("score run", "preview")
    PUBLISHED = "published", pgettext_lazy("score run", "published, may be contested")
    FROZEN = "frozen", pgettext_lazy("score run", "frozen")


class ScoreRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who sees every card; the assessed, those in which they are. From outside none is seen
        before it is published.
        """
        if user.has_perm(SEES_ALL):
            return self
        subjects = ScoreSubject.objects.filter(own_subjects(user))
        runs = self.filter(scheme__in=subjects.values("scheme"))
        return runs if user.is_staff else runs.exclude(state=RunState.PREVIEW)


def _why_not_published(run, _user) -> str:
    if run.ends_on >= timezone.localdate():
        return gettext("The period runs until %(day)s.") % {"day": run.ends_on}
    if waiting := run.entries.filter(state="entered").count():
        message = ngettext(
            "%(count)d entry is not confirmed yet.",
            "%(count)d entries are not confirmed yet.",
            waiting,
        )
        return message % {"count": waiting}
    return ""


def _why_not_frozen(run, _user) -> str:
    if run.is_open_to_contest:
        message = gettext("The cards may be contested until %(day)s.")
        return message % {"day": run.contest_until}
    cards = run.cards.filter(contests__state="open")
    if names := listed(card.subject for card in cards.distinct()):
        return gettext("These contests are not answered yet: %(names)s.") % {"names": names}
    return ""


class ScoreRun(Stateful):
    """A scheme over one period. Until it is published its cards are worked out when they are
    looked at; from then on they stand as they were published, with corrections beside them.
    """

    CALLED_BY = ("scheme",)
    State = RunState

    scheme = models.ForeignKey(
        ScoreScheme,
        models.PROTECT,
        related_name="runs",
        verbose_name=pgettext_lazy("score scheme", "scheme"),
    )
    starts_on = models.DateField(_("from day"))
    ends_on = models.DateField(_("until day"))
    contest_until = models.DateField(_("contested until"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("frozen by"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=RunState.choices,
        default=RunState.PREVIEW,
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = ScoreRunQuerySet.as_manager()

    WAY = (RunState.PREVIEW, RunState.PUBLISHED, RunState.FROZEN)
    TRANSITIONS = {
        "publish": Transition(
            pgettext_lazy("score run", "Publish the cards"),
            {RunState.PREVIEW},
            RunState.PUBLISHED,
            PUBLISHES,
            guard=_why_not_published,
            facts=("contest_until",),
            stamp="published_by",
            has_use_case=True,
        ),
        "freeze": Transition(
            pgettext_lazy("score run", "Freeze"),
            {RunState.PUBLISHED},
            RunState.FROZEN,
            FREEZES,
            guard=_why_not_frozen,
            apart_from=("published_by",),
            stamp="frozen_by",
            has_sequel=True,
        ),
    }

    class Meta:
        verbose_name = pgettext_lazy("score run", "period of assessment")
        verbose_name_plural = pgettext_lazy("score run", "periods of assessment")
        ordering = ["-starts_on", "-id"]
        permissions = [
            ("publish_scorerun", _("Can publish the cards of a period")),
            ("freeze_scorerun", _("Can freeze a period of assessment")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="score_run_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="score_run_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(frozen_by=None) | ~Q(frozen_by=F("published_by")),
                name="score_run_frozen_by_another",
            ),
            models.UniqueConstraint(
                fields=["scheme", "starts_on"],
                name="score_run_once",
                violation_error_message=_("This period is assessed by the scheme already."),
            ),
        ]

    def __str__(self):
        return f"{self.scheme.name} · {self.label}"

    @property
    def label(self) -> str:
        """The period in words: 2026 Q3, 2026-9, first half of 2026, 2026."""
        first = self.starts_on
        words = {"year": first.year, "month": first.month, "quarter": (first.month + 2) // 3}
        if self.scheme.period == "month":
            return gettext("%(year)d-%(month)d") % words
        if self.scheme.period == "quarter":
            return gettext("%(year)d Q%(quarter)d") % words
        if self.scheme.period == "half" and first.month == 1:
            return gettext("first half of %(year)d") % words
        if self.scheme.period == "half":
            return gettext("second half of %(year)d") % words
        return pgettext("period", "%(year)d") % words

    is_editable = False

    @property
    def is_preview(self) -> bool:
        return self.state == RunState.PREVIEW

    @property
    def is_frozen(self) -> bool:
        return self.state == RunState.FROZEN

    @property
    def is_open_to_contest(self) -> bool:
        return self.state == RunState.PUBLISHED and timezone.localdate() <= self.contest_until

    def last_day(self) -> date:
        """Up to which facts count: the end, or today while the period runs."""
        return min(self.ends_on, timezone.localdate())

    def ranking_is_for(self, user) -> bool:
        return self.scheme.is_ranking_open or user.has_perm(SEES_ALL)
