"""What a scheme consists of: lines with their points, points added or taken off, items of veto, and
those who are assessed with what each is to reach.
"""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.indicators.owners import PERSON, is_told_of
from crm.core.indicators.read import is_told
from crm.core.indicators.registry import INDICATORS
from crm.core.models import Department
from leads.models.agent import agents_of

from .scheme import DECIDES, DRAFTS, SEES_ALL, ScoreScheme, SubjectKind
from .target import PlanTarget, indicator_choices


class OfSchemeQuerySet(models.QuerySet):
    """Rows that are seen by whoever sees their scheme; ``OF`` of the model leads to it."""

    def visible_to(self, user):
        return self.filter(**{f"{self.model.OF}__in": ScoreScheme.objects.visible_to(user)})


def check_is_draft(scheme):
    if not scheme.is_editable:
        message = gettext("The scheme is in force. Make a new version of it.")
        raise ValidationError({"scheme": message})


class LineSource(models.TextChoices):
    INDICATOR = "indicator", pgettext_lazy("line", "an indicator")
    TARGET = "target", pgettext_lazy("line", "a target of the plan")
    PLAN = "plan", pgettext_lazy("line", "all targets of the plan, by their weights")
    JUDGED = "judged", pgettext_lazy("line", "judged, with evidence")


def percent_field(label, **more):
    limits = [MinValueValidator(0), MaxValueValidator(1000)]
    return models.DecimalField(label, max_digits=6, decimal_places=2, validators=limits, **more)


class SchemeLine(models.Model):
    """What counts, with its ``points`` at a completion of 100 %. ``goal`` is what everybody is to
    reach unless a subject has a goal of its own, in the unit of the indicator.
    """

    OF = "scheme"
    Source = LineSource

    scheme = models.ForeignKey(
        ScoreScheme,
        models.PROTECT,
        related_name="lines",
        verbose_name=pgettext_lazy("score scheme", "scheme"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    name = models.CharField(pgettext_lazy("score scheme", "line"), max_length=80)
    source = models.CharField(_("counted from"), max_length=20, choices=LineSource.choices)
    indicator = models.CharField(
        pgettext_lazy("target", "indicator"),
        max_length=40,
        choices=indicator_choices,
        blank=True,
    )
    target = models.ForeignKey(
        PlanTarget,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="score_lines",
        verbose_name=_("target of the plan"),
    )
    points = models.DecimalField(
        pgettext_lazy("score scheme", "points"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    goal = models.DecimalField(
        _("to be reached by all"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Over the whole period; money in yuan. Empty: typed for each one."),
    )
    higher_is_better = models.BooleanField(_("higher is better"), default=True)
    nothing_below = percent_field(
        _("nothing below (%)"),
        default=Decimal(0),
        help_text=_("A completion below it counts as the floor."),
    )
    floor = percent_field(_("floor of completion (%)"), default=Decimal(0))
    cap = percent_field(_("cap of completion (%)"), default=Decimal(120))
    guidance = models.CharField(_("how it is judged"), max_length=300, blank=True)
    history = HistoricalRecords()

    objects = OfSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("score scheme", "line")
        verbose_name_plural = pgettext_lazy("score scheme", "lines")
        ordering = ["scheme", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=LineSource.values), name="scheme_line_source_known"
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="scheme_line_has_points"),
            models.CheckConstraint(
                condition=Q(cap__gte=F("floor")),
                name="scheme_line_cap_above_floor",
                violation_error_message=_("The cap lies below the floor."),
            ),
            models.UniqueConstraint(
                fields=["scheme", "name"],
                name="scheme_line_once",
                violation_error_message=_("The scheme has this line already."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.scheme_id is None:
            return
        check_is_draft(self.scheme)
        if self.source == LineSource.INDICATOR:
            self._check_indicator()
        elif self.indicator:
            raise ValidationError({"indicator": gettext("This line is not counted from one.")})
        if (self.source == LineSource.TARGET) != (self.target_id is not None):
            raise ValidationError({"target": gettext("Name the target of just such a line.")})
        if self.source in (LineSource.TARGET, LineSource.PLAN) and self.scheme.plan_id is None:
            raise ValidationError({"source": gettext("The scheme names no plan.")})
        if self.target_id and self.target.heading.plan_id != self.scheme.plan_id:
            raise ValidationError({"target": gettext("That target is of another plan.")})

    def _check_indicator(self):
        if self.indicator not in INDICATORS:
            raise ValidationError({"indicator": gettext("Name the indicator.")})
        if not is_divided_by(self.indicator, self.scheme.kind):
            message = gettext("This indicator can not be divided by those who are assessed.")
            raise ValidationError({"indicator": message})

    @property
    def is_editable(self) -> bool:
        return self.scheme.is_editable

    @property
    def is_money(self) -> bool:
        indicator = INDICATORS.get(self.indicator)
        return self.target.is_money if self.target_id else bool(indicator and indicator.is_money)

    @property
    def unit(self) -> str:
        """In the reader's language; "" where there is none."""
        if self.target_id:
            return self.target.unit_in_words
        indicator = INDICATORS.get(self.indicator)
        return str(indicator.unit) if indicator else ""

    @property
    def takes_goals(self) -> bool:
        """Whether what is to be reached is typed; that of a plan's target is the plan's."""
        return self.source == LineSource.INDICATOR


def is_divided_by(code: str, kind: str) -> bool:
    if kind == SubjectKind.OFFICER:
        return is_told_of(code, PERSON)
    return is_told(code, {kind})


class RuleKind(models.TextChoices):
    BONUS = "bonus", pgettext_lazy("score rule", "points added")
    DEDUCTION = "deduction", pgettext_lazy("score rule", "points taken off")
    VETO = "veto", pgettext_lazy("score rule", "veto")


class Grade(models.TextChoices):
    """From the best to the worst."""

    EXCELLENT = "excellent", pgettext_lazy("grade", "excellent")
    GOOD = "good", pgettext_lazy("grade", "good")
    PASSED = "passed", pgettext_lazy("grade", "passed")
    FAILED = "failed", pgettext_lazy("grade", "not passed")


class ScoreRule(models.Model):
    """Points added 加分 or taken off 扣分 for each case, as many as ``most``; or an item of veto
    一票否决, which lets the card have no better grade than ``grade``.
    """

    OF = "scheme"
    Kind = RuleKind

    scheme = models.ForeignKey(
        ScoreScheme,
        models.PROTECT,
        related_name="rules",
        verbose_name=pgettext_lazy("score scheme", "scheme"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RuleKind.choices)
    name = models.CharField(pgettext_lazy("score scheme", "rule"), max_length=120)
    points = models.DecimalField(
        _("points for each case"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
    )
    most = models.DecimalField(
        _("most points by this rule"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
    )
    grade = models.CharField(
        _("best grade with it"),
        max_length=20,
        choices=Grade.choices,
        blank=True,
        help_text=_("Of a veto alone."),
    )
    history = HistoricalRecords()

    objects = OfSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("score scheme", "rule")
        verbose_name_plural = pgettext_lazy("score scheme", "rules")
        ordering = ["scheme", "kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RuleKind.values), name="score_rule_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="veto") | Q(points__gt=0, most__gte=F("points")),
                name="score_rule_has_points",
                violation_error_message=_("Say how many points a case is, and how many at most."),
            ),
            models.CheckConstraint(
                condition=(Q(kind="veto") & ~Q(grade="")) | (~Q(kind="veto") & Q(grade="")),
                name="score_rule_grade_of_veto",
                violation_error_message=_("A veto names the best grade; other rules name none."),
            ),
            models.UniqueConstraint(
                fields=["scheme", "name"],
                name="score_rule_once",
                violation_error_message=_("The scheme has this rule already."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.scheme_id:
            check_is_draft(self.scheme)

    @property
    def is_editable(self) -> bool:
        return self.scheme.is_editable


def own_subjects(user, prefix: str = "") -> Q:
    """Subjects that are this person's own: the person, the own department, the officers below whom
    one heads, or in the portal the agent that one acts for.
    """
    if not user.is_staff:
        return Q(**{f"{prefix}agent__in": agents_of(user)})
    condition = Q(**{f"{prefix}officer": user})
    if user.department_id:
        condition |= Q(**{f"{prefix}office": user.department_id})
    if user.has_perm("dispatch.accept_plantask"):
        condition |= Q(**{f"{prefix}officer__department__in": user.department_ids})
    return condition


class ScoreSubjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm(SEES_ALL) or user.has_perm(DRAFTS) or user.has_perm(DECIDES):
            return self
        return self.filter(own_subjects(user))


ONE_OF_FIVE = [
    Q(
        **{
            f"{kind.value}__isnull": kind is not named  # one of them, the one that is named
            for kind in SubjectKind
        }
    )
    for named in SubjectKind
]


class ScoreSubject(models.Model):
    """Who is assessed by a scheme. ``office`` is the department whose people read and contest the
    card; an officer or agent does so alone.
    """

    OF = "scheme"
    CALLED_BY = ("department", "district", "park", "officer", "agent")

    scheme = models.ForeignKey(
        ScoreScheme,
        models.PROTECT,
        related_name="subjects",
        verbose_name=pgettext_lazy("score scheme", "scheme"),
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    district = models.ForeignKey(
        "leads.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
    )
    park = models.ForeignKey(
        "parks.Park",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("park"),
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer"),
    )
    agent = models.ForeignKey(
        "leads.Agent",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agent"),
    )
    office = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department that answers for it"),
    )
    history = HistoricalRecords()

    objects = ScoreSubjectQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("score scheme", "subject of assessment")
        verbose_name_plural = pgettext_lazy("score scheme", "subjects of assessment")
        ordering = ["scheme", "id"]
        constraints = [
            models.CheckConstraint(
                condition=ONE_OF_FIVE[0]
                | ONE_OF_FIVE[1]
                | ONE_OF_FIVE[2]
                | ONE_OF_FIVE[3]
                | ONE_OF_FIVE[4],
                name="score_subject_is_one",
                violation_error_message=_("Name the one who is assessed, and no other."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["scheme", kind.value],
                    condition=Q(**{f"{kind.value}__isnull": False}),
                    name=f"score_subject_{kind.value}_once",
                    violation_error_message=_("This one is assessed by the scheme already."),
                )
                for kind in SubjectKind
            ),
        ]

    def __str__(self):
        return str(self.who)

    def clean(self):
        if self.scheme_id is None:
            return
        check_is_draft(self.scheme)
        kind = self.scheme.kind
        if getattr(self, f"{kind}_id") is None:
            raise ValidationError({kind: gettext("Name the one who is assessed, and no other.")})
        if kind in ("department", "district", "park") and self.office_id is None:
            message = gettext("Name the department that answers for it.")
            raise ValidationError({"office": message})

    @property
    def who(self):
        """The record that is assessed."""
        return next(
            (
                getattr(self, kind.value)
                for kind in SubjectKind
                if getattr(self, f"{kind.value}_id") is not None
            ),
            "",
        )

    @property
    def key(self):
        """Of the record that is assessed, as indicators name it."""
        return getattr(self, f"{self.scheme.kind}_id")

    @property
    def is_editable(self) -> bool:
        return self.scheme.is_editable

    def is_of(self, user) -> bool:
        """Whether the person is the one who is assessed, or works in the department that is."""
        if not user.is_staff:
            return self.agent_id is not None and self.agent_id in set(agents_of(user))
        if self.officer_id:
            return self.officer_id == user.pk
        return self.office_id is not None and self.office_id == user.department_id


class SubjectGoal(models.Model):
    """What one subject is to reach in a line, in the unit of its indicator."""

    OF = "line__scheme"
    CALLED_BY = ("line", "subject")

    line = models.ForeignKey(
        SchemeLine,
        models.PROTECT,
        related_name="goals",
        verbose_name=pgettext_lazy("score scheme", "line"),
    )
    subject = models.ForeignKey(
        ScoreSubject,
        models.PROTECT,
        related_name="goals",
        verbose_name=pgettext_lazy("score scheme", "subject of assessment"),
    )
    value = models.DecimalField(_("to be reached"), max_digits=18, decimal_places=2)
    history = HistoricalRecords()

    objects = OfSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("score scheme", "goal")
        verbose_name_plural = pgettext_lazy("score scheme", "goals")
        ordering = ["line", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["line", "subject"], name="subject_goal_once")
        ]

    def __str__(self):
        return f"{self.line} · {self.subject}"
