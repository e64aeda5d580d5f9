from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.models import Department, Numbers
from crm.core.money import MoneyField
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition

from .agent import Agent, agents_of
from .classification import Industry
from .company import Company
from .lead import Channel, Lead
from .own_word import KindField


class ProjectState(models.TextChoices):
    NEGOTIATING = "negotiating", _("in negotiation")
    SIGNED = "signed", _("signed")
    ENTERED = "entered", _("entered the park")
    STARTED = "started", _("construction started")
    PRODUCING = "producing", _("producing")
    AT_CAPACITY = "at_capacity", _("at capacity")
    TERMINATED = "terminated", _("terminated")
    TRANSFERRED = "transferred", _("transferred")


STAGES = [
    ProjectState.NEGOTIATING,
    ProjectState.SIGNED,
    ProjectState.ENTERED,
    ProjectState.STARTED,
    ProjectState.PRODUCING,
    ProjectState.AT_CAPACITY,
]
BEFORE_ENTRY = {ProjectState.NEGOTIATING, ProjectState.SIGNED}
SETTLED = set(STAGES) - BEFORE_ENTRY
COMMITTED = SETTLED | {ProjectState.SIGNED}
CONTRACT = ("contract_number", "contract_amount", "signed_on", "planned_start_on")


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for those who see the whole city; else by department, own, an agency's own, and for
        parks what has no host yet.
        """
        if user.has_perm("leads.view_every_project"):
            return self
        mine = Q(pk__in=Referral.objects.filter(agent__in=list(agents_of(user))).values("project"))
        if user.has_perm("leads.view_project"):
            mine |= (
                Q(owner=user)
                | Q(department__in=user.department_ids)
                | Q(host_department__in=user.department_ids)
            )
        if user.has_perm("leads.enter_project"):
            mine |= Q(state=ProjectState.SIGNED, host_department=None)
        return self.filter(mine)

    def running(self):
        return self.filter(state__in=STAGES)

    def settled(self):
        """Those whose enterprise works here."""
        return self.filter(state__in=SETTLED)

    def committed(self):
        """Signed, and not given up."""
        return self.filter(state__in=COMMITTED)

    def counted(self):
        """One each: a capital increase adds money to the project that it extends, and is no project
        of its own.
        """
        return self.filter(extends=None)


# What the database does by itself: table and trigger.
TRIGGERS = {
    "leads_project.search_fill": "keeps the search columns: name, number and company",
}


class Project(Stateful):
    State = ProjectState

    NUMBERS = Numbers("project", "XM")
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    name = models.CharField(_("project"), max_length=200)
    lead = models.OneToOneField(
        Lead, models.PROTECT, related_name="project", editable=False, verbose_name=_("lead")
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="projects", verbose_name=_("investor")
    )
    extends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="increases",
        verbose_name=_("capital increase of"),
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="projects",
        verbose_name=_("officer in charge"),
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="projects", verbose_name=_("department")
    )
    host_department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_projects",
        verbose_name=_("park in charge"),
    )
    industry = models.ForeignKey(Industry, models.PROTECT, verbose_name=_("industry"))
    investment = MoneyField(_("intended investment"))
    content = models.TextField(_("what is to be built"), blank=True)
    is_foreign = models.BooleanField(_("foreign investment"), default=False)
    contract_number = models.CharField(_("contract number"), max_length=60, blank=True)
    contract_amount = MoneyField(_("contract amount"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    planned_start_on = models.DateField(_("planned start"), null=True, blank=True)
    planned_production_on = models.DateField(_("planned production"), null=True, blank=True)
    state = models.CharField(
        _("stage"),
        max_length=20,
        choices=ProjectState.choices,
        default=ProjectState.NEGOTIATING,
        editable=False,
    )
    stage_since = models.DateField(
        _("in this stage since"), default=timezone.localdate, editable=False
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = ProjectQuerySet.as_manager()

    WAY = STAGES
    VOID = frozenset({ProjectState.TERMINATED, ProjectState.TRANSFERRED})
    TRANSITIONS = {
        "sign": Transition(
            _("Sign"),
            {ProjectState.NEGOTIATING},
            ProjectState.SIGNED,
            "leads.sign_project",
            requires=CONTRACT,
            facts=(*CONTRACT, "planned_production_on", "host_department"),
            stamp_day="stage_since",
            has_sequel=True,
        ),
        "enter": Transition(
            _("Enter the park"),
            {ProjectState.SIGNED},
            ProjectState.ENTERED,
            "leads.enter_project",
            requires=("credit_code", "host_department", "is_registered"),
            facts=("host_department",),
            hidden=True,
            stamp_day="stage_since",
            has_sequel=True,
        ),
        "start": Transition(
            _("Start of construction"),
            {ProjectState.ENTERED},
            ProjectState.STARTED,
            "leads.record_milestone",
            requires=("is_started",),
            makes=("is_started",),
            stamp_day="stage_since",
            has_use_case=True,
            has_sequel=True,
        ),
        "produce": Transition(
            _("Start of production"),
            {ProjectState.STARTED},
            ProjectState.PRODUCING,
            "leads.record_milestone",
            requires=("is_producing",),
            makes=("is_producing",),
            stamp_day="stage_since",
            has_use_case=True,
            has_sequel=True,
        ),
        "fill": Transition(
            _("Full capacity"),
            {ProjectState.PRODUCING},
            ProjectState.AT_CAPACITY,
            "leads.record_milestone",
            requires=("is_at_capacity",),
            makes=("is_at_capacity",),
            stamp_day="stage_since",
            has_use_case=True,
            has_sequel=True,
        ),
        "terminate": Transition(
            _("Terminate"),
            set(STAGES),
            ProjectState.TERMINATED,
            "leads.terminate_project",
            needs_note=True,
            negative=True,
            stamp_day="stage_since",
            has_sequel=True,
        ),
        "transfer": Transition(
            _("Transfer out of the city"),
            BEFORE_ENTRY,
            ProjectState.TRANSFERRED,
            "leads.terminate_project",
            needs_note=True,
            negative=True,
            stamp_day="stage_since",
            has_sequel=True,
        ),
    }
    FACT_LABELS = {
        "credit_code": _("the investor's credit code"),
        "is_registered": _("date and evidence of registration"),
        "is_started": _("date and evidence of the start of construction"),
        "is_producing": _("date and evidence of the start of production"),
        "is_at_capacity": _("date and evidence of full capacity"),
    }

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="project_newest"),
            models.Index(fields=["state", "-updated_at", "-id"], name="project_newest_in_state"),
            models.Index(
                fields=["department", "-updated_at", "-id"], name="project_newest_in_department"
            ),
            # the board's sums from the index alone
            models.Index(
                fields=["state", "stage_since"],
                include=["contract_amount", "investment"],
                name="project_stage_totals",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProjectState.values), name="project_state_known"
            ),
            models.CheckConstraint(
                condition=Q(contract_amount__isnull=True) | Q(contract_amount__gt=0),
                name="project_contract_positive",
                violation_error_message=_("The contract amount must be more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(extends__isnull=True) | ~Q(extends=F("id")),
                name="project_does_not_extend_itself",
            ),
        ]
        permissions = [
            ("view_every_project", _("Can see the projects of every department")),
            ("sign_project", _("Can sign projects")),
            ("enter_project", _("Can place projects in a park")),
            ("record_milestone", _("Can record milestones")),
            ("terminate_project", _("Can terminate or transfer projects")),
            ("assign_project", _("Can put officers in charge of projects")),
        ]

    def clean(self):
        """The planned production comes after what it rests on; what is stored otherwise, from an
        old ledger, is asked about when it changes.
        """
        earlier = [day for day in (self.signed_on, self.planned_start_on) if day]
        production = self.planned_production_on
        if production and any(day > production for day in earlier) and not self._is_stored_so():
            message = _("The planned production lies before the signing or the planned start.")
            raise ValidationError({"planned_production_on": message})

    def _is_stored_so(self) -> bool:
        days = ("signed_on", "planned_start_on", "planned_production_on")
        stored = Project.objects.filter(pk=self.pk, **{day: getattr(self, day) for day in days})
        return stored.exists()

    def __str__(self):
        return f"{self.number} {self.name}"

    @property
    def promised_days(self) -> tuple[str, ...]:
        """With its signing a project promises when it starts and produces."""
        is_promised = self.state != ProjectState.NEGOTIATING
        return ("planned_start_on", "planned_production_on") if is_promised else ()

    @property
    def credit_code(self) -> str:
        return self.company.credit_code

    def milestone_on(self, kind: str):
        """The date of a milestone, or None."""
        return next(
            (
                milestone.happened_on
                for milestone in self.milestones.all()
                if milestone.kind == kind
            ),
            None,
        )

    def day_of_step(self, name: str) -> date:
        """The day of the signing or of the milestone, on which the stage began."""
        milestone = MILESTONE_OF.get(name)
        day = self.signed_on if name == "sign" else milestone and self.milestone_on(milestone)
        return day or super().day_of_step(name)

    def is_registered(self) -> bool:
        return self.milestone_on(Milestone.Kind.REGISTERED) is not None

    def is_started(self) -> bool:
        return self.milestone_on(Milestone.Kind.STARTED) is not None

    def is_producing(self) -> bool:
        return self.milestone_on(Milestone.Kind.PRODUCING) is not None

    def is_at_capacity(self) -> bool:
        return self.milestone_on(Milestone.Kind.AT_CAPACITY) is not None


class OfProjectQuerySet(models.QuerySet):
    """Rows that are seen by whoever sees their project."""

    def visible_to(self, user):
        return of_seen(self, "project", Project.objects.visible_to(user))


class Milestone(models.Model):
    """A dated fact about a project, with evidence; commission policies refer to it by kind."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("registered")
        FIRST_CAPITAL = "first_capital", _("first capital arrived")
        LAND_ACQUIRED = "land_acquired", _("land acquired")
        STARTED = "started", _("construction started")
        COMPLETED = "completed", _("construction completed")
        OPERATING = "operating", _("operation started")
        PRODUCING = "producing", _("production started")
        AT_CAPACITY = "at_capacity", _("full capacity reached")
        FIRST_TAX = "first_tax", _("first tax paid")
        CLAIMED = "claimed", _("reward claimed")

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="milestones", verbose_name=_("project")
    )
    kind = KindField(_("milestone"), max_length=20, choices=Kind.choices, own="leads.OwnMilestone")
    happened_on = models.DateField(_("date"))
    note = models.CharField(_("evidence in words"), max_length=300, blank=True)
    history = HistoricalRecords()

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["happened_on", "id"]
        indexes = [models.Index(fields=["happened_on", "id"], name="milestone_oldest")]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind"], name="milestone_once_per_project")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.happened_on}"

    def get_kind_display(self) -> str:
        return self._meta.get_field("kind").label_of(self.kind)


# The milestone on whose day a step's stage began.
MILESTONE_OF = {
    "enter": Milestone.Kind.REGISTERED,
    "start": Milestone.Kind.STARTED,
    "produce": Milestone.Kind.PRODUCING,
    "fill": Milestone.Kind.AT_CAPACITY,
}


class Referral(models.Model):
    """Who brought a project, and how many ``parts`` of the reward are theirs among the project's
    referrers.

    ``team`` names those who brought it together and count as one; ``agreed_on`` is the day on which
    all agreed that this one is paid. Which of these matter, the policy says.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="referrals", verbose_name=_("project")
    )
    agent = models.ForeignKey(
        Agent, models.PROTECT, related_name="referrals", verbose_name=_("referred by")
    )
    parts = models.PositiveIntegerField(
        _("parts"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1_000_000)]
    )
    is_lead = models.BooleanField(_("lead referrer"), default=True)
    registered_on = models.DateField(_("registered on"))
    investor_confirmed_on = models.DateField(
        _("confirmed by the investor on"), null=True, blank=True
    )
    role = models.CharField(pgettext_lazy("of a referrer", "role"), max_length=30, blank=True)
    is_investor_related = models.BooleanField(_("belongs to the investor"), default=False)
    team = models.CharField(_("team"), max_length=60, blank=True)
    agreed_on = models.DateField(_("agreed on as the one to be paid, on"), null=True, blank=True)
    history = HistoricalRecords()

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-is_lead", "id"]
        indexes = [models.Index(fields=["-is_lead", "id"], name="referral_leading_first")]
        constraints = [
            models.UniqueConstraint(fields=["project", "agent"], name="referral_once_per_agent"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(is_lead=True), name="one_lead_referrer_per_project"
            ),
            models.CheckConstraint(condition=Q(parts__gte=1), name="referral_has_parts"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(agreed_on__isnull=False),
                name="referrers_agree_on_one",
                violation_error_message=_("The referrers can agree on one of them only."),
            ),
        ]

    def __str__(self):
        return str(self.agent)
