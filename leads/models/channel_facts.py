"""What each channel has to know of a lead beyond what all leads have: one table a channel, one row
a lead.

The table of a channel is the relation named after it (``capital`` → ``lead.capitalfacts``); those
that speak of parks and settled enterprises stand in the parks. Which facts a step needs is said in
``Lead.TRANSITIONS``.
"""

from decimal import Decimal

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.indicators.noting import noted
from crm.core.money import MoneyField
from crm.core.sight import of_seen

from .chain import Link
from .company import Company
from .hometown import Chamber, Native, TalkEvent
from .lead import Lead

# What the database does by itself: table and trigger.
TRIGGERS = noted("leads_chainfacts", "its lead")


class OfLeadQuerySet(models.QuerySet):
    """Rows that are seen by whoever sees their lead."""

    def visible_to(self, user):
        return of_seen(self, "lead", Lead.objects.visible_to(user))


class LeadFacts(models.Model):
    lead = models.OneToOneField(
        Lead, models.PROTECT, related_name="%(class)s", editable=False, verbose_name=_("lead")
    )
    history = HistoricalRecords(inherit=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} · {self.lead}"


class List500Facts(LeadFacts):
    class Plan(models.TextChoices):
        BASE = "base", _("production base")
        HEADQUARTERS = "headquarters", _("regional headquarters")
        RESEARCH = "research", _("research centre")
        SERVICE = "service", _("trade and services")
        JOINT = "joint", _("joint venture with a local company")

    listed_company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targeted_by",
        verbose_name=_("company on the list"),
        help_text=_("The company itself or its parent group."),
    )
    plan = models.CharField(
        _("what is to come here"), max_length=20, choices=Plan.choices, blank=True
    )
    decided_by = models.CharField(_("who decides at headquarters"), max_length=120, blank=True)
    other_bases = models.TextField(_("bases elsewhere"), blank=True)
    rival_places = models.CharField(_("other places in the running"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("facts of a 500-list lead")
        verbose_name_plural = verbose_name

    def clean(self):
        listed, company = self.listed_company, self.lead.company
        if listed and listed not in (company, *company.groups_above()):
            message = _(
                "“%(listed)s” is neither the lead's company “%(company)s” nor a group above it."
            )
            raise ValidationError(
                {"listed_company": message % {"listed": listed, "company": company}}
            )


class ChainFacts(LeadFacts):
    class Side(models.TextChoices):
        UPSTREAM = "upstream", _("supplies what is made here")
        DOWNSTREAM = "downstream", _("uses what is made here")
        PEER = "peer", _("stands beside what is made here")

    link = models.ForeignKey(
        Link,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="facts",
        verbose_name=_("link of the chain"),
    )
    anchor = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="anchors",
        verbose_name=_("leading enterprise it joins"),
    )
    side = models.CharField(
        _("its place to that enterprise"), max_length=20, choices=Side.choices, blank=True
    )
    reason = models.TextField(_("why this company"), blank=True)

    class Meta:
        verbose_name = _("facts of an industry-chain lead")
        verbose_name_plural = verbose_name

    def clean(self):
        if self.anchor and self.anchor == self.lead.company:
            raise ValidationError({"anchor": _("This is the company of the lead itself.")})


class AgentFacts(LeadFacts):
    first_contact_on = models.DateField(
        _("first contact between agent and company"), null=True, blank=True
    )
    contact_person = models.CharField(
        _("the agent's contact at the company"), max_length=120, blank=True
    )
    mandate = models.CharField(
        _("letter of the company naming the agent"), max_length=120, blank=True
    )
    service = models.TextField(_("what the agent does for this lead"), blank=True)

    class Meta:
        verbose_name = _("facts of an agent's lead")
        verbose_name_plural = verbose_name


class HometownFacts(LeadFacts):
    native = models.ForeignKey(
        Native,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_facts",
        verbose_name=_("native abroad"),
    )
    chamber = models.ForeignKey(
        Chamber,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_facts",
        verbose_name=_("chamber of commerce"),
    )
    event = models.ForeignKey(
        TalkEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_facts",
        verbose_name=_("talk event"),
    )
    tie = models.CharField(_("tie between company and city"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("facts of a hometown lead")
        verbose_name_plural = verbose_name

    def clean(self):
        native, chamber = self.native, self.chamber
        if native and native.chamber and chamber and native.chamber != chamber:
            message = _("%(native)s belongs to the chamber “%(chamber)s”.")
            raise ValidationError(
                {"chamber": message % {"native": native, "chamber": native.chamber}}
            )
        chambers = {party for party in (chamber, native and native.chamber) if party}
        agents = {party.agent for party in (native, *chambers) if party and party.agent}
        if self.lead.agent and agents and self.lead.agent not in agents:
            message = _(
                "The lead was brought by %(agent)s, who is another agent than the native's "
                "or the chamber's."
            )
            raise ValidationError(message % {"agent": self.lead.agent})


class CapitalFacts(LeadFacts):
    """Money that a company seeks. A stake is a per cent of the
    company after the money has come in.
    """

    class Instrument(models.TextChoices):
        EQUITY = "equity", _("equity")
        CONVERTIBLE = "convertible", _("convertible loan")
        LOAN = "loan", _("loan")

    instrument = models.CharField(
        _("instrument"), max_length=20, choices=Instrument.choices, default=Instrument.EQUITY
    )
    money_sought = MoneyField(
        _("money sought"),
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    stake_offered = models.DecimalField(
        _("stake offered (%)"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.0001")), MaxValueValidator(Decimal(100))],
    )
    round = models.CharField(_("round"), max_length=40, blank=True)
    use_of_money = models.TextField(_("use of the money"), blank=True)
    conditions = models.TextField(
        _("conditions of both sides"),
        blank=True,
        help_text=_("Buy-back, performance, reinvestment here, seats."),
    )
    answer_by = models.DateField(_("answer wanted by"), null=True, blank=True)

    FACT_LABELS = {"has_stake": _("stake offered (%)")}

    class Meta:
        verbose_name = _("facts of a capital lead")
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                condition=Q(money_sought__isnull=True) | Q(money_sought__gt=0),
                name="money_sought_positive",
            ),
            models.CheckConstraint(
                condition=Q(stake_offered__isnull=True)
                | Q(stake_offered__gt=0, stake_offered__lte=100),
                name="stake_is_a_share",
            ),
        ]

    def has_stake(self) -> bool:
        """A loan asks for none."""
        return self.instrument == self.Instrument.LOAN or self.stake_offered is not None

    @property
    def valuation(self) -> Decimal | None:
        """What the offer says that the whole company is worth with the money in it; None where no
        stake is offered.
        """
        if not self.stake_offered or not self.money_sought:
            return None
        return (self.money_sought * 100 / self.stake_offered).quantize(Decimal("0.01"))


def facts_model(channel: str) -> type[LeadFacts] | None:
    """The table of ``channel``; None for a channel without one."""
    try:
        return Lead._meta.get_field(f"{channel}facts").related_model
    except FieldDoesNotExist:
        return None


def facts_of(lead) -> LeadFacts | None:
    """The stored facts of the lead's own channel."""
    return getattr(lead, f"{lead.channel}facts", None)
