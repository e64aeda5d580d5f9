"""Schemes of criteria by which leads are judged."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.by_permission import ByViewPermission
from crm.core.models import Department
from crm.core.transitions import Stateful, Transition

from .scale import ScaleError, read_scale


class SchemeState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_FORCE = "in_force", _("in force")
    RETIRED = "retired", _("retired")


class Scheme(Stateful):
    """One version of the criteria, their weights and scales. Only a draft can be edited; one
    version is in force.
    """

    State = SchemeState

    number = models.PositiveSmallIntegerField(_("version"), unique=True, editable=False)
    title = models.CharField(_("title"), max_length=100)
    remark = models.TextField(_("remark"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=SchemeState.choices,
        default=SchemeState.DRAFT,
        editable=False,
    )
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    TRANSITIONS = {
        "put_in_force": Transition(
            _("Put in force"),
            {SchemeState.DRAFT},
            SchemeState.IN_FORCE,
            "leads.put_scheme_in_force",
            requires=("has_criteria",),
            has_use_case=True,
        ),
        "retire": Transition(
            _("Retire"),
            {SchemeState.IN_FORCE},
            SchemeState.RETIRED,
            "leads.put_scheme_in_force",
            hidden=True,
            follows=True,
        ),
    }
    FACT_LABELS = {"has_criteria": _("criteria")}

    class Meta:
        verbose_name = _("judgement scheme")
        verbose_name_plural = _("judgement schemes")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SchemeState.values), name="scheme_state_known"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="in_force"), name="one_scheme_in_force"
            ),
        ]
        permissions = [("put_scheme_in_force", _("Can put judgement schemes in force"))]

    def __str__(self):
        return f"{self.title} v{self.number}"

    @property
    def is_editable(self) -> bool:
        return self.state == SchemeState.DRAFT

    def has_criteria(self) -> bool:
        return self.criteria.exists()


class Criterion(models.Model):
    """What is judged, how much it weighs among the others, and the points that each value earns.

    A measured one has a number (what it measures is fixed here), another one of the scale's words.
    """

    class Measure(models.TextChoices):
        WORDS = "words", _("one of the words of the scale")
        INVESTMENT_PER_MU = "investment_per_mu", _("investment per mu (ten thousand yuan)")
        TAX_PER_MU = "tax_per_mu", _("yearly tax per mu (ten thousand yuan)")
        ENERGY_PER_OUTPUT = (
            "energy_per_output",
            _("energy per ten thousand yuan of output (t of coal equivalent)"),
        )

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="criteria", verbose_name=_("judgement scheme")
    )
    name = models.CharField(_("criterion"), max_length=60)
    measure = models.CharField(
        _("measured by"), max_length=20, choices=Measure.choices, default=Measure.WORDS
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"), validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    scale = models.TextField(
        _("scale"),
        help_text=_(
            "One grade a line with its points of 100. Words: “good: 80”. Numbers, from that "
            "value on: “200: 80”, the first from 0."
        ),
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("department usually asked"),
    )
    guidance = models.CharField(_("guidance"), max_length=300, blank=True)
    vetoes = models.BooleanField(
        _("without points here the judgement speaks against the lead, whatever the score"),
        default=False,
    )
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["scheme", "id"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "name"], name="criterion_once_per_scheme"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="criterion_weighs_something"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_editable(self) -> bool:
        return self.scheme.is_editable

    @property
    def is_measured(self) -> bool:
        return self.measure != self.Measure.WORDS

    @property
    def grades(self):
        return read_scale(self.scale, measured=self.is_measured)

    def clean(self):
        try:
            read_scale(self.scale, measured=self.is_measured)
        except ScaleError as error:
            raise ValidationError({"scale": str(error)}) from None
        if self.scheme_id and not self.scheme.is_editable:
            raise ValidationError({"scheme": _("Only a draft can be edited. Make a new version.")})
