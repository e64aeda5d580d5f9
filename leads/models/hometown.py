from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.by_permission import ByViewPermission
from crm.core.models import Department
from crm.core.punctuation import aside
from crm.core.transitions import Stateful, Transition

from .agent import Agent
from .classification import Region
from .company import Company
from .lead import Lead


class Chamber(models.Model):
    """A chamber of commerce of the city's people in another place."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    place = models.CharField(_("place abroad"), max_length=80, blank=True)
    president = models.CharField(_("president"), max_length=60, blank=True)
    secretary = models.CharField(_("secretary-general"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    members = models.PositiveIntegerField(_("number of members"), null=True, blank=True)
    agent = models.OneToOneField(
        Agent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="chamber",
        verbose_name=_("registered as agent"),
    )
    remark = models.TextField(_("remark"), blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("chamber of commerce")
        verbose_name_plural = _("chambers of commerce")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        if self.agent and self.agent.kind != Agent.Kind.CHAMBER:
            raise ValidationError(
                {
                    "agent": _("%(agent)s is registered as another kind of agent.")
                    % {"agent": self.agent}
                }
            )


class Native(models.Model):
    """Somebody from here who has made their way elsewhere."""

    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    home = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="natives",
        verbose_name=_("comes from"),
    )
    lives_in = models.CharField(_("lives in"), max_length=80, blank=True)
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="natives",
        verbose_name=_("company"),
    )
    position = models.CharField(_("position"), max_length=80, blank=True)
    field = models.CharField(_("field of work"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    wechat = models.CharField(_("WeChat"), max_length=60, blank=True)
    chamber = models.ForeignKey(
        Chamber,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="natives",
        verbose_name=_("chamber of commerce"),
    )
    agent = models.OneToOneField(
        Agent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="native",
        verbose_name=_("registered as referrer"),
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="natives",
        verbose_name=_("kept in touch by"),
    )
    remark = models.TextField(_("remark"), blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("native abroad")
        verbose_name_plural = _("natives abroad")
        ordering = ["-updated_at", "-id"]

    def __str__(self):
        return self.name

    def clean(self):
        if self.agent and not self.agent.is_referrer:
            raise ValidationError(
                {
                    "agent": _("%(agent)s is registered as another kind of agent.")
                    % {"agent": self.agent}
                }
            )

    def works_with(self, company: Company) -> bool:
        return bool(self.company and self.company.is_of_one_group_with(company))


class EventState(models.TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class TalkEvent(Stateful):
    """A meeting with the city's people elsewhere."""

    State = EventState

    title = models.CharField(_("event"), max_length=120)
    planned_on = models.DateField(_("planned on"))
    held_on = models.DateField(_("held on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120)
    chamber = models.ForeignKey(
        Chamber,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("chamber of commerce"),
    )
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("host"))
    theme = models.CharField(_("theme"), max_length=200, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=EventState.choices,
        default=EventState.PLANNED,
        editable=False,
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    TRANSITIONS = {
        "hold": Transition(
            _("Event was held"),
            {EventState.PLANNED},
            EventState.HELD,
            "leads.change_talkevent",
            requires=("held_on", "outcome"),
            facts=("held_on", "outcome"),
        ),
        "cancel": Transition(
            _("Cancel the event"),
            {EventState.PLANNED},
            EventState.CANCELLED,
            "leads.change_talkevent",
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("talk event")
        verbose_name_plural = _("talk events")
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EventState.values), name="event_state_known"
            )
        ]

    def __str__(self):
        return f"{self.title}{aside(self.held_on or self.planned_on)}"


class InvitationState(models.TextChoices):
    INVITED = "invited", _("invited")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    ATTENDED = "attended", _("attended")
    ABSENT = "absent", _("did not come")


class Invitation(Stateful):
    """One guest of one event: somebody from here, or a company."""

    State = InvitationState

    event = models.ForeignKey(
        TalkEvent, models.PROTECT, related_name="invitations", verbose_name=_("talk event")
    )
    native = models.ForeignKey(
        Native,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("native abroad"),
    )
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("company"),
    )
    outcome = models.TextField(_("outcome"), blank=True)
    lead = models.ForeignKey(
        Lead,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("lead that came of it"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=InvitationState.choices,
        default=InvitationState.INVITED,
        editable=False,
    )
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    TRANSITIONS = {
        "accept": Transition(
            _("Guest accepts"),
            {InvitationState.INVITED},
            InvitationState.ACCEPTED,
            "leads.change_invitation",
        ),
        "decline": Transition(
            _("Guest declines"),
            {InvitationState.INVITED, InvitationState.ACCEPTED},
            InvitationState.DECLINED,
            "leads.change_invitation",
            negative=True,
        ),
        "attend": Transition(
            _("Guest came"),
            {InvitationState.INVITED, InvitationState.ACCEPTED, InvitationState.DECLINED},
            InvitationState.ATTENDED,
            "leads.change_invitation",
            facts=("outcome",),
        ),
        "miss": Transition(
            _("Guest did not come"),
            {InvitationState.INVITED, InvitationState.ACCEPTED},
            InvitationState.ABSENT,
            "leads.change_invitation",
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-event__planned_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InvitationState.values), name="invitation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(native__isnull=False) | Q(company__isnull=False),
                name="invitation_has_guest",
                violation_error_message=_("Name a native or a company as the guest."),
            ),
            models.UniqueConstraint(
                fields=["event", "native"],
                name="native_invited_once",
                violation_error_message=_("This guest is already invited."),
            ),
            models.UniqueConstraint(
                fields=["event", "company"],
                condition=Q(native__isnull=True),
                name="company_invited_once",
                violation_error_message=_("This guest is already invited."),
            ),
        ]

    def __str__(self):
        return f"{self.native or self.company} · {self.event}"

    @property
    def guest_company(self) -> Company | None:
        return self.company or (self.native and self.native.company)

    def clean(self):
        native, company = self.native, self.company
        if native and company and native.company and not native.works_with(company):
            message = _("%(native)s works with “%(company)s”.")
            raise ValidationError(
                {"company": message % {"native": native, "company": native.company}}
            )
        if self.lead and not self.may_have_brought(self.lead):
            message = _(
                "This lead is of another company than the guest, and its facts name neither "
                "the guest nor the event."
            )
            raise ValidationError({"lead": message})

    def may_have_brought(self, lead: Lead) -> bool:
        """A lead about the guest's company, or one that says that the guest or the event brought
        it.
        """
        guest, facts = self.guest_company, getattr(lead, "hometownfacts", None)
        if guest and guest.is_of_one_group_with(lead.company):
            return True
        if self.native and self.native.agent_id and self.native.agent_id == lead.agent_id:
            return True
        return bool(facts) and (
            facts.event_id == self.event_id
            or bool(self.native_id)
            and facts.native_id == self.native_id
        )
