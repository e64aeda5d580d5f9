"""Milestones that an enterprise reports itself, with evidence, for the park to judge."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition
from leads.models import Milestone

from .enterprise_person import enterprises_of, is_own_file
from .entry import Enterprise


class MilestoneReportState(models.TextChoices):
    REPORTED = "reported", _("reported")
    ACCEPTED = "accepted", pgettext_lazy("report of an enterprise", "accepted")
    REFUSED = "refused", _("sent back")
    WITHDRAWN = "withdrawn", _("taken back")


State = MilestoneReportState


class MilestoneReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Colleagues with the right see the reports of enterprises that they see; the enterprise
        sees its own. An agency sees none.
        """
        if not user.is_staff:
            return self.filter(enterprise__in=enterprises_of(user))
        if not user.has_perm("parks.view_milestonereport"):
            return self.none()
        return of_seen(self, "enterprise", Enterprise.objects.visible_to(user))


def not_of_its_park(report, user) -> str:
    if report.enterprise.is_kept_by(user):
        return ""
    return _("Only the officers of %(park)s judge what its enterprises report.") % {
        "park": report.enterprise.park
    }


def not_of_the_enterprise(report, user) -> str:
    if report.enterprise_id in enterprises_of(user, "handles_progress"):
        return ""
    return _("Only people of the enterprise who may report milestones take one back.")


class MilestoneReport(Stateful):
    """What an enterprise says it has reached, and since when. Accepted by the park it becomes the
    project's milestone; until then nothing rests on it.
    """

    CALLED_BY = ("enterprise",)

    State = MilestoneReportState

    # Capital and tax become milestones by themselves, when they are verified.
    KINDS = (
        Milestone.Kind.LAND_ACQUIRED,
        Milestone.Kind.STARTED,
        Milestone.Kind.COMPLETED,
        Milestone.Kind.OPERATING,
        Milestone.Kind.PRODUCING,
        Milestone.Kind.AT_CAPACITY,
    )

    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        related_name="milestone_reports",
        verbose_name=_("settled enterprise"),
    )
    kind = models.CharField(
        _("milestone"), max_length=20, choices=[(kind.value, kind.label) for kind in KINDS]
    )
    happened_on = models.DateField(_("date"))
    note = models.CharField(_("evidence in words"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.REPORTED, editable=False
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("reported by"),
    )
    reported_at = models.DateTimeField(_("reported at"), auto_now_add=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("judged by"),
    )
    history = HistoricalRecords()

    objects = MilestoneReportQuerySet.as_manager()

    TRANSITIONS = {
        "accept": Transition(
            _("Accept the milestone"),
            {State.REPORTED},
            State.ACCEPTED,
            "leads.record_milestone",
            guard=not_of_its_park,
            stamp="judged_by",
            has_use_case=True,
            has_sequel=True,
        ),
        "refuse": Transition(
            _("Send back"),
            {State.REPORTED},
            State.REFUSED,
            "leads.record_milestone",
            guard=not_of_its_park,
            stamp="judged_by",
            needs_note=True,
            negative=True,
            has_sequel=True,
        ),
        "withdraw": Transition(
            _("Take back"),
            {State.REPORTED},
            State.WITHDRAWN,
            "parks.add_milestonereport",
            guard=not_of_the_enterprise,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("milestone reported by an enterprise")
        verbose_name_plural = _("milestones reported by enterprises")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="milestone_report_state_known"
            ),
            models.UniqueConstraint(
                fields=["enterprise", "kind"],
                condition=Q(state="reported"),
                name="milestone_reported_once",
                violation_error_message=_("You have reported this milestone; the park judges it."),
            ),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True) | ~Q(judged_by=F("reported_by")),
                name="milestone_reporter_is_not_judge",
            ),
        ]

    is_editable = False

    def __str__(self):
        return f"{self.enterprise} · {self.get_kind_display()}"

    def shows_file_to(self, user, attachment) -> bool:
        return is_own_file(self.enterprise_id, user, attachment)

    @property
    def project(self):
        return self.enterprise.project
