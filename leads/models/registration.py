from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.models import Department, Numbers
from crm.core.money import MoneyField
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition

from ..naming.credit_code import check_credit_code
from .agent import Agent, agents_of
from .classification import Industry
from .company import Company, CoreNameField
from .lead import Lead


class RegistrationState(models.TextChoices):
    RECEIVED = "received", _("received")
    RESPONDED = "responded", _("being judged")
    ACCEPTED = "accepted", _("accepted and protected")
    JOINT = "joint", _("shared by a decision")
    TAKEN = "taken", _("company already in hand")
    DECLINED = "declined", pgettext_lazy("registration", "declined")
    LAPSED = "lapsed", _("protection lapsed")
    ENDED = "ended", _("ended")
    REALISED = "realised", _("project has entered a park")
    PASSED_ON = "passed_on", _("passed on by a decision")


State = RegistrationState
HOLDING = {State.RECEIVED, State.RESPONDED, State.ACCEPTED}


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for those who see every lead; else the own department's, and an agent's own."""
        if user.has_perm("leads.view_every_lead"):
            return self
        mine = Q(agent__in=agents_of(user))
        if user.has_perm("leads.view_registration"):
            mine |= Q(department__in=user.department_ids) | Q(lead__owner=user)
        return self.filter(pk__in=self.model._base_manager.filter(mine).values("pk"))

    def holding(self):
        return self.filter(state__in=HOLDING)


class Registration(Stateful):
    """A company and an intention as an agent reported them, with the moment at which the server
    received them.

    Who is first holds the company until the registration is declined, lapses or ends. ``company``
    is what the bureau knows the company as; an agent is shown ``company_name`` alone, which it
    typed itself.
    """

    State = RegistrationState

    NUMBERS = Numbers("registration", "BB")
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    agent = models.ForeignKey(
        Agent, models.PROTECT, related_name="registrations", verbose_name=_("brought by")
    )
    company_name = models.CharField(_("company as reported"), max_length=200)
    name_key = CoreNameField(source="company_name")
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        db_index=True,
        validators=[check_credit_code],
    )
    title = models.CharField(_("intention"), max_length=200)
    industry = models.ForeignKey(
        Industry, models.PROTECT, null=True, blank=True, verbose_name=_("industry")
    )
    investment = MoneyField(_("intended investment"), null=True, blank=True)
    content = models.TextField(_("what is to be built"), blank=True)
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        related_name="registrations",
        editable=False,
        verbose_name=_("company"),
    )
    lead = models.ForeignKey(
        Lead,
        models.PROTECT,
        null=True,
        related_name="registrations",
        editable=False,
        verbose_name=_("lead"),
    )
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name=_("responsible department")
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("registered by"),
    )
    received_at = models.DateTimeField(_("received at"), editable=False)
    protected_until = models.DateField(_("protected until"), null=True, blank=True, editable=False)
    warned_on = models.DateField(_("warned of the end on"), null=True, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.RECEIVED, editable=False
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = RegistrationQuerySet.as_manager()

    # Only "respond" has a button: the others follow from steps of the lead, of the project or of a
    # dispute.
    TRANSITIONS = {
        "respond": Transition(
            _("Respond: taken up"),
            {State.RECEIVED},
            State.RESPONDED,
            "leads.work_lead",
            has_sequel=True,
        ),
        "accept": Transition(
            _("Accept and protect"),
            {State.RECEIVED, State.RESPONDED},
            State.ACCEPTED,
            "leads.judge_lead",
            facts=("protected_until",),
            hidden=True,
        ),
        "decline": Transition(
            _("Decline"), HOLDING, State.DECLINED, "leads.judge_lead", negative=True, hidden=True
        ),
        "lapse": Transition(
            _("Protection lapsed"),
            {*HOLDING, State.JOINT},
            State.LAPSED,
            "leads.judge_lead",
            negative=True,
            hidden=True,
        ),
        "end": Transition(
            _("Ended"),
            {*HOLDING, State.JOINT},
            State.ENDED,
            "leads.view_registration",
            negative=True,
            hidden=True,
        ),
        "realise": Transition(
            _("Entered a park"),
            {*HOLDING, State.JOINT},
            State.REALISED,
            "leads.view_registration",
            hidden=True,
            follows=True,
        ),
        "award": Transition(
            _("Protected by a decision"),
            {State.TAKEN},
            State.ACCEPTED,
            "leads.decide_dispute",
            facts=("lead", "protected_until"),
            hidden=True,
        ),
        "share": Transition(
            _("Shared by a decision"),
            {State.TAKEN},
            State.JOINT,
            "leads.decide_dispute",
            facts=("lead",),
            hidden=True,
        ),
        "pass_on": Transition(
            _("Passed on by a decision"),
            HOLDING,
            State.PASSED_ON,
            "leads.decide_dispute",
            negative=True,
            hidden=True,
        ),
    }

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="registration_newest"),
            models.Index(
                fields=["state", "-received_at", "-id"], name="registration_newest_in_state"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="registration_state_known"
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(state__in=sorted(HOLDING)),
                name="one_registration_holds_a_company",
            ),
            models.CheckConstraint(
                condition=Q(investment__isnull=True) | Q(investment__gt=0),
                name="registration_investment_positive",
                violation_error_message=_("The intended investment must be more than zero."),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.company_name}"

    @property
    def is_editable(self) -> bool:
        """What was reported, and when, stays as it was received."""
        return False

    @property
    def is_holding(self) -> bool:
        return self.state in HOLDING

    @property
    def days_protected(self) -> int | None:
        """Days left; None where nothing is protected by time: what became a project is the
        project's.
        """
        if (
            self.state != State.ACCEPTED
            or self.protected_until is None
            or (self.lead and self.lead.state == Lead.State.CONVERTED)
        ):
            return None
        return (self.protected_until - timezone.localdate()).days

    def next_clock(self):
        return self.clocks.running().order_by("due_on", "id").first()


class ClockQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "registration", Registration.objects.visible_to(user))

    def running(self):
        return self.filter(met_at__isnull=True, stopped_at__isnull=True)

    def overdue(self):
        return self.running().filter(due_on__lt=timezone.localdate())


class Clock(models.Model):
    """One time that the bureau has set itself towards an agent, and whether it was kept."""

    class Kind(models.TextChoices):
        RESPOND = "respond", _("respond")
        JUDGE = "judge", _("judge")
        ANSWER = "answer", _("answer the referrer")
        REPORT = "report", _("report progress")

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="clocks", verbose_name=_("registration")
    )
    kind = models.CharField(_("what is due"), max_length=20, choices=Kind.choices)
    started_at = models.DateTimeField(_("since"))
    due_on = models.DateField(_("due on"))
    met_at = models.DateTimeField(_("done at"), null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done by"),
    )
    stopped_at = models.DateTimeField(_("no longer needed since"), null=True, blank=True)
    head_told_at = models.DateTimeField(_("brought to the section head"), null=True, blank=True)
    leader_told_at = models.DateTimeField(_("brought to the leader"), null=True, blank=True)
    history = HistoricalRecords()

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("time to answer")
        verbose_name_plural = _("times to answer")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=Q(met_at__isnull=True, stopped_at__isnull=True),
                name="one_running_clock_of_a_kind",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(met_at__isnull=True, stopped_at__isnull=True),
                name="clock_running_by_day",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.due_on}"

    @property
    def is_running(self) -> bool:
        return self.met_at is None and self.stopped_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_running and self.due_on < timezone.localdate()

    @property
    def level(self) -> str:
        """How far up an overdue clock was reported; "" while only the officer knows."""
        if self.leader_told_at:
            return str(_("brought to the leader"))
        return str(_("brought to the section head")) if self.head_told_at else ""
