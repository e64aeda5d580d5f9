"""A plan of the city 行动计划: its years, their phases, and the headings of its text."""

from datetime import date
from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.punctuation import listed
from crm.core.transitions import Stateful, Transition
from parks.models.entry import DateRange

MANAGES = "dispatch.change_plan"
DECIDES = "dispatch.decide_plantarget"


class PlanState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("plan", "draft")
    IN_FORCE = "in_force", pgettext_lazy("plan", "in force")
    ENDED = "ended", pgettext_lazy("plan", "ended")


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody of the house who has to do with the business; a draft, those who write it and
        those who let it come into force.
        """
        if not user.has_perm("dispatch.view_plan"):
            return self.none()
        if user.has_perm(MANAGES) or user.has_perm(DECIDES):
            return self
        return self.exclude(state=PlanState.DRAFT)

    def in_force(self):
        return self.filter(state=PlanState.IN_FORCE)


def _why_not_in_force_yet(plan, _user) -> str:
    """Targets without anything to reach, and another plan in force of the same days, by name."""
    reasons = []
    if names := plan.without_values():
        words = {"names": listed(names)}
        reasons.append(gettext("These targets have no value yet: %(names)s.") % words)
    same_days = {"starts_on__lte": plan.ends_on, "ends_on__gte": plan.starts_on}
    if other_plan := Plan.objects.in_force().filter(**same_days).first():
        reasons.append(
            gettext("“%(plan)s” is in force on some of these days.") % {"plan": other_plan}
        )
    return " ".join(reasons)


class Plan(Stateful):
    State = PlanState

    name = models.CharField(pgettext_lazy("plan", "plan"), max_length=120)
    aim = models.TextField(pgettext_lazy("plan", "what it is for"), blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="plans", verbose_name=_("office in charge")
    )
    starts_on = models.DateField(_("from day"))
    ends_on = models.DateField(_("until day"))
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=PlanState.choices,
        default=PlanState.DRAFT,
        editable=False,
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = PlanQuerySet.as_manager()

    WAY = (PlanState.DRAFT, PlanState.IN_FORCE, PlanState.ENDED)
    TRANSITIONS = {
        "put_in_force": Transition(
            pgettext_lazy("plan", "Put in force"),
            {PlanState.DRAFT},
            PlanState.IN_FORCE,
            DECIDES,
            requires=("has_phases", "has_targets"),
            guard=_why_not_in_force_yet,
            has_sequel=True,
        ),
        "end": Transition(
            pgettext_lazy("plan", "End"),
            {PlanState.IN_FORCE},
            PlanState.ENDED,
            MANAGES,
            needs_note=True,
            is_exceptional=True,
        ),
    }
    FACT_LABELS = {"has_phases": _("phases"), "has_targets": _("targets with their values")}

    class Meta:
        verbose_name = pgettext_lazy("plan", "plan")
        verbose_name_plural = pgettext_lazy("plan", "plans")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="plan_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first."),
            ),
            ExclusionConstraint(
                name="plan_in_force_once_at_a_time",
                expressions=[
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    )
                ],
                condition=Q(state=PlanState.IN_FORCE),
                violation_error_message=_("Another plan is in force on some of these days."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if not self.pk or not self.is_editable or not self.starts_on or not self.ends_on:
            return
        outside = Q(starts_on__lt=self.starts_on) | Q(ends_on__gt=self.ends_on)
        if names := listed(self.phases.filter(outside)):
            message = gettext("These phases would lie outside of the plan: %(names)s.")
            raise ValidationError(message % {"names": names})

    def validate_constraints(self, exclude=None):
        """A form leaves the state out, and the constraint on plans in force needs it."""
        super().validate_constraints(exclude=set(exclude or ()) - {"state"})

    @property
    def is_editable(self) -> bool:
        return self.state == PlanState.DRAFT

    @property
    def is_in_force(self) -> bool:
        return self.state == PlanState.IN_FORCE

    def has_phases(self) -> bool:
        return self.phases.exists()

    def has_targets(self) -> bool:
        return self.headings.filter(targets__values__isnull=False).exists()

    def without_values(self) -> list[str]:
        """Whole targets of which nothing says what they are to reach."""
        lacking = Q(targets__isnull=False, targets__parent=None, targets__values=None)
        return list(self.headings.filter(lacking).values_list("targets__name", flat=True))

    @property
    def years(self) -> str:
        first, last = self.starts_on.year, self.ends_on.year
        return str(first) if first == last else f"{first} – {last}"


class OfPlanQuerySet(models.QuerySet):
    """Rows that are seen by whoever sees their plan; ``OF`` of the model leads to it."""

    def visible_to(self, user):
        return self.filter(**{f"{self.model.OF}__in": Plan.objects.visible_to(user)})

    def of_plan(self, plan):
        return self.filter(**{self.model.OF: plan})


def is_chosen_anew(record, name: str) -> bool:
    """Whether the field names somebody else than what is stored. Only then is the choice checked:
    who was right when chosen, and is no more, hinders no later step.
    """
    chosen = getattr(record, f"{name}_id")
    stored = type(record)._base_manager.filter(pk=record.pk, **{name: chosen})
    return chosen is not None and (record.pk is None or not stored.exists())


def doer_of(record):
    """Who answers for it by name; None where nobody is named, or that person has left."""
    return record.person if record.person_id and record.person.is_active else None


def why_not_worked_on(record) -> str:
    """What belongs to a plan is worked on only while the plan is in force; "" where it is."""
    return "" if record.plan.is_in_force else gettext("The plan is not in force.")


class Phase(models.Model):
    OF = "plan"

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="phases", verbose_name=pgettext_lazy("plan", "plan")
    )
    name = models.CharField(pgettext_lazy("plan", "phase"), max_length=60)
    starts_on = models.DateField(_("from day"))
    ends_on = models.DateField(_("until day"))
    history = HistoricalRecords()

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("plan", "phase")
        verbose_name_plural = pgettext_lazy("plan", "phases")
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="phase_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.UniqueConstraint(fields=["plan", "starts_on"], name="phase_starts_once"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if not self.plan_id or not self.starts_on or not self.ends_on:
            return
        if self.starts_on < self.plan.starts_on or self.ends_on > self.plan.ends_on:
            raise ValidationError(gettext("The phase lies outside of the days of its plan."))
        other_phases = self.plan.phases.exclude(pk=self.pk)
        if other_phases.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on).exists():
            raise ValidationError(gettext("Another phase has some of these days."))

    @property
    def is_editable(self) -> bool:
        return self.plan.is_editable

    @property
    def years(self) -> str:
        first, last = self.starts_on.year, self.ends_on.year
        return str(first) if first == last else f"{first} – {last}"

    def share_over(self, day: date) -> Decimal:
        """How much of its days are over at the end of ``day``, between 0 and 1."""
        days = (self.ends_on - self.starts_on).days + 1
        over = (day - self.starts_on).days + 1
        return Decimal(min(max(over, 0), days)) / days


class Heading(models.Model):
    """A part of the plan's text: its aims, a platform, a guarantee, an action."""

    OF = "plan"

    class Kind(models.TextChoices):
        AIM = "aim", pgettext_lazy("heading", "aim")
        PLATFORM = "platform", pgettext_lazy("heading", "platform")
        GUARANTEE = "guarantee", pgettext_lazy("heading", "guarantee")
        ACTION = "action", pgettext_lazy("heading", "action")
        ORGANISATION = "organisation", pgettext_lazy("heading", "organisation")

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="headings", verbose_name=pgettext_lazy("plan", "plan")
    )
    kind = models.CharField(pgettext_lazy("heading", "kind"), max_length=20, choices=Kind.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    label = models.CharField(
        pgettext_lazy("heading", "label"),
        max_length=20,
        blank=True,
        help_text=_("What stands before the name, such as 行动六."),
    )
    name = models.CharField(pgettext_lazy("heading", "heading"), max_length=80)
    history = HistoricalRecords()

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("heading", "heading")
        verbose_name_plural = pgettext_lazy("heading", "headings")
        ordering = ["plan", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "name"],
                name="heading_once_in_a_plan",
                violation_error_message=_("The plan has this heading already."),
            )
        ]

    def __str__(self):
        return f"{self.label}　{self.name}" if self.label else self.name

    @property
    def is_editable(self) -> bool:
        return self.plan.state != PlanState.ENDED
