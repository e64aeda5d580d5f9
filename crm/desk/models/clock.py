"""The times that run on a request."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.sight import of_seen

from .request import ServiceRequest


class ServiceClockQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The house's own: who follows a request from outside sees none."""
        if not user.is_staff:
            return self.none()
        return of_seen(self, "request", ServiceRequest.objects.visible_to(user))

    def running(self):
        return self.filter(met_at__isnull=True, stopped_at__isnull=True)

    def overdue(self):
        return self.running().filter(due_at__lt=timezone.now())


class ServiceClock(models.Model):
    """One time that was promised for a request, and whether it was kept; a request that is opened
    again gets a new one.
    """

    class Kind(models.TextChoices):
        TAKE_UP = "take_up", pgettext_lazy("time promised", "taken in hand")
        ANSWER = "answer", pgettext_lazy("time promised", "answered")

    request = models.ForeignKey(
        ServiceRequest, models.CASCADE, related_name="clocks", verbose_name=_("service request")
    )
    kind = models.CharField(_("what is due"), max_length=20, choices=Kind.choices)
    started_at = models.DateTimeField(_("since"))
    due_at = models.DateTimeField(_("due at"))
    met_at = models.DateTimeField(_("done at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("no longer needed since"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    head_told_at = models.DateTimeField(_("brought to the section head"), null=True, blank=True)
    leader_told_at = models.DateTimeField(_("brought to the leader"), null=True, blank=True)
    history = HistoricalRecords()

    objects = ServiceClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("time promised for a request")
        verbose_name_plural = _("times promised for requests")
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind"],
                condition=Q(met_at__isnull=True, stopped_at__isnull=True),
                name="one_running_service_clock",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["take_up", "answer"]), name="service_clock_kind_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(met_at__isnull=True, stopped_at__isnull=True),
                name="service_clock_running",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {timezone.localtime(self.due_at):%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.met_at is None and self.stopped_at is None

    @property
    def was_kept(self) -> bool | None:
        """None while it runs and is not late, and where it was no longer needed."""
        if self.met_at:
            return self.met_at <= self.due_at
        return False if self.is_running and self.due_at < timezone.now() else None
