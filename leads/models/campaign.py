"""A campaign: companies that are gone after together, by a team, in a period, towards goals."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.money import MoneyField
from crm.core.punctuation import aside
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition

from .chain import Chain, check_industry_codes
from .classification import Region
from .target import ListKind


class CampaignState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("campaign", "draft")
    RUNNING = "running", pgettext_lazy("campaign", "running")
    CLOSED = "closed", pgettext_lazy("campaign", "closed")


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for those who see the whole city; else the own department's, and those in which one
        takes part.
        """
        if not user.has_perm("leads.view_campaign"):
            return self.none()
        if user.has_perm("leads.view_every_lead"):
            return self
        mine = Q(department__in=user.department_ids) | Q(leader=user)
        taking_part = CampaignMember.objects.filter(officer=user).values("campaign")
        return self.filter(mine | Q(pk__in=taking_part))

    def running(self):
        return self.filter(state=CampaignState.RUNNING)


class Campaign(Stateful):
    """The theme is data: a list, a chain, a region, a park, several of them, or words alone."""

    State = CampaignState

    name = models.CharField(_("campaign"), max_length=120)
    theme = models.TextField(_("what it is about"), blank=True)
    list_kind = models.ForeignKey(
        ListKind,
        models.PROTECT,
        to_field="code",
        db_column="list_kind",
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=_("list"),
    )
    chain = models.ForeignKey(
        Chain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=_("industrial chain"),
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    park = models.ForeignKey(
        "parks.Park",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=pgettext_lazy("campaign", "park"),
    )
    starts_on = models.DateField(_("from day"))
    ends_on = models.DateField(_("until day"))
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns_led",
        verbose_name=pgettext_lazy("campaign", "leader in charge"),
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="campaigns", verbose_name=_("department")
    )
    companies_wanted = models.PositiveIntegerField(_("companies to approach"), default=0)
    talks_wanted = models.PositiveIntegerField(_("companies to meet"), default=0)
    visits_wanted = models.PositiveIntegerField(_("companies to receive here"), default=0)
    leads_wanted = models.PositiveIntegerField(_("leads to win"), default=0)
    signed_wanted = models.PositiveIntegerField(_("projects to sign"), default=0)
    money_wanted = MoneyField(
        _("money to sign"), default=Decimal(0), validators=[MinValueValidator(0)]
    )
    outcome = models.TextField(pgettext_lazy("campaign", "what came of it"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=CampaignState.choices,
        default=CampaignState.DRAFT,
        editable=False,
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = CampaignQuerySet.as_manager()

    WAY = (CampaignState.DRAFT, CampaignState.RUNNING, CampaignState.CLOSED)
    TRANSITIONS = {
        "start": Transition(
            pgettext_lazy("campaign", "Start"),
            {CampaignState.DRAFT},
            CampaignState.RUNNING,
            "leads.change_campaign",
            requires=("has_team", "has_targets"),
        ),
        "close": Transition(
            pgettext_lazy("campaign", "Close"),
            {CampaignState.RUNNING},
            CampaignState.CLOSED,
            "leads.change_campaign",
            requires=("outcome",),
            facts=("outcome",),
            has_sequel=True,
            is_exceptional=True,
        ),
        "give_up": Transition(
            pgettext_lazy("campaign", "Give up"),
            {CampaignState.DRAFT},
            CampaignState.CLOSED,
            "leads.change_campaign",
            needs_note=True,
            negative=True,
            has_sequel=True,
        ),
    }
    FACT_LABELS = {
        "has_team": _("officers who take part"),
        "has_targets": _("companies to go after"),
    }

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CampaignState.values), name="campaign_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.leader and not self.leader.has_perm("leads.view_campaign"):
            raise ValidationError({"leader": _("Choose somebody who sees campaigns.")})

    @property
    def is_editable(self) -> bool:
        return self.state != CampaignState.CLOSED

    def has_team(self) -> bool:
        return self.members.exists()

    def has_targets(self) -> bool:
        return self.targets.exists()


class OfCampaignQuerySet(models.QuerySet):
    """Rows that are seen by whoever sees their campaign."""

    def visible_to(self, user):
        return of_seen(self, "campaign", Campaign.objects.visible_to(user))


class CampaignMember(models.Model):
    """An officer of the team: what they are named for when companies are shared out, and how many
    they take at most.
    """

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="members", verbose_name=_("campaign")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="campaign_memberships",
        verbose_name=_("officer"),
    )
    most = models.PositiveSmallIntegerField(
        _("open companies at most"),
        null=True,
        blank=True,
        help_text=_("Empty: as many as there are."),
    )
    industry_codes = models.CharField(
        _("industry codes"),
        max_length=200,
        blank=True,
        validators=[check_industry_codes],
        help_text=_("Codes of GB/T 4754, such as 384 or C; a code covers all below it."),
    )
    countries = models.CharField(
        _("countries whose language one speaks"),
        max_length=200,
        blank=True,
        help_text=_("As the lists write them, such as 日本、韩国."),
    )
    regions = models.CharField(
        _("provinces and cities"),
        max_length=200,
        blank=True,
        help_text=_("As the lists write them, such as 广东、上海."),
    )
    history = HistoricalRecords()

    objects = OfCampaignQuerySet.as_manager()

    CALLED_BY = ("officer",)

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        ordering = ["campaign", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "officer"],
                name="officer_once_in_a_team",
                violation_error_message=_("This officer is in the team already."),
            )
        ]

    def __str__(self):
        return str(self.officer)

    def clean(self):
        if self.officer_id and not self.officer.has_perm("leads.work_campaigntarget"):
            message = _("%(person)s does not work on companies of campaigns.")
            raise ValidationError({"officer": message % {"person": self.officer}})


class EventState(models.TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class CampaignEvent(Stateful):
    """A journey of the team, a talk event or an exhibition: with whom, for what, at what cost."""

    class Kind(models.TextChoices):
        TRIP = "trip", _("group trip")
        TALK = "talk", _("talk event")
        CHAMBER = "chamber", _("visit to a chamber")
        EXHIBITION = "exhibition", _("exhibition")

    State = EventState

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="events", verbose_name=_("campaign")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("event"), max_length=120)
    place = models.CharField(_("place"), max_length=120)
    starts_on = models.DateField(_("from day"))
    ends_on = models.DateField(_("until day"))
    programme = models.TextField(pgettext_lazy("event", "programme"), blank=True)
    participants = models.TextField(_("who takes part"), blank=True)
    cost = MoneyField(
        pgettext_lazy("event", "cost"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    outcome = models.TextField(_("outcome"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=EventState.choices,
        default=EventState.PLANNED,
        editable=False,
    )
    history = HistoricalRecords()

    objects = OfCampaignQuerySet.as_manager()

    WAY = (EventState.PLANNED, EventState.HELD)
    TRANSITIONS = {
        "hold": Transition(
            _("Event was held"),
            {EventState.PLANNED},
            EventState.HELD,
            "leads.change_campaignevent",
            requires=("cost", "outcome"),
            facts=("cost", "outcome"),
        ),
        "cancel": Transition(
            _("Cancel the event"),
            {EventState.PLANNED},
            EventState.CANCELLED,
            "leads.change_campaignevent",
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("event of a campaign")
        verbose_name_plural = _("events of campaigns")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EventState.values), name="campaign_event_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_event_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
                name="campaign_event_cost_not_below_0",
            ),
        ]

    def __str__(self):
        return f"{self.title}{aside(self.starts_on)}"
