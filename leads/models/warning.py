"""Warning lights: the rules, which are data; what they light; and the urging that follows."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import ByProposal, Numbers
from crm.core.money import plain
from crm.core.punctuation import aside, phrases
from crm.core.seen import seen
from crm.core.transitions import Stateful, Transition

from .lead import Lead
from .measures import MEASURES, measure_choices
from .project import Project


class WarningRuleQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("leads.view_warningrule") else self.none()

    def active(self):
        """The active rules whose measure is known."""
        return self.filter(is_active=True, measure__in=list(MEASURES))


def is_new(rule) -> bool:
    return rule.pk is None


class WarningRule(models.Model):
    """From which number on a measure lights yellow, red, and proposes that the record leave the
    pool. A new one is proposed by one person and decided on by another.
    """

    measure = models.CharField(_("measure"), max_length=40, choices=measure_choices, unique=True)
    yellow_from = models.DecimalField(_("yellow from"), max_digits=9, decimal_places=2)
    red_from = models.DecimalField(
        _("red from"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    out_from = models.DecimalField(
        _("out of the pool from"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    is_automatic = models.BooleanField(
        _("leaves the pool without being asked"),
        default=False,
        help_text=_(
            "In the name of whoever sets this; they need the right to the step themselves."
        ),
    )
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("ordered by"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    history = HistoricalRecords()

    objects = WarningRuleQuerySet.as_manager()
    CHANGES = ByProposal("leads.decide_warningrule", of=is_new, bears_on_money=False)

    class Meta:
        verbose_name = _("warning rule")
        verbose_name_plural = _("warning rules")
        ordering = ["id"]
        permissions = [("decide_warningrule", _("Can decide on proposed warning rules"))]
        constraints = [
            models.CheckConstraint(
                condition=(Q(red_from__isnull=True) | Q(red_from__gt=models.F("yellow_from")))
                & (
                    Q(out_from__isnull=True)
                    | Q(red_from__isnull=False, out_from__gt=models.F("red_from"))
                ),
                name="warning_rule_grows",
                violation_error_message=_("Red comes after yellow, and out of the pool after red."),
            )
        ]

    def __str__(self):
        return str(self.definition.label) if self.definition else self.measure

    @property
    def definition(self):
        return MEASURES.get(self.measure)

    @property
    def subject(self) -> str:
        return self.definition.model._meta.verbose_name if self.definition else "—"

    @property
    def unit(self) -> str:
        return str(self.definition.unit) if self.definition else ""

    def clean(self):
        if self.out_from is not None and self.definition and not self.definition.way_out:
            raise ValidationError({"out_from": _("Records do not leave the pool by this measure.")})


class Grade(models.IntegerChoices):
    YELLOW = 1, _("yellow")
    RED = 2, _("red")
    OUT = 3, _("out of the pool (proposal)")


class OfLeadOrProjectQuerySet(models.QuerySet):
    """Rows that are seen by whoever sees their lead or project."""

    def visible_to(self, user):
        if user.has_perm("leads.view_every_lead") and user.has_perm("leads.view_every_project"):
            return self
        return self.filter(seen("lead", Lead, user) | seen("project", Project, user))


class WarningLight(models.Model):
    """A rule's light on a record, worked out anew every night and on change; never edited."""

    CALLED_BY = ("lead", "project")

    rule = models.ForeignKey(
        WarningRule, models.CASCADE, related_name="lights", verbose_name=_("rule")
    )
    lead = models.ForeignKey(
        Lead, models.CASCADE, null=True, blank=True, related_name="lights", verbose_name=_("lead")
    )
    project = models.ForeignKey(
        Project,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="lights",
        verbose_name=_("project"),
    )
    grade = models.PositiveSmallIntegerField(_("light"), choices=Grade.choices)
    number = models.DecimalField(_("measured"), max_digits=12, decimal_places=2)
    lit_on = models.DateField(_("since"))
    is_told = models.BooleanField(default=False, editable=False)

    objects = OfLeadOrProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning light")
        verbose_name_plural = _("warning lights")
        ordering = ["-grade", "lit_on", "id"]
        indexes = [
            models.Index(fields=["-grade", "lit_on", "id"], name="light_worst_first"),
            models.Index(fields=["is_told"], condition=Q(is_told=False), name="light_untold"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["rule", "lead"], name="one_light_per_rule_and_lead"),
            models.UniqueConstraint(
                fields=["rule", "project"], name="one_light_per_rule_and_project"
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=False, project=None) | Q(lead=None, project__isnull=False),
                name="light_of_lead_or_project",
            ),
            models.CheckConstraint(condition=Q(grade__in=[1, 2, 3]), name="light_grade_known"),
        ]

    def __str__(self):
        return f"{self.record} · {self.get_grade_display()}"

    @property
    def record(self):
        return self.lead or self.project

    @property
    def sentence(self) -> str:
        """What was measured: "3 months without progress"."""
        measure = self.rule.definition
        if not measure:
            return self.rule.measure
        return str(measure.sentence) % {"number": plain(self.number)}

    @property
    def reason(self) -> str:
        """Which rule and which number, in the reader's language."""
        return f"{self.sentence}{aside(self.thresholds)}"

    @property
    def colour(self) -> str:
        return "yellow" if self.grade == Grade.YELLOW else "red"

    @property
    def thresholds(self) -> str:
        """From which numbers on this record is lit; out of the pool only where it may leave it."""
        rule, measure = self.rule, self.rule.definition
        out_from = rule.out_from if measure and measure.may_leave(self.record) else None
        steps = [
            (_("yellow from %s"), rule.yellow_from),
            (_("red from %s"), rule.red_from),
            (_("out of the pool from %s"), out_from),
        ]
        return phrases(str(text) % plain(number) for text, number in steps if number is not None)


class UrgingState(models.TextChoices):
    OPEN = "open", _("to be answered")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Urging(Stateful):
    """Someone in charge asks the officer of a lead or project to
    act until a day, and is answered.
    """

    CALLED_BY = ("lead", "project")

    State = UrgingState

    NUMBERS = Numbers("urging", "DB")
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    lead = models.ForeignKey(
        Lead, models.PROTECT, null=True, blank=True, related_name="urgings", verbose_name=_("lead")
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="urgings",
        verbose_name=_("project"),
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="urgings",
        verbose_name=_("to be answered by"),
    )
    text = models.TextField(_("what is to be done"), max_length=1000)
    due_on = models.DateField(_("until"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="urgings_sent",
        verbose_name=_("urged by"),
    )
    at = models.DateTimeField(_("urged at"), auto_now_add=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=UrgingState.choices,
        default=UrgingState.OPEN,
        editable=False,
    )
    history = HistoricalRecords()

    objects = OfLeadOrProjectQuerySet.as_manager()

    TRANSITIONS = {
        "answer": Transition(
            _("Answer"),
            {UrgingState.OPEN},
            UrgingState.ANSWERED,
            "leads.answer_urging",
            requires=("answer",),
            facts=("answer",),
            guard=lambda urging, user: (
                "" if urging.to_id == user.pk else _("The officer who was urged answers it.")
            ),
            has_use_case=True,
        ),
        "withdraw": Transition(
            _("Withdraw"),
            {UrgingState.OPEN},
            UrgingState.WITHDRAWN,
            "leads.add_urging",
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("urging")
        verbose_name_plural = _("urgings")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["to", "due_on"], condition=Q(state="open"), name="urging_to_be_answered"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=UrgingState.values), name="urging_state_known"
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=False, project=None) | Q(lead=None, project__isnull=False),
                name="urging_of_lead_or_project",
            ),
        ]
        permissions = [("answer_urging", _("Can answer urgings"))]

    def __str__(self):
        return f"{self.number} {self.record}"

    @property
    def record(self):
        return self.lead or self.project
