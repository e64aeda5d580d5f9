"""A company that a campaign goes after: in one hand at a time, from the first word to the lead."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Parameter
from crm.core.seen import seen
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition

from .campaign import Campaign, CampaignEvent, CampaignState, OfCampaignQuerySet
from .chain import Link
from .company import Company
from .hometown import Chamber, Native
from .lead import Lead
from .registration import Registration
from .target import ListKind

WORK = "leads.work_campaigntarget"


class TargetState(models.TextChoices):
    UNTOUCHED = "untouched", pgettext_lazy("campaign target", "untouched")
    APPROACHED = "approached", pgettext_lazy("campaign target", "approached")
    ANSWERED = "answered", pgettext_lazy("campaign target", "answered")
    MET = "met", pgettext_lazy("campaign target", "met")
    VISITED = "visited_here", pgettext_lazy("campaign target", "visited here")
    INTERESTED = "interested", pgettext_lazy("campaign target", "interested")
    LEAD = "lead", pgettext_lazy("campaign target", "lead")
    NOT_NOW = "not_now", pgettext_lazy("campaign target", "not now")
    DECLINED = "declined", pgettext_lazy("campaign target", "declined")
    RELEASED = "released", pgettext_lazy("campaign target", "put back")


S = TargetState
OPEN_TARGET = {S.UNTOUCHED, S.APPROACHED, S.ANSWERED, S.MET, S.VISITED, S.INTERESTED, S.NOT_NOW}


class Way(models.TextChoices):
    """By whom or what the company is approached."""

    NATIVE = "native", pgettext_lazy("way of approach", "a native")
    CHAMBER = "chamber", pgettext_lazy("way of approach", "a chamber of commerce")
    AGENT = "agent", pgettext_lazy("way of approach", "an agent")
    CUSTOMER = "customer", pgettext_lazy("way of approach", "a settled enterprise")
    DIRECT = "direct", pgettext_lazy("way of approach", "directly")


def not_past(day: date):
    if day <= timezone.localdate():
        raise ValidationError(gettext("Choose a day that is still to come."))


class CampaignTargetQuerySet(OfCampaignQuerySet):
    def visible_to(self, user):
        if not user.has_perm("leads.view_campaigntarget"):
            return self.none()
        return self.filter(seen("campaign", Campaign, user) | Q(owner=user))

    def open(self):
        return self.filter(state__in=OPEN_TARGET)

    def with_holder(self):
        """Whether an agent holds the company, as ``is_held``; by whom is not said."""
        holding = Registration.objects.holding().filter(company=OuterRef("company"))
        return self.annotate(is_held=Exists(holding.order_by()))


def _why_not_now(target, user) -> str:
    """Why ``user`` may not work on it, or why nobody does; "" where nothing stands in the way."""
    if target.campaign.state != CampaignState.RUNNING:
        return gettext("The campaign “%(campaign)s” is not running.") % {
            "campaign": target.campaign
        }
    if target.owner_id is None:
        return gettext("It is in nobody's hand yet: share it out first.")
    if target.owner_id != user.pk and not user.has_perm("leads.assign_campaigntarget"):
        return gettext("%(officer)s works on this company.") % {"officer": target.owner}
    return ""


def _why_not_touched(target, user) -> str:
    if target.is_held_by_agent():
        return gettext("An agent has registered this company: it is left to the agent.")
    return _why_not_now(target, user)


def _first_day(label) -> models.DateField:
    return models.DateField(label, null=True, blank=True, editable=False)


def _touched(label, states: set, to: str, **more) -> Transition:
    """A step nearer, by a way that is named; it sets the next day."""
    return Transition(
        label,
        states,
        to,
        WORK,
        requires=("way",),
        guard=_why_not_touched,
        stamp_day="next_on",
        **more,
    )


class CampaignTarget(Stateful):
    """``next_on`` is the day on which something is to be done about it: every open one that is in
    somebody's hand has one, so that none is forgotten. Of each state of the way but the first it
    keeps the day on which the company first came to it (``REACHED_ON``).
    """

    State = TargetState
    Way = Way

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="targets", verbose_name=_("campaign")
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="campaign_targets", verbose_name=_("company")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="campaign_targets",
        verbose_name=_("officer in charge"),
    )
    list_kind = models.ForeignKey(
        ListKind,
        models.PROTECT,
        to_field="code",
        db_column="list_kind",
        null=True,
        blank=True,
        editable=False,
        related_name="campaign_targets",
        verbose_name=_("list"),
    )
    place = models.CharField(_("country or province"), max_length=60, blank=True, editable=False)
    link = models.ForeignKey(
        Link,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaign_targets",
        verbose_name=_("link of the chain"),
    )
    score = models.PositiveSmallIntegerField(
        pgettext_lazy("campaign target", "score"), null=True, blank=True, editable=False
    )
    way = models.CharField(_("way of approach"), max_length=20, choices=Way.choices, blank=True)
    native = models.ForeignKey(
        Native,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaign_targets",
        verbose_name=_("native abroad"),
    )
    chamber = models.ForeignKey(
        Chamber,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaign_targets",
        verbose_name=_("chamber of commerce"),
    )
    through = models.CharField(
        _("through whom"),
        max_length=120,
        blank=True,
        help_text=_("The person or enterprise that opens the door."),
    )
    next_on = models.DateField(
        pgettext_lazy("campaign target", "next on"), null=True, blank=True, editable=False
    )
    back_on = models.DateField(_("not now until"), null=True, blank=True, validators=[not_past])
    lead = models.OneToOneField(
        Lead,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="campaign_target",
        verbose_name=_("lead"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=TargetState.choices,
        default=TargetState.UNTOUCHED,
        editable=False,
    )
    created_at = models.DateTimeField(_("chosen at"), auto_now_add=True)
    approached_on = _first_day(_("first approached on"))
    answered_on = _first_day(_("first answered on"))
    met_on = _first_day(_("first met on"))
    visited_on = _first_day(_("first visited us on"))
    interested_on = _first_day(_("first interested on"))
    lead_on = _first_day(_("a lead since"))
    history = HistoricalRecords()

    objects = CampaignTargetQuerySet.as_manager()

    CALLED_BY = ("company",)
    WAY = (S.UNTOUCHED, S.APPROACHED, S.ANSWERED, S.MET, S.VISITED, S.INTERESTED, S.LEAD)
    REACHED_ON = {
        S.APPROACHED: "approached_on",
        S.ANSWERED: "answered_on",
        S.MET: "met_on",
        S.VISITED: "visited_on",
        S.INTERESTED: "interested_on",
        S.LEAD: "lead_on",
    }
    TRANSITIONS = {
        "approach": _touched(
            pgettext_lazy("campaign target", "Approached"),
            {S.UNTOUCHED, S.NOT_NOW},
            S.APPROACHED,
            stamp_first="approached_on",
            facts=("way", "native", "chamber", "through"),
        ),
        "answer": _touched(
            pgettext_lazy("campaign target", "They answered"),
            {S.APPROACHED, S.NOT_NOW},
            S.ANSWERED,
            stamp_first="answered_on",
        ),
        "meet": _touched(
            pgettext_lazy("campaign target", "Met"),
            {S.APPROACHED, S.ANSWERED, S.NOT_NOW},
            S.MET,
            stamp_first="met_on",
        ),
        "receive": _touched(
            pgettext_lazy("campaign target", "They visited us"),
            {S.ANSWERED, S.MET, S.NOT_NOW},
            S.VISITED,
            stamp_first="visited_on",
        ),
        "be_interested": _touched(
            pgettext_lazy("campaign target", "They are interested"),
            {S.ANSWERED, S.MET, S.VISITED, S.NOT_NOW},
            S.INTERESTED,
            stamp_first="interested_on",
        ),
        "open_lead": Transition(
            pgettext_lazy("campaign target", "Open a lead"),
            {S.ANSWERED, S.MET, S.VISITED, S.INTERESTED},
            S.LEAD,
            "leads.add_lead",
            requires=("way",),
            facts=("lead",),
            guard=_why_not_touched,
            stamp_first="lead_on",
            has_use_case=True,
        ),
        "put_off": Transition(
            pgettext_lazy("campaign target", "Not now"),
            OPEN_TARGET,
            S.NOT_NOW,
            WORK,
            requires=("back_on",),
            facts=("back_on",),
            guard=_why_not_now,
            stamp_day="next_on",
            is_exceptional=True,
        ),
        "decline": Transition(
            pgettext_lazy("campaign target", "They decline"),
            OPEN_TARGET - {S.UNTOUCHED},
            S.DECLINED,
            WORK,
            needs_note=True,
            guard=_why_not_now,
            negative=True,
        ),
        "release": Transition(
            pgettext_lazy("campaign target", "Put back"),
            OPEN_TARGET,
            S.RELEASED,
            WORK,
            needs_note=True,
            guard=_why_not_now,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("company of a campaign")
        verbose_name_plural = _("companies of campaigns")
        ordering = ["next_on", "id"]
        indexes = [
            models.Index(
                fields=["owner", "next_on"],
                condition=Q(state__in=sorted(OPEN_TARGET)),
                name="campaign_target_worklist",
            ),
            models.Index(fields=["next_on", "id"], name="campaign_target_next"),
            models.Index(fields=["campaign", "state"], name="campaign_target_states"),
            models.Index(fields=["-created_at", "-id"], name="campaign_target_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=TargetState.values), name="campaign_target_state_known"
            ),
            models.UniqueConstraint(
                fields=["campaign", "company"],
                name="company_once_in_a_campaign",
                violation_error_message=_("The company is in this campaign already."),
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(state__in=sorted(OPEN_TARGET)),
                name="company_in_one_hand",
                violation_error_message=_("Another campaign goes after this company."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(OPEN_TARGET))
                | Q(owner__isnull=True)
                | Q(next_on__isnull=False),
                name="campaign_target_in_hand_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=TargetState.LEAD) | Q(lead__isnull=False),
                name="campaign_target_lead_is_named",
            ),
        ]
        permissions = [
            ("choose_campaigntarget", _("Can choose companies for campaigns")),
            ("work_campaigntarget", _("Can work on companies of campaigns")),
            ("assign_campaigntarget", _("Can share out companies of campaigns")),
        ]

    def __str__(self):
        return str(self.company)

    def label_for(self, sight) -> str:
        return sight.label(self.company)

    def clean(self):
        if self.way != Way.NATIVE and self.native:
            raise ValidationError({"native": _("A native is named where a native is the way.")})
        if self.chamber and self.way not in (Way.CHAMBER, Way.NATIVE):
            raise ValidationError({"chamber": _("A chamber is named where it is the way.")})

    @property
    def name(self) -> str:
        return self.company.name

    @property
    def department(self):
        return self.campaign.department

    @property
    def department_id(self) -> int:
        return self.campaign.department_id

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_TARGET

    is_editable = is_open

    def is_changed_by(self, user) -> bool:
        return self.owner_id == user.pk or user.has_perm("leads.assign_campaigntarget")

    def is_held_by_agent(self) -> bool:
        if hasattr(self, "is_held"):
            return self.is_held
        return Registration.objects.holding().filter(company=self.company_id).exists()

    @cached_property
    def sleep_days(self) -> int:
        return Parameter.whole("campaign_sleep_days")

    def day_of_step(self, name: str) -> date:
        """When it is to be looked at again after the step."""
        if name == "put_off":
            return self.back_on
        return timezone.localdate() + timedelta(days=Parameter.whole("campaign_touch_days"))


class CampaignMeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "event", CampaignEvent.objects.visible_to(user))


class CampaignMeeting(models.Model):
    """A meeting that was arranged for an event, and what is to follow from it."""

    event = models.ForeignKey(
        CampaignEvent, models.PROTECT, related_name="meetings", verbose_name=_("event")
    )
    target = models.ForeignKey(
        CampaignTarget,
        models.PROTECT,
        related_name="meetings",
        verbose_name=_("company of a campaign"),
    )
    arranged_for = models.DateField(_("arranged for"))
    took_place = models.BooleanField(_("took place"), default=False)
    outcome = models.TextField(_("outcome"), blank=True)
    follow_up = models.CharField(_("what is to follow"), max_length=200, blank=True)
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    history = HistoricalRecords()

    objects = CampaignMeetingQuerySet.as_manager()

    CALLED_BY = ("event", "target")

    class Meta:
        verbose_name = _("arranged meeting")
        verbose_name_plural = _("arranged meetings")
        ordering = ["arranged_for", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "target"],
                name="one_meeting_of_an_event_with_a_company",
                violation_error_message=_("This meeting is arranged already."),
            )
        ]

    def __str__(self):
        return f"{self.target} · {self.event}"

    def clean(self):
        if self.event_id and self.target_id and self.event.campaign_id != self.target.campaign_id:
            raise ValidationError({"target": _("This company is of another campaign.")})
