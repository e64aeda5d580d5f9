"""What people enter into a running period: the points of a judged line, a bonus, a deduction or a
veto, with evidence. One enters, another confirms.
"""

from decimal import Decimal

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Attachment
from crm.core.money import plain
from crm.core.transitions import Stateful, Transition

from .scheme import SEES_ALL
from .scheme_parts import LineSource, RuleKind, SchemeLine, ScoreRule, ScoreSubject, own_subjects
from .score_run import ScoreRun

CONFIRMS = "dispatch.confirm_scoreentry"


class EntryState(models.TextChoices):
    ENTERED = "entered", pgettext_lazy("score entry", "to be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("score entry", "confirmed")
    REFUSED = "refused", pgettext_lazy("score entry", "refused")


class ScoreEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who sees every card; the assessed, what is confirmed of their own."""
        if user.has_perm(SEES_ALL):
            return self
        if not user.has_perm("dispatch.view_scoreentry"):
            return self.none()
        return self.confirmed().filter(own_subjects(user, "subject__"))

    def confirmed(self):
        return self.filter(state=EntryState.CONFIRMED)


def not_of_ones_own(record, user) -> str:
    """A guard: nobody decides on the card of the own department, or on the own one."""
    if record.subject.is_of(user):
        return gettext("This is your own card; somebody else has to do it.")
    return ""


def _why_not_decided(entry, user) -> str:
    if not entry.run.is_preview:
        return gettext("The cards of this period are published already.")
    return not_of_ones_own(entry, user)


class ScoreEntry(Stateful):
    CALLED_BY = ("run", "subject", "line", "rule")
    State = EntryState

    run = models.ForeignKey(
        ScoreRun,
        models.PROTECT,
        related_name="entries",
        verbose_name=pgettext_lazy("score run", "period of assessment"),
    )
    subject = models.ForeignKey(
        ScoreSubject,
        models.PROTECT,
        related_name="entries",
        verbose_name=pgettext_lazy("score scheme", "subject of assessment"),
    )
    line = models.ForeignKey(
        SchemeLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("judged line"),
    )
    rule = models.ForeignKey(
        ScoreRule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("rule of points added, taken off or veto"),
    )
    points = models.DecimalField(
        pgettext_lazy("score scheme", "points"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text=_("Of a judged line its points; else points added or taken off; of a veto none."),
    )
    reason = models.CharField(pgettext_lazy("score entry", "reason"), max_length=300)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=EntryState.choices,
        default=EntryState.ENTERED,
        editable=False,
    )
    history = HistoricalRecords()

    objects = ScoreEntryQuerySet.as_manager()

    WAY = (EntryState.ENTERED, EntryState.CONFIRMED)
    TRANSITIONS = {
        "confirm": Transition(
            pgettext_lazy("score entry", "Confirm"),
            {EntryState.ENTERED},
            EntryState.CONFIRMED,
            CONFIRMS,
            requires=("has_evidence",),
            guard=_why_not_decided,
            apart_from=("entered_by",),
            stamp="confirmed_by",
        ),
        "refuse": Transition(
            pgettext_lazy("score entry", "Refuse"),
            {EntryState.ENTERED},
            EntryState.REFUSED,
            CONFIRMS,
            guard=_why_not_decided,
            needs_note=True,
            negative=True,
        ),
    }
    FACT_LABELS = {"has_evidence": _("evidence")}

    class Meta:
        verbose_name = pgettext_lazy("score entry", "points entered")
        verbose_name_plural = pgettext_lazy("score entry", "points entered")
        ordering = ["-id"]
        permissions = [("confirm_scoreentry", _("Can confirm points that others entered"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EntryState.values), name="score_entry_state_known"
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=False, rule=None) | Q(line=None, rule__isnull=False),
                name="score_entry_of_line_or_rule",
                violation_error_message=_("Choose either a judged line or a rule."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                name="score_entry_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False),
                name="score_entry_confirmed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["run", "subject", "line"],
                condition=Q(line__isnull=False) & ~Q(state="refused"),
                name="score_entry_judged_once",
                violation_error_message=_("This line is judged already."),
            ),
        ]

    def __str__(self):
        return f"{self.subject} · {self.about}"

    @property
    def about(self):
        return self.line or self.rule

    is_editable = False

    def has_evidence(self) -> bool:
        kind = ContentType.objects.get_for_model(ScoreEntry)
        return Attachment.objects.filter(content_type=kind, object_id=self.pk).exists()

    def clean(self):
        if self.run_id is None or self.subject_id is None:
            return
        for name in ("subject", "line", "rule"):
            part = getattr(self, name)
            if part and part.scheme_id != self.run.scheme_id:
                raise ValidationError({name: gettext("This is of another scheme.")})
        if self.line_id and self.line.source != LineSource.JUDGED:
            raise ValidationError({"line": gettext("This line is counted, not judged.")})
        most = self.most_points()
        if most is not None and self.points > most:
            message = gettext("At most %(points)s points.") % {"points": plain(most)}
            raise ValidationError({"points": message})
        if self.rule_id and self.rule.kind != RuleKind.VETO and not self.points:
            raise ValidationError({"points": gettext("Say how many points.")})

    def most_points(self) -> Decimal | None:
        if self.line_id:
            return self.line.points * self.line.cap / 100
        if self.rule_id:
            return Decimal(0) if self.rule.kind == RuleKind.VETO else self.rule.most
        return None
