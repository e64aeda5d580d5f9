"""Lists of enterprises that the city cultivates: the hundred backbones, the fast growing, those on
their way to the stock exchange.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition

from .entry import Enterprise
from .standing import Measure, standing_of


class CultivationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("parks.view_cultivationlist") else self.none()


FIRST_YEAR, LAST_YEAR = 1949, 2199


class CultivationList(models.Model):
    """The list of one kind and year. Its thresholds say who may stand on it; they are worked out
    from verified facts.
    """

    class Kind(models.TextChoices):
        BACKBONE = "backbone", _("hundred backbone enterprises")
        GROWTH = "growth", _("high-growth enterprises")
        LISTING = "listing", _("listing reserve")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="cultivation_lists", verbose_name=_("department")
    )
    places = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1)])
    excludes_property = models.BooleanField(_("without construction and real estate"), default=True)
    remark = models.TextField(_("remark"), blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = CultivationQuerySet.as_manager()

    class Meta:
        verbose_name = _("cultivation list")
        verbose_name_plural = _("cultivation lists")
        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="cultivation_list_once_a_year"),
            models.CheckConstraint(condition=Q(places__gt=0), name="cultivation_list_has_places"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.year}"

    def clean(self):
        if self.year is not None and not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValidationError({"year": _("Check the year.")})


class Threshold(models.Model):
    """What an enterprise must reach at least. Money in yuan, growth in per cent, years and jobs as
    numbers.
    """

    Measure = Measure

    cultivation_list = models.ForeignKey(
        CultivationList, models.CASCADE, related_name="thresholds", verbose_name=_("list")
    )
    measure = models.CharField(_("measure"), max_length=20, choices=Measure.choices)
    least = models.DecimalField(_("at least"), max_digits=18, decimal_places=2)
    history = HistoricalRecords()

    objects = CultivationQuerySet.as_manager()

    class Meta:
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cultivation_list", "measure"], name="threshold_once_a_list"
            )
        ]

    def __str__(self):
        return f"{self.get_measure_display()} ≥ {self.least:,.2f}"


class MemberState(models.TextChoices):
    CANDIDATE = "candidate", _("nominated")
    LISTED = "listed", _("on the list")
    LEFT = "left", _("taken off")


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of the whole city for those who see it; else of enterprises that one sees."""
        if not user.has_perm("parks.view_cultivationlist"):
            return self.none()
        return of_seen(self, "enterprise", Enterprise.objects.visible_to(user))

    def listed(self):
        return self.filter(state=MemberState.LISTED)


class Member(Stateful):
    """An enterprise on a cultivation list, and the plan that is made for it alone (一企一策)."""

    CALLED_BY = ("cultivation_list", "enterprise")

    State = MemberState

    cultivation_list = models.ForeignKey(
        CultivationList, models.PROTECT, related_name="members", verbose_name=_("list")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="memberships", verbose_name=_("settled enterprise")
    )
    why = models.CharField(_("why, where a threshold is not reached"), max_length=300, blank=True)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_members",
        verbose_name=_("person in charge"),
    )
    needs = models.TextField(_("what the enterprise needs"), blank=True)
    goals = models.TextField(_("goals"), blank=True)
    support = models.TextField(_("support agreed"), blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=MemberState.choices,
        default=MemberState.CANDIDATE,
        editable=False,
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = MemberQuerySet.as_manager()

    TRANSITIONS = {
        "list": Transition(
            _("Put on the list"),
            {MemberState.CANDIDATE},
            MemberState.LISTED,
            "parks.decide_member",
            requires=("keeper", "goals", "support", "fits_or_why"),
            has_use_case=True,
        ),
        "take_off": Transition(
            _("Take off"),
            {MemberState.CANDIDATE, MemberState.LISTED},
            MemberState.LEFT,
            "parks.decide_member",
            needs_note=True,
            negative=True,
        ),
    }
    FACT_LABELS = {"fits_or_why": _("why, where a threshold is not reached")}

    class Meta:
        verbose_name = _("member of a cultivation list")
        verbose_name_plural = _("members of cultivation lists")
        ordering = ["-cultivation_list__year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cultivation_list", "enterprise"],
                condition=~Q(state="left"),
                name="member_once_a_list",
                violation_error_message=_("This enterprise stands on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=MemberState.values), name="member_state_known"
            ),
        ]
        permissions = [("decide_member", _("Can decide who stands on a cultivation list"))]

    def __str__(self):
        return f"{self.enterprise} · {self.cultivation_list}"

    @property
    def is_editable(self) -> bool:
        return self.state != MemberState.LEFT

    def fits_or_why(self) -> bool:
        return bool(self.why) or standing_of(self).fits


class ActionState(models.TextChoices):
    OPEN = "open", _("under way")
    DONE = "done", _("done")


class PlanActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "member", Member.objects.visible_to(user))

    def open(self):
        return self.filter(state=ActionState.OPEN)


class PlanAction(Stateful):
    """One thing that is done for one enterprise: what, by which department, until when."""

    State = ActionState

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="actions", verbose_name=_("enterprise on the list")
    )
    what = models.CharField(_("what is done for it"), max_length=300)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="plan_actions", verbose_name=_("department")
    )
    due_on = models.DateField(_("due on"))
    outcome = models.CharField(_("outcome"), max_length=300, blank=True, editable=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ActionState.choices,
        default=ActionState.OPEN,
        editable=False,
    )
    history = HistoricalRecords()
    promised_days = ("due_on",)

    objects = PlanActionQuerySet.as_manager()

    TRANSITIONS = {
        "finish": Transition(
            _("Finish"),
            {ActionState.OPEN},
            ActionState.DONE,
            "parks.change_planaction",
            requires=("outcome",),
            facts=("outcome",),
            is_reversible=True,
        ),
    }

    class Meta:
        verbose_name = _("action of a plan")
        verbose_name_plural = _("actions of plans")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ActionState.values), name="plan_action_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(outcome=""), name="finished_action_has_an_outcome"
            ),
        ]

    def __str__(self):
        return self.what
