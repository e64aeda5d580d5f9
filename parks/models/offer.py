"""What a park offers besides room: facilities, an alliance with two partners elsewhere, projects of
science transfer.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.by_permission import ByViewPermission
from crm.core.money import MoneyField
from crm.core.punctuation import aside
from crm.core.transitions import Stateful, Transition
from leads.models import Chamber, Company, Lead

from .park import OfPark, Park, of_another_park
from .plot import NOT_NEGATIVE


class Facility(OfPark, models.Model):
    """A supporting facility in or near a park."""

    class Kind(models.TextChoices):
        BUSINESS = "business", _("business services")
        FINANCE = "finance", _("banking and finance")
        SCHOOL = "school", _("schools")
        MEDICINE = "medicine", _("medicine")
        EXHIBITION = "exhibition", _("exhibition")
        LEISURE = "leisure", _("leisure")

    class Progress(models.TextChoices):
        PLANNED = "planned", _("being planned")
        BUILDING = "building", _("under construction")
        OPEN = "open", _("in operation")

    park = models.ForeignKey(
        Park, models.PROTECT, related_name="facilities", verbose_name=_("park")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    progress = models.CharField(
        _("progress"), max_length=20, choices=Progress.choices, default=Progress.PLANNED
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    distance_km = models.DecimalField(
        _("distance from the park (km)"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("supporting facility")
        verbose_name_plural = _("supporting facilities")
        ordering = ["park", "kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["park", "name"], name="facility_once_per_park")
        ]

    def __str__(self):
        return self.name


class AllianceState(models.TextChoices):
    PREPARED = "prepared", _("being prepared")
    CONCLUDED = "concluded", _("in alliance")
    ENDED = "ended", _("ended")


# What the database does by itself: table and trigger.
TRIGGERS = {
    "parks_alliance.search_fill": "keeps the search columns: its two parks and the chamber",
    "leads_chamber.search_pass_on": "a name that changed reaches the columns of its alliances",
}


class Alliance(OfPark, Stateful):
    """“1+2”: a park with one park of a developed region and one chamber of commerce out of town."""

    CALLED_BY = ("chamber", "park")

    State = AllianceState

    class Area(models.TextChoices):
        YANGTZE = "yangtze", _("Yangtze River Delta")
        PEARL = "pearl", _("Pearl River Delta")
        CAPITAL = "capital", _("Beijing-Tianjin-Hebei")
        OTHER = "other", _("other")

    park = models.ForeignKey(Park, models.PROTECT, related_name="alliances", verbose_name=_("park"))
    partner_park = models.CharField(_("partner park"), max_length=120, blank=True)
    partner_area = models.CharField(
        _("its region"), max_length=20, choices=Area.choices, blank=True
    )
    chamber = models.ForeignKey(
        Chamber,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="alliances",
        verbose_name=_("chamber of commerce"),
    )
    aims = models.TextField(_("what it is for"), blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=AllianceState.choices,
        default=AllianceState.PREPARED,
        editable=False,
    )
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    TRANSITIONS = {
        "conclude": Transition(
            _("Conclude the alliance"),
            {AllianceState.PREPARED},
            AllianceState.CONCLUDED,
            "parks.change_alliance",
            guard=of_another_park,
            requires=("partner_park", "partner_area", "chamber", "concluded_on"),
            facts=("concluded_on",),
        ),
        "end": Transition(
            _("End the alliance"),
            {AllianceState.PREPARED, AllianceState.CONCLUDED},
            AllianceState.ENDED,
            "parks.change_alliance",
            guard=of_another_park,
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("“1+2” alliance")
        verbose_name_plural = _("“1+2” alliances")
        ordering = ["park", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AllianceState.values), name="alliance_state_known"
            ),
            models.UniqueConstraint(
                fields=["park"],
                condition=~Q(state="ended"),
                name="one_alliance_a_park",
                violation_error_message=_("This park has an alliance already. End it first."),
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded")
                | (~Q(partner_park="") & Q(chamber__isnull=False) & Q(concluded_on__isnull=False)),
                name="alliance_has_both_partners",
            ),
        ]

    def __str__(self):
        return f"{self.park} + {self.partner_park or '—'} + {self.chamber or '—'}"


class AllianceAction(models.Model):
    """Something that the partners do together, and what came of it."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("meeting or visit")
        EVENT = "event", _("joint promotion")
        TRANSFER = "transfer", _("transfer of an industry")
        TRAINING = "training", _("exchange of people")
        OTHER = "other", _("other")

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="actions", verbose_name=_("“1+2” alliance")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    what = models.CharField(_("what is done"), max_length=200)
    planned_on = models.DateField(_("planned on"))
    happened_on = models.DateField(_("happened on"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)
    lead = models.ForeignKey(
        Lead,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="alliance_actions",
        verbose_name=_("lead that came of it"),
    )
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("action of the alliance")
        verbose_name_plural = _("actions of the alliances")
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(happened_on__isnull=True) | ~Q(result=""),
                name="alliance_action_has_result",
                violation_error_message=_("Say what came of it."),
            )
        ]

    def __str__(self):
        return f"{self.what}{aside(self.happened_on or self.planned_on)}"


class ScienceState(models.TextChoices):
    CHOSEN = "chosen", _("chosen")
    INCUBATING = "incubating", _("incubating")
    INDUSTRIAL = "industrial", _("in industrial use")
    DROPPED = "dropped", _("dropped")


class ScienceQuerySet(ByViewPermission):
    def kept(self):
        return self.exclude(state=ScienceState.DROPPED)


class ScienceProject(OfPark, Stateful):
    """A result of science that a park helps to turn into an industry."""

    State = ScienceState

    park = models.ForeignKey(
        Park, models.PROTECT, related_name="science_projects", verbose_name=_("park")
    )
    name = models.CharField(_("name"), max_length=200)
    source = models.CharField(_("institution it comes from"), max_length=120)
    field = models.CharField(_("field of technology"), max_length=80, blank=True)
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="science_projects",
        verbose_name=_("company that carries it"),
    )
    support = MoneyField(
        _("support given"),
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    chosen_on = models.DateField(_("chosen on"))
    result = models.TextField(_("result"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ScienceState.choices,
        default=ScienceState.CHOSEN,
        editable=False,
    )
    history = HistoricalRecords()

    objects = ScienceQuerySet.as_manager()

    WAY = (ScienceState.CHOSEN, ScienceState.INCUBATING, ScienceState.INDUSTRIAL)
    VOID = frozenset({ScienceState.DROPPED})
    TRANSITIONS = {
        "incubate": Transition(
            _("Begin incubation"),
            {ScienceState.CHOSEN},
            ScienceState.INCUBATING,
            "parks.change_scienceproject",
            guard=of_another_park,
            requires=("company",),
        ),
        "industrialise": Transition(
            _("In industrial use"),
            {ScienceState.INCUBATING},
            ScienceState.INDUSTRIAL,
            "parks.change_scienceproject",
            guard=of_another_park,
            requires=("result",),
            facts=("result",),
        ),
        "drop": Transition(
            _("Drop"),
            {ScienceState.CHOSEN, ScienceState.INCUBATING},
            ScienceState.DROPPED,
            "parks.change_scienceproject",
            guard=of_another_park,
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("science-transfer project")
        verbose_name_plural = _("science-transfer projects")
        ordering = ["park", "-chosen_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ScienceState.values), name="science_state_known"
            ),
            models.UniqueConstraint(fields=["park", "name"], name="science_project_once_per_park"),
        ]

    def __str__(self):
        return self.name
