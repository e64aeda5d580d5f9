"""A scheme of assessment 考核办法: whom it is for, over which time, and from how many points on a
card is excellent, good or passed.
"""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.money import plain
from crm.core.transitions import Stateful, Transition

from .plan import Plan

DRAFTS, DECIDES = "dispatch.change_scorescheme", "dispatch.decide_scorescheme"
SEES_ALL = "dispatch.view_every_scorecard"
WHOLE = Decimal(100)


class SubjectKind(models.TextChoices):
    """Who is assessed. The value names the field of a subject."""

    DEPARTMENT = "department", pgettext_lazy("assessed", "departments")
    DISTRICT = "district", pgettext_lazy("assessed", "districts")
    PARK = "park", pgettext_lazy("assessed", "parks")
    OFFICER = "officer", pgettext_lazy("assessed", "officers")
    AGENT = "agent", pgettext_lazy("assessed", "agents")


class PeriodKind(models.TextChoices):
    MONTH = "month", pgettext_lazy("period", "month")
    QUARTER = "quarter", pgettext_lazy("period", "quarter")
    HALF = "half", pgettext_lazy("period", "half-year")
    YEAR = "year", pgettext_lazy("period", "year")


class SchemeState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("score scheme", "draft")
    IN_FORCE = "in_force", pgettext_lazy("score scheme", "in force")
    REPLACED = "replaced", pgettext_lazy("score scheme", "replaced")


class ScoreSchemeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody of the house who has to do with the business; a draft, those who write it and
        those who let it come into force.
        """
        if not user.has_perm("dispatch.view_scorescheme"):
            return self.none()
        if user.has_perm(DRAFTS) or user.has_perm(DECIDES):
            return self
        return self.exclude(state=SchemeState.DRAFT)

    def in_force(self):
        return self.filter(state=SchemeState.IN_FORCE)


def _why_not_in_force_yet(scheme, _user) -> str:
    """The lines make a hundred points, and each grade lies above the next."""
    points = scheme.points_of_lines()
    if points != WHOLE:
        message = gettext("The lines are to make 100 points together; they make %(points)s.")
        return message % {"points": plain(points)}
    return ""


def points_field(label, **more):
    return models.DecimalField(
        label, max_digits=6, decimal_places=2, validators=[MinValueValidator(0)], **more
    )


class ScoreScheme(Stateful):
    """One version of it. A draft is edited; what is in force is replaced by another version."""

    State = SchemeState

    name = models.CharField(pgettext_lazy("score scheme", "scheme"), max_length=120)
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    replaces = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("version before"),
    )
    kind = models.CharField(_("who is assessed"), max_length=20, choices=SubjectKind.choices)
    period = models.CharField(_("over which time"), max_length=20, choices=PeriodKind.choices)
    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="score_schemes",
        verbose_name=_("plan whose targets count"),
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        related_name="score_schemes",
        verbose_name=_("office in charge"),
    )
    basis = models.TextField(
        _("basis"), blank=True, help_text=_("The document that it rests on, such as 办法全文.")
    )
    bonus_most = points_field(_("most points that are added"), default=Decimal(10))
    deduction_most = points_field(_("most points that are taken off"), default=Decimal(20))
    excellent_from = points_field(_("excellent from"), default=Decimal(90))
    good_from = points_field(_("good from"), default=Decimal(80))
    passed_from = points_field(_("passed from"), default=Decimal(60))
    contest_days = models.PositiveSmallIntegerField(
        _("working days in which a card may be contested"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    is_ranking_open = models.BooleanField(
        _("the assessed see the whole ranking"),
        default=True,
        help_text=_("Otherwise each sees its own place alone."),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=SchemeState.choices,
        default=SchemeState.DRAFT,
        editable=False,
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = ScoreSchemeQuerySet.as_manager()

    WAY = (SchemeState.DRAFT, SchemeState.IN_FORCE)
    TRANSITIONS = {
        "put_in_force": Transition(
            pgettext_lazy("score scheme", "Put in force"),
            {SchemeState.DRAFT},
            SchemeState.IN_FORCE,
            DECIDES,
            requires=("has_lines", "has_subjects"),
            guard=_why_not_in_force_yet,
            has_use_case=True,
        ),
        "replace": Transition(
            pgettext_lazy("score scheme", "Replace"),
            {SchemeState.IN_FORCE},
            SchemeState.REPLACED,
            DECIDES,
            hidden=True,
            is_exceptional=True,
        ),
    }
    FACT_LABELS = {"has_lines": _("lines"), "has_subjects": _("those who are assessed")}

    class Meta:
        verbose_name = pgettext_lazy("score scheme", "scheme of assessment")
        verbose_name_plural = pgettext_lazy("score scheme", "schemes of assessment")
        ordering = ["-id"]
        permissions = [("decide_scorescheme", _("Can put schemes of assessment in force"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SchemeState.values), name="score_scheme_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SubjectKind.values), name="score_scheme_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(period__in=PeriodKind.values), name="score_scheme_period_known"
            ),
            models.CheckConstraint(
                condition=Q(excellent_from__gte=F("good_from"), good_from__gte=F("passed_from")),
                name="score_scheme_grades_in_order",
                violation_error_message=_("Excellent lies above good, and good above passed."),
            ),
            models.UniqueConstraint(
                fields=["name", "version"],
                name="score_scheme_version_once",
                violation_error_message=_("There is a scheme of this name already."),
            ),
        ]

    def __str__(self):
        return self.name if self.version == 1 else f"{self.name} v{self.version}"

    @property
    def is_editable(self) -> bool:
        return self.state == SchemeState.DRAFT

    def has_lines(self) -> bool:
        return self.lines.exists()

    def has_subjects(self) -> bool:
        return self.subjects.exists()

    def points_of_lines(self) -> Decimal:
        return sum((line.points for line in self.lines.all()), Decimal(0))
