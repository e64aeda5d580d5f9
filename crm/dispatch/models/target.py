"""What a plan wants to reach: measured by an indicator, or reported with evidence."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.indicators.registry import INDICATORS, Live, Ratio
from crm.core.models import ByProposal, Department
from crm.core.money import plain, unit_for

from .plan import DECIDES, Heading, OfPlanQuerySet, Phase, is_chosen_anew

# What who answers for a target by name is able to do.
ANSWERS_FOR = ("dispatch.add_targetreading", "dispatch.answer_planurging")


def indicator_choices() -> list[tuple]:
    return [(code, indicator.label) for code, indicator in INDICATORS.items()]


class Counts(models.TextChoices):
    """What its values are counted from."""

    OVER_PLAN = "over_plan", pgettext_lazy("target", "adds up over the plan")
    OF_PHASE = "of_phase", pgettext_lazy("target", "begins anew in each phase")
    LEVEL = "level", pgettext_lazy("target", "a level")


def is_in_force(record) -> bool:
    return record.pk is not None and record.plan.is_in_force


class PlanTarget(models.Model):
    """``baseline`` is where it stood when the plan began. A part (``parent``) is what a district,
    park or department has to bring of it; measured, it counts what is that department's own.
    """

    OF = "heading__plan"
    Counts = Counts

    heading = models.ForeignKey(
        Heading,
        models.PROTECT,
        related_name="targets",
        verbose_name=pgettext_lazy("heading", "heading"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of the target"),
    )
    name = models.CharField(pgettext_lazy("target", "target"), max_length=120)
    indicator = models.CharField(
        pgettext_lazy("target", "indicator"),
        max_length=40,
        choices=indicator_choices,
        blank=True,
        help_text=_("Empty: its value is reported."),
    )
    unit = models.CharField(
        pgettext_lazy("target", "unit"),
        max_length=20,
        blank=True,
        help_text=_("Of a measured target, that of its indicator; money is in yuan."),
    )
    counts = models.CharField(
        pgettext_lazy("target", "counted"),
        max_length=20,
        choices=Counts.choices,
        default=Counts.OVER_PLAN,
    )
    higher_is_better = models.BooleanField(_("higher is better"), default=True)
    baseline = models.DecimalField(
        _("baseline"), max_digits=18, decimal_places=2, default=Decimal(0)
    )
    weight = models.DecimalField(
        _("weight"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(0)],
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        related_name="plan_targets",
        verbose_name=_("department responsible"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_targets",
        verbose_name=_("person responsible"),
    )
    supporting = models.ManyToManyField(
        Department,
        blank=True,
        related_name="supported_targets",
        verbose_name=_("supporting departments"),
    )
    note = models.TextField(pgettext_lazy("target", "note"), blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = OfPlanQuerySet.as_manager()
    CHANGES = ByProposal(DECIDES, of=is_in_force, bears_on_money=False)

    class Meta:
        verbose_name = pgettext_lazy("target", "target")
        verbose_name_plural = pgettext_lazy("target", "targets")
        ordering = ["heading__order", "id"]
        permissions = [("decide_plantarget", _("Can decide on plans and changes of their targets"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(counts__in=Counts.values), name="target_counts_known"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="target_weight_not_below_0"),
            models.UniqueConstraint(
                fields=["heading", "name"],
                condition=Q(parent=None),
                name="target_once_under_a_heading",
                violation_error_message=_("The heading has this target already."),
            ),
            models.UniqueConstraint(
                fields=["parent", "department"],
                condition=Q(parent__isnull=False),
                name="target_once_split_to_a_department",
                violation_error_message=_("This department has its part already."),
            ),
        ]

    def __str__(self):
        return self.name if self.parent_id is None else f"{self.name} · {self.department}"

    def clean(self):
        if self.parent_id:
            self._check_part()
        if is_chosen_anew(self, "person") and not self.person.has_perms(ANSWERS_FOR):
            message = gettext("%(person)s does not report for targets, nor answers urgings.")
            raise ValidationError({"person": message % {"person": self.person}})
        self._check_counting()
        if not self.indicator and not self.unit:
            raise ValidationError({"unit": gettext("A reported target names its unit.")})

    def _check_counting(self):
        """Shares do not add up; what is known of today alone has neither phases nor parts."""
        indicator = INDICATORS.get(self.indicator)
        if isinstance(indicator, Ratio) and self.counts == Counts.OVER_PLAN:
            raise ValidationError({"counts": gettext("A share does not add up over the plan.")})
        if not isinstance(indicator, Live):
            return
        if self.counts != Counts.LEVEL:
            message = gettext("What is known of today alone is a level.")
            raise ValidationError({"counts": message})
        if self.parent_id or (self.pk and self.parts.exists()):
            message = gettext("What is known of today alone is not divided.")
            raise ValidationError({"indicator": message})

    def _check_part(self):
        if self.parent_id == self.pk or self.parent.parent_id:
            raise ValidationError({"parent": gettext("A part is not divided again.")})
        if self.heading_id and self.parent.heading_id != self.heading_id:
            raise ValidationError({"parent": gettext("That target stands under another heading.")})

    @property
    def plan(self):
        return self.heading.plan

    @property
    def is_editable(self) -> bool:
        return self.plan.state != self.plan.State.ENDED

    @property
    def is_worked_on(self) -> bool:
        return self.plan.is_in_force

    @property
    def is_measured(self) -> bool:
        return bool(self.indicator)

    @property
    def is_money(self) -> bool:
        indicator = INDICATORS.get(self.indicator)
        return bool(indicator and indicator.is_money)

    @property
    def unit_in_words(self) -> str:
        indicator = INDICATORS.get(self.indicator)
        return str(indicator.unit) if indicator else self.unit

    def in_words(self, *amounts: Decimal | None) -> tuple[list[str], str]:
        """The numbers in one unit, "—" for what is not known, and the unit."""
        if not self.is_money:
            return [
                "—" if amount is None else plain(amount) for amount in amounts
            ], self.unit_in_words
        unit = unit_for(amounts)
        return ["—" if amount is None else unit.text(amount, 1) for amount in amounts], unit.name


class TargetValue(models.Model):
    """What is to be reached by the end of a phase."""

    OF = "target__heading__plan"
    CALLED_BY = ("target", "phase")

    target = models.ForeignKey(
        PlanTarget,
        models.PROTECT,
        related_name="values",
        verbose_name=pgettext_lazy("target", "target"),
    )
    phase = models.ForeignKey(
        Phase, models.PROTECT, related_name="values", verbose_name=pgettext_lazy("plan", "phase")
    )
    value = models.DecimalField(_("to be reached"), max_digits=18, decimal_places=2)
    history = HistoricalRecords()

    objects = OfPlanQuerySet.as_manager()
    CHANGES = ByProposal(DECIDES, of=is_in_force, bears_on_money=False)

    class Meta:
        verbose_name = _("value of a target")
        verbose_name_plural = _("values of targets")
        ordering = ["phase__starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "phase"],
                name="value_once_in_a_phase",
                violation_error_message=_("The target has its value for this phase already."),
            )
        ]

    def __str__(self):
        return f"{self.target} · {self.phase}"

    def clean(self):
        if self.target_id and self.phase_id and self.phase.plan_id != self.target.heading.plan_id:
            raise ValidationError({"phase": gettext("This phase is of another plan.")})

    @property
    def plan(self):
        return self.target.heading.plan

    @property
    def is_editable(self) -> bool:
        return self.target.is_editable
