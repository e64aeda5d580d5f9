"""The entry of a project into a park: application, joint review by departments, agreement,
hand-over and exit.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department, Numbers
from crm.core.money import MoneyField
from crm.core.punctuation import listed
from crm.core.seen import seen
from crm.core.transitions import Stateful, Transition
from leads.models import Project
from leads.models.asked import AskedOpinion, AskedQuerySet, OpinionState, asked, spoken_for

from .plot import NOT_NEGATIVE, Plot


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in joint review")
    APPROVED = "approved", _("approved")
    AGREED = "agreed", _("agreement signed")
    HANDED_OVER = "handed_over", _("handed over")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LEFT = "left", _("left the park")


State = ApplicationState
DECIDED = [State.APPROVED, State.AGREED, State.HANDED_OVER, State.LEFT]
BEFORE_HAND_OVER = {State.DRAFT, State.IN_REVIEW, State.APPROVED, State.AGREED}
PROMISES = (
    "promised_investment",
    "promised_start_on",
    "promised_production_on",
    "output_per_mu",
    "tax_per_mu",
)
ABOUT = ("content", "environment", "safety", "energy_tce")


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For those who see the project, for the park's own people,
        and for the departments asked.
        """
        if not user.has_perm("parks.view_entryapplication"):
            return self.none()
        opinions = ReviewOpinion.objects.filter(department__in=asked(user))
        return self.filter(
            seen("project", Project, user)
            | Q(plot__park__department__in=user.department_ids)
            | Q(pk__in=opinions.values("application"))
        )

    def under_way(self):
        return self.filter(state__in=BEFORE_HAND_OVER)


def not_of_the_park(application, user) -> str:
    if application.plot.park.department_id in user.department_ids:
        return ""
    return _("Only the officers of %(park)s place projects there.") % {
        "park": application.plot.park
    }


def objection(application, user) -> str:
    """Against an objection, and after a leader's refusal, only a leader approves."""
    if objectors := application.objectors():
        departments = listed(objectors)
        return _("%(departments)s: objection. A leader alone may approve against it.") % {
            "departments": departments
        }
    if earlier := application.refused_by_a_leader_before():
        return _("A leader refused %(application)s. A leader alone may approve now.") % {
            "application": earlier.number
        }
    return ""


def no_objection(application, user) -> str:
    return (
        ""
        if objection(application, user)
        else _("No department objects; approve it in the usual way.")
    )


# What the database does by itself: table and trigger.
TRIGGERS = {
    "parks_entryapplication.search_fill": "keeps the search columns: numbers, project and plot",
    "leads_project.search_pass_on": "a name that changed reaches the columns of its applications",
}


class EntryApplication(Stateful):
    """A project asks for a plot and says what it will do there. The promises are fixed by the
    agreement.

    Amounts are in yuan; output and tax are those of one year per mu of the plot.
    """

    CALLED_BY = ("project",)

    State = ApplicationState

    NUMBERS = Numbers("application", "RY")
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="applications", verbose_name=_("project")
    )
    plot = models.ForeignKey(
        Plot, models.PROTECT, related_name="applications", verbose_name=_("plot")
    )
    content = models.TextField(_("what is to be built"), blank=True)
    environment = models.TextField(_("emissions and environmental impact"), blank=True)
    safety = models.TextField(_("hazards and safety"), blank=True)
    energy_tce = models.DecimalField(
        _("yearly energy (t of coal equivalent)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    promised_investment = MoneyField(
        _("promised investment"),
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    promised_start_on = models.DateField(_("promised start of construction"), null=True, blank=True)
    promised_production_on = models.DateField(
        _("promised start of production"), null=True, blank=True
    )
    output_per_mu = MoneyField(
        _("promised yearly output per mu"),
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    tax_per_mu = MoneyField(
        _("promised yearly tax per mu"),
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    agreement_number = models.CharField(
        _("number of the entry agreement"), max_length=60, blank=True
    )
    agreed_on = models.DateField(_("agreement signed on"), null=True, blank=True)
    hand_over_by = models.DateField(_("to be handed over by"), null=True, blank=True)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True, editable=False)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="entry_applications",
        editable=False,
        verbose_name=_("applied by"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ApplicationState.choices,
        default=ApplicationState.DRAFT,
        editable=False,
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = ApplicationQuerySet.as_manager()

    WAY = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.AGREED, State.HANDED_OVER)
    VOID = frozenset({State.REFUSED, State.WITHDRAWN, State.LEFT})
    TRANSITIONS = {
        "submit": Transition(
            _("Submit to joint review"),
            {State.DRAFT},
            State.IN_REVIEW,
            "parks.convene_review",
            requires=PROMISES,
            guard=not_of_the_park,
            hidden=True,
        ),
        "approve": Transition(
            _("Approve the entry"),
            {State.IN_REVIEW},
            State.APPROVED,
            "parks.decide_entryapplication",
            requires=("has_every_opinion",),
            not_by=("submit",),
            guard=objection,
            is_reversible=True,
        ),
        "overrule": Transition(
            _("Approve against an objection"),
            {State.IN_REVIEW},
            State.APPROVED,
            "parks.overrule_review",
            requires=("has_every_opinion",),
            not_by=("submit",),
            guard=no_objection,
            needs_note=True,
        ),
        "refuse": Transition(
            _("Refuse"),
            {State.IN_REVIEW},
            State.REFUSED,
            "parks.decide_entryapplication",
            needs_note=True,
            negative=True,
            has_sequel=True,
        ),
        "agree": Transition(
            _("Sign the entry agreement"),
            {State.APPROVED},
            State.AGREED,
            "parks.change_entryapplication",
            requires=(*PROMISES, "agreement_number", "agreed_on", "hand_over_by"),
            facts=(*PROMISES, "agreement_number", "agreed_on", "hand_over_by"),
            guard=not_of_the_park,
            has_use_case=True,
        ),
        "hand_over": Transition(
            _("Hand over"),
            {State.AGREED},
            State.HANDED_OVER,
            "leads.enter_project",
            facts=("handed_over_on",),
            hidden=True,
        ),
        "withdraw": Transition(
            _("Withdraw"),
            BEFORE_HAND_OVER,
            State.WITHDRAWN,
            "parks.change_entryapplication",
            needs_note=True,
            negative=True,
            has_sequel=True,
        ),
        "leave": Transition(
            _("Leave the park"),
            {State.HANDED_OVER},
            State.LEFT,
            "parks.end_entry",
            requires=("left_on",),
            facts=("left_on",),
            needs_note=True,
            has_use_case=True,
            negative=True,
        ),
    }
    FACT_LABELS = {
        "has_every_opinion": _(
            "opinions of all departments asked (given, or excused with a reason)"
        )
    }

    class Meta:
        verbose_name = _("entry application")
        verbose_name_plural = _("entry applications")
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values), name="application_state_known"
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=["draft", "in_review", "approved", "agreed", "handed_over"]),
                name="one_application_a_project",
                violation_error_message=_("An application of this project is under way already."),
            ),
            models.CheckConstraint(
                condition=Q(promised_start_on__isnull=True)
                | Q(promised_production_on__isnull=True)
                | Q(promised_production_on__gte=models.F("promised_start_on")),
                name="application_produces_after_start",
                violation_error_message=_("Production can not begin before construction."),
            ),
        ]
        permissions = [
            ("convene_review", _("Can submit entry applications to joint review")),
            ("decide_entryapplication", _("Can decide entry applications")),
            ("overrule_review", _("Can approve entry applications against an objection")),
            ("end_entry", _("Can end entries")),
        ]

    def __str__(self):
        return f"{self.number} {self.project.name}"

    @property
    def is_editable(self) -> bool:
        """Only until it is submitted: what the departments judge must not change meanwhile."""
        return self.state == ApplicationState.DRAFT

    def has_every_opinion(self) -> bool:
        return (
            self.opinions.exists() and not self.opinions.filter(state=OpinionState.ASKED).exists()
        )

    def objectors(self) -> list[Department]:
        object_ = ReviewOpinion.Verdict.OBJECT
        return [opinion.department for opinion in self.opinions.all() if opinion.verdict == object_]

    def ends_against_it(self) -> bool:
        """Refused, or withdrawn under an objection: the project
        enters on a new application alone.
        """
        withdrawn = self.state == ApplicationState.WITHDRAWN
        return self.state == ApplicationState.REFUSED or withdrawn and bool(self.objectors())

    def refused_by_a_leader_before(self):
        """The newest application of the project before this one, where a leader refused it; else
        None.
        """
        last = self.decided_before()
        return last if last and last.was_refused_by_a_leader() else None

    def decided_before(self):
        """The newest application of the project before this one that was approved or refused."""
        applications = EntryApplication.objects.filter(project=self.project_id)
        states = [*DECIDED, ApplicationState.REFUSED]
        earlier = applications.filter(pk__lt=self.pk) if self.pk else applications
        return earlier.filter(state__in=states).order_by("pk").last()

    def was_refused_by_a_leader(self) -> bool:
        refusal = self.moves().filter(name="refuse").last()
        return bool(refusal and refusal.by.has_perm("parks.overrule_review"))


class ReviewOpinionQuerySet(AskedQuerySet):
    def visible_to(self, user):
        """For the department asked, and for those who see the application."""
        if not user.has_perm("parks.view_reviewopinion"):
            return self.none()
        return self.filter(
            seen("application", EntryApplication, user) | Q(department__in=asked(user))
        )


def may_review(opinion, user) -> str:
    if opinion.application.state != ApplicationState.IN_REVIEW:
        return _("The review is closed.")
    return (
        ""
        if opinion.department_id in spoken_for(user)
        else _("Only people of the department asked give its opinion.")
    )


class ReviewOpinion(AskedOpinion):
    """What one department says of one side of an application."""

    CALLED_BY = ("application",)

    PART_OF, OPEN = "application", ApplicationState.IN_REVIEW

    class Subject(models.TextChoices):
        LAND = "land", _("land")
        PLANNING = "planning", _("planning")
        ENVIRONMENT = "environment", _("environment")
        ENERGY = "energy", _("energy")
        EMERGENCY = "emergency", _("emergency management")

    class Verdict(models.TextChoices):
        AGREE = "agree", _("agrees")
        CONDITIONS = "conditions", _("agrees on conditions")
        OBJECT = "object", _("objects")

    application = models.ForeignKey(
        EntryApplication,
        models.PROTECT,
        related_name="opinions",
        verbose_name=_("entry application"),
    )
    subject = models.CharField(_("subject"), max_length=20, choices=Subject.choices)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        related_name="review_opinions",
        verbose_name=_("department asked"),
    )
    verdict = models.CharField(
        _("opinion in short"), max_length=20, choices=Verdict.choices, blank=True
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="review_opinions",
        editable=False,
        verbose_name=_("given by"),
    )

    objects = ReviewOpinionQuerySet.as_manager()

    TRANSITIONS = {
        "give": Transition(
            _("Give the opinion"),
            {OpinionState.ASKED},
            OpinionState.GIVEN,
            "parks.give_reviewopinion",
            requires=("verdict", "has_words"),
            makes=("has_words",),
            facts=("verdict", "text"),
            guard=may_review,
            stamp="given_by",
            hidden=True,
        ),
        "excuse": Transition(
            _("Excuse from the opinion"),
            {OpinionState.ASKED},
            OpinionState.EXCUSED,
            "parks.convene_review",
            needs_note=True,
            negative=True,
        ),
    }
    FACT_LABELS = {"has_words": _("the conditions or the objection in words")}

    class Meta:
        verbose_name = _("review opinion")
        verbose_name_plural = _("review opinions")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OpinionState.values), name="review_opinion_state_known"
            ),
            models.UniqueConstraint(
                fields=["application", "subject"], name="one_opinion_a_subject"
            ),
            models.CheckConstraint(
                condition=~Q(state="given") | ~Q(verdict=""), name="review_opinion_has_verdict"
            ),
        ]
        permissions = [
            ("give_reviewopinion", _("Can give the opinion of the own department on entries"))
        ]

    def __str__(self):
        return f"{self.application} · {self.get_subject_display()}"

    def has_words(self) -> bool:
        """Plain agreement needs none."""
        return self.verdict == self.Verdict.AGREE or bool(self.text.strip())
