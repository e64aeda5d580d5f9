from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.seen import seen
from crm.core.transitions import Stateful, Transition
from leads.models import Lead, Project

from .plot import Plot


class ReservationState(models.TextChoices):
    ACTIVE = "active", _("holding")
    USED = "used", _("became an entry")
    RELEASED = "released", _("released")
    LAPSED = "lapsed", _("lapsed")


class ReservationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For those who see the lead or its project, and for the park's own people."""
        if not user.has_perm("parks.view_reservation"):
            return self.none()
        return self.filter(
            seen("lead", Lead, user)
            | seen("lead__project", Project, user)
            | Q(plot__park__department__in=user.department_ids)
        )

    def holding(self, day=None):
        """Those that hold their plot on ``day``. A plot is free from the day after the last one,
        even before the nightly job closes the reservation.
        """
        return self.filter(
            state=ReservationState.ACTIVE, expires_on__gte=day or timezone.localdate()
        )


class Reservation(Stateful):
    """A plot kept for a lead (and for the project that it becomes) up to and including a day."""

    CALLED_BY = ("plot", "lead")

    State = ReservationState

    plot = models.ForeignKey(
        Plot, models.PROTECT, related_name="reservations", verbose_name=_("plot")
    )
    lead = models.ForeignKey(
        Lead, models.PROTECT, related_name="reservations", verbose_name=_("lead")
    )
    starts_on = models.DateField(_("from"), editable=False)
    expires_on = models.DateField(_("reserved until"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    reserved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reservations",
        editable=False,
        verbose_name=_("reserved by"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ReservationState.choices,
        default=ReservationState.ACTIVE,
        editable=False,
    )
    history = HistoricalRecords()

    objects = ReservationQuerySet.as_manager()

    TRANSITIONS = {
        "extend": Transition(
            _("Extend"),
            {ReservationState.ACTIVE},
            ReservationState.ACTIVE,
            "parks.change_reservation",
            facts=("expires_on",),
            needs_note=True,
            has_use_case=True,
        ),
        "release": Transition(
            _("Release"),
            {ReservationState.ACTIVE},
            ReservationState.RELEASED,
            "parks.change_reservation",
            facts=("ended_on",),
            needs_note=True,
            has_use_case=True,
            negative=True,
        ),
        "use": Transition(
            _("Became an entry"),
            {ReservationState.ACTIVE},
            ReservationState.USED,
            "leads.enter_project",
            facts=("ended_on",),
            hidden=True,
            follows=True,
        ),
        "lapse": Transition(
            _("Lapsed"),
            {ReservationState.ACTIVE},
            ReservationState.LAPSED,
            "parks.lapse_reservation",
            facts=("ended_on",),
            hidden=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReservationState.values), name="reservation_state_known"
            ),
            models.UniqueConstraint(
                fields=["plot"],
                condition=Q(state="active"),
                name="plot_reserved_once",
                violation_error_message=_("This plot is reserved already."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("starts_on")),
                name="reservation_lasts_a_day",
                violation_error_message=_("The end must be after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(state="active", ended_on__isnull=True)
                | (~Q(state="active") & Q(ended_on__isnull=False)),
                name="reservation_ends_with_its_state",
            ),
        ]
        permissions = [("lapse_reservation", _("Can let reservations lapse"))]

    def __str__(self):
        return f"{self.plot} · {self.lead}"

    def label_for(self, sight) -> str:
        """The park's people see that their plot is reserved, whether or not they see for whom."""
        return f"{self.plot} · {sight.label(self.lead)}"

    @property
    def is_editable(self) -> bool:
        return False

    @property
    def project(self):
        """What the lead became, or None."""
        return getattr(self.lead, "project", None)
