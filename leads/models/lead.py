from collections.abc import Iterable
from operator import attrgetter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.indicators.noting import noted
from crm.core.models import Department, Numbers, Parameter
from crm.core.money import MoneyField
from crm.core.transitions import Stateful, Transition

from .agent import Agent, agents_of
from .classification import Industry
from .company import Company


class Channel(models.TextChoices):
    LIST500 = "list500", _("500 lists")
    CHAIN = "chain", _("industry chain")
    EXPANSION = "expansion", _("expansion of a settled enterprise")
    PARK = "park", _("specialised park")
    AGENT = "agent", _("entrusted agent")
    HOMETOWN = "hometown", _("hometown ties")
    CAPITAL = "capital", _("capital")


class LeadState(models.TextChoices):
    NEW = "new", _("new")
    JUDGED = "judged", _("judged")
    ENGAGED = "engaged", _("engaged")
    NEGOTIATING = "negotiating", _("negotiating")
    CONVERTED = "converted", _("converted")
    REJECTED = "rejected", _("rejected")
    LOST = "lost", _("lost")
    LAPSED = "lapsed", _("lapsed")
    DUPLICATE = "duplicate", _("duplicate")


# Facts of the channels: each is asked of the leads of its channel alone (``asks_for``).
TO_NEGOTIATE = (
    "list500facts.listed_company",
    "chainfacts.link",
    "expansionfacts.enterprise",
    "parkfacts.park",
    "is_brought",
    "capitalfacts.money_sought",
    "capitalfacts.has_stake",
)
TO_CONVERT = ("list500facts.plan", "expansionfacts.names_support", "capitalfacts.conditions")
OPEN = {LeadState.NEW, LeadState.JUDGED, LeadState.ENGAGED, LeadState.NEGOTIATING}


class LeadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for those who see the whole city; else the own department's, one's own, and an
        agency's own.
        """
        if user.has_perm("leads.view_every_lead"):
            return self
        # Keys instead of joins: each part of the condition then has an index in the order of the
        # lists.
        mine = Q(agent__in=list(agents_of(user)))
        if user.has_perm("leads.view_lead"):
            mine |= Q(owner=user) | Q(department__in=user.department_ids)
        return self.filter(mine)

    def open(self):
        return self.filter(state__in=OPEN)


# What the database does by itself: table and trigger.
TRIGGERS = {
    "leads_lead.search_fill": "keeps the search columns: title, number, company and agent",
    **noted("leads_lead", "the lead"),
}


class Lead(Stateful):
    State = LeadState
    # What a person enters. The form, the record's page, and what makes two leads the same go by
    # it; a field that is not in it stands on no screen by itself.
    ENTERED = (
        "title",
        "company",
        "channel",
        "agent",
        "owner",
        "department",
        "industry",
        "investment",
        "land_mu",
        "content",
        "wishes",
    )

    NUMBERS = Numbers("lead", "XS")
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="leads", verbose_name=_("company")
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    agent = models.ForeignKey(
        Agent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("brought by"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="leads",
        verbose_name=_("officer in charge"),
    )
    department = models.ForeignKey(
        Department, models.PROTECT, db_index=False, verbose_name=_("department")
    )
    industry = models.ForeignKey(
        Industry, models.PROTECT, null=True, blank=True, verbose_name=_("industry")
    )
    investment = MoneyField(_("intended investment"), null=True, blank=True)
    land_mu = models.DecimalField(
        _("land wanted (mu)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    content = models.TextField(_("what is to be built"), blank=True)
    wishes = models.TextField(_("wishes and points to settle"), blank=True)
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(
        _("state"), max_length=20, choices=LeadState.choices, default=LeadState.NEW, editable=False
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = LeadQuerySet.as_manager()

    WAY = (
        LeadState.NEW,
        LeadState.JUDGED,
        LeadState.ENGAGED,
        LeadState.NEGOTIATING,
        LeadState.CONVERTED,
    )
    VOID = frozenset({LeadState.REJECTED, LeadState.LOST, LeadState.LAPSED, LeadState.DUPLICATE})
    TRANSITIONS = {
        "judge": Transition(
            _("Accept after judgement"),
            {LeadState.NEW},
            LeadState.JUDGED,
            "leads.judge_lead",
            requires=("company", "owner", "has_favourable_judgement"),
            facts=("owner",),
            has_sequel=True,
        ),
        "engage": Transition(
            _("First contact made"),
            {LeadState.JUDGED},
            LeadState.ENGAGED,
            "leads.work_lead",
            requires=("owner", "has_activity", "is_not_ruled_out"),
            is_reversible=True,
        ),
        "negotiate": Transition(
            _("Begin negotiation"),
            {LeadState.ENGAGED},
            LeadState.NEGOTIATING,
            "leads.work_lead",
            requires=("owner", "investment", "is_not_ruled_out", *TO_NEGOTIATE),
            facts=("investment",),
            is_reversible=True,
        ),
        "convert": Transition(
            _("Convert to project"),
            {LeadState.NEGOTIATING},
            LeadState.CONVERTED,
            "leads.convert_lead",
            requires=(
                "company",
                "owner",
                "investment",
                "industry",
                "has_favourable_judgement",
                *TO_CONVERT,
            ),
            facts=("investment", "industry"),
            has_use_case=True,
        ),
        "reject": Transition(
            _("Reject"),
            {LeadState.NEW, LeadState.JUDGED},
            LeadState.REJECTED,
            "leads.judge_lead",
            requires=("has_judgement",),
            needs_note=True,
            negative=True,
            has_sequel=True,
        ),
        "lose": Transition(
            _("Lost"),
            {LeadState.ENGAGED, LeadState.NEGOTIATING},
            LeadState.LOST,
            "leads.work_lead",
            needs_note=True,
            negative=True,
            has_sequel=True,
        ),
        "lapse": Transition(
            _("Lapsed"),
            OPEN,
            LeadState.LAPSED,
            "leads.judge_lead",
            needs_note=True,
            negative=True,
            has_sequel=True,
        ),
        "mark_duplicate": Transition(
            _("Duplicate"),
            OPEN,
            LeadState.DUPLICATE,
            "leads.judge_lead",
            needs_note=True,
            negative=True,
            has_sequel=True,
        ),
    }
    FACT_LABELS = {
        "has_activity": _("a recorded contact with the company"),
        "is_brought": _("who brought it: agent, native or chamber"),
        "has_judgement": _("a finished judgement"),
        "is_not_ruled_out": _(
            "a leader's ruling for it, or a new judgement: the last one stands against it"
        ),
        "has_favourable_judgement": _(
            "a finished judgement in its favour, or a leader's overruling"
        ),
    }

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="lead_newest"),
            models.Index(fields=["state", "-updated_at", "-id"], name="lead_newest_in_state"),
            models.Index(fields=["channel", "-updated_at", "-id"], name="lead_newest_in_channel"),
            models.Index(
                fields=["department", "-updated_at", "-id"], name="lead_newest_in_department"
            ),
            models.Index(fields=["owner", "-updated_at", "-id"], name="lead_newest_of_owner"),
            # An officer's list of one state is found by combining these two.
            models.Index(fields=["department", "state"], name="lead_states_in_department"),
            models.Index(fields=["owner", "state"], name="lead_states_of_owner"),
            # whom a free plot may suit
            models.Index(
                fields=["-updated_at", "-id"],
                condition=Q(land_mu__gt=0),
                name="lead_newest_asking_for_land",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LeadState.values), name="lead_state_known"
            ),
            models.CheckConstraint(
                condition=Q(investment__isnull=True) | Q(investment__gt=0),
                name="lead_investment_positive",
                violation_error_message=_("The intended investment must be more than zero."),
            ),
        ]
        permissions = [
            ("view_every_lead", _("Can see the leads of every department")),
            ("judge_lead", _("Can judge leads")),
            ("work_lead", _("Can work on leads")),
            ("convert_lead", _("Can convert leads to projects")),
            ("assign_lead", _("Can put officers in charge of leads")),
            ("hand_over", _("Can hand over to another district")),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def clean(self):
        """Checks that the agent of a registered or arbitrated lead changes by arbitration alone."""
        holder = self.registrations.holding().first() if self.pk else None
        if holder and holder.agent_id != self.agent_id:
            raise ValidationError(
                {
                    "agent": _(
                        "The company is registered by %(agent)s. Who brought it changes by "
                        "arbitration alone."
                    )
                    % {"agent": holder.agent}
                }
            )
        decided = self.disputes.filter(state="decided").last() if self.pk else None
        stored = decided and Lead.objects.filter(pk=self.pk).values_list("agent", flat=True).get()
        if decided and not holder and stored != self.agent_id:
            message = _("Arbitration %(number)s decided who brought it.") % {
                "number": decided.number
            }
            raise ValidationError({"agent": message})
        if self.pk:
            self._check_company()

    def _check_company(self):
        """What was registered, settled or written down for one company does not pass to another."""
        stored = Lead.objects.select_related("company").get(pk=self.pk)
        if stored.company_id == self.company_id:
            return
        if self.state == LeadState.CONVERTED or self.registrations.holding().exists():
            message = _("The company is fixed by the registration or the project: %(company)s.")
            raise ValidationError({"company": message % {"company": stored.company}})
        facts = getattr(self, f"{self.channel}facts", None)
        if facts:
            facts.lead = self
            self._check_facts(facts)

    @staticmethod
    def _check_facts(facts):
        try:
            facts.clean()
        except ValidationError as error:
            raise ValidationError({"company": error.messages}) from None

    def asks_for(self, fact: str) -> bool:
        """Whether the lead must have the fact: one of a channel ("capitalfacts.money_sought") only
        if it is of that channel.
        """
        relation, dotted, _rest = fact.partition(".")
        return not dotted or relation == f"{self.channel}facts"

    def is_brought(self) -> bool:
        """For the channels in which people bring leads: whether it is known who brought
        this one.
        """
        facts = getattr(self, "hometownfacts", None)
        if self.channel == Channel.HOMETOWN:
            return bool(self.agent_id or facts and (facts.native_id or facts.chamber_id))
        return self.channel != Channel.AGENT or self.agent_id is not None

    @cached_property
    def judgement_threshold(self):
        return Parameter.get("judgement_from")

    def needs_judgement(self) -> bool:
        return self.investment is not None and self.investment >= self.judgement_threshold

    def has_judgement(self) -> bool:
        return not self.needs_judgement() or self.assessments.concluded().exists()

    def has_favourable_judgement(self) -> bool:
        """Whether no judgement stands against the lead, none is open, and there is one where one is
        needed.
        """
        assessments = list(self.assessments.all())
        if any(assessment.is_open for assessment in assessments) or self.ruled_out_by():
            return False
        if any(assessment.is_concluded for assessment in assessments):
            return True
        return not self.needs_judgement() and not self.ruled_out_before()

    def ruled_out_by(self):
        """The judgement that stands against the lead, whatever its amount; None where none does.

        A leader's ruling binds until a leader rules otherwise; else the newest one decides.
        """
        concluded = sorted(
            (assessment for assessment in self.assessments.all() if assessment.is_concluded),
            key=attrgetter("pk"),
        )
        if not concluded:
            return None
        ruling = next((assessment for assessment in reversed(concluded) if assessment.ruling), None)
        if ruling and not ruling.is_favourable:
            return ruling
        return None if concluded[-1].is_favourable else concluded[-1]

    def is_not_ruled_out(self) -> bool:
        return self.ruled_out_by() is None

    @cached_property
    def judged_beside(self) -> list["Lead"]:
        """Other leads of the company that were judged."""
        return judged_of([self.company_id], but=[self.pk])

    def ruled_out_before(self) -> list["Lead"]:
        """Other leads of the company that a judgement stands
        against: this one then needs its own.
        """
        return [lead for lead in self.judged_beside if lead.ruled_out_by()]

    def has_activity(self) -> bool:
        """What was done with the company before it was a lead counts."""
        target = getattr(self, "campaign_target", None)
        return self.activities.exists() or bool(target and target.activities.exists())


def judged_of(companies: Iterable[int], but: Iterable[int] = ()) -> list[Lead]:
    """The leads of ``companies`` that were judged, with their judgements."""
    leads = Lead.objects.filter(company__in=companies, assessments__isnull=False)
    return list(leads.exclude(pk__in=but).distinct().prefetch_related("assessments"))
