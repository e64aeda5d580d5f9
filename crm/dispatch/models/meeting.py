"""A dispatch meeting 调度会: prepared, sent, held with its minutes, told in a brief."""

from datetime import date, time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Numbers
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition

from .body import READS, DispatchBody

PREPARES = "dispatch.prepare_dispatchmeeting"
WRITES = "dispatch.write_minutes"
BRIEFS = "dispatch.issue_brief"
READS_ALL = "dispatch.view_every_meeting"


class MeetingState(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("dispatch meeting", "being prepared")
    SENT = "sent", pgettext_lazy("dispatch meeting", "agenda sent")
    HELD = "held", pgettext_lazy("dispatch meeting", "held")
    BRIEFED = "briefed", pgettext_lazy("dispatch meeting", "brief issued")
    CANCELLED = "cancelled", pgettext_lazy("dispatch meeting", "cancelled")


S = MeetingState
AHEAD = {S.PREPARED, S.SENT}
OVER = {S.HELD, S.BRIEFED}
MINUTED = {S.SENT, S.HELD}


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for headquarters, leaders and auditors; of the others whoever belongs to the body or
        was invited, as soon as the agenda was sent for the first time.
        """
        if not user.has_perm(READS):
            return self.none()
        if user.has_perm(READS_ALL):
            return self
        involved = (
            Q(body__chair=user)
            | Q(body__secretary=user)
            | Q(body__in=DispatchBody.objects.filter(members__person=user).order_by().values("pk"))
            | Q(pk__in=Attendance.objects.filter(person=user).order_by().values("meeting"))
        )
        return self.exclude(state=S.PREPARED, is_announced=False).filter(involved)

    def over(self):
        return self.filter(state__in=sorted(OVER))

    def ahead(self):
        return self.filter(state__in=sorted(AHEAD))


def _why_not_held_yet(meeting, _user) -> str:
    if meeting.meets_on > timezone.localdate():
        return gettext("The meeting is on %(day)s.") % {"day": meeting.meets_on}
    return ""


class DispatchMeeting(Stateful):
    """``due_on`` is the day by the body's rhythm, None for a meeting that was called besides;
    ``meets_on`` the day on which it is held. ``facts`` are the figures that were on the table, as
    of their day: ``meetings/snapshot.py`` says which.
    """

    State = MeetingState
    NUMBERS = Numbers("dispatch_meeting", "DD")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    body = models.ForeignKey(
        DispatchBody,
        models.PROTECT,
        related_name="meetings",
        verbose_name=pgettext_lazy("dispatch", "body"),
    )
    due_on = models.DateField(_("day by the rhythm"), null=True, editable=False)
    meets_on = models.DateField(pgettext_lazy("dispatch", "meets on"))
    begins_at = models.TimeField(pgettext_lazy("dispatch", "begins at"), default=time(9))
    place = models.CharField(pgettext_lazy("dispatch", "place"), max_length=80, blank=True)
    facts = models.JSONField(default=dict, editable=False)
    summary = models.TextField(
        pgettext_lazy("dispatch", "what the chair asked for"), max_length=4000, blank=True
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("minutes by"),
    )
    is_announced = models.BooleanField(default=False, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=S.PREPARED, editable=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    history = HistoricalRecords(excluded_fields=["facts", "is_announced"])

    objects = MeetingQuerySet.as_manager()

    WAY = (S.PREPARED, S.SENT, S.HELD, S.BRIEFED)
    TRANSITIONS = {
        "send": Transition(
            pgettext_lazy("dispatch meeting", "Send the agenda"),
            {S.PREPARED},
            S.SENT,
            PREPARES,
            facts=("is_announced",),
            has_use_case=True,
        ),
        "hold": Transition(
            pgettext_lazy("dispatch meeting", "Close the minutes"),
            {S.SENT},
            S.HELD,
            WRITES,
            requires=("somebody_came",),
            guard=_why_not_held_yet,
            stamp="written_by",
            has_sequel=True,
        ),
        "issue_brief": Transition(
            pgettext_lazy("dispatch meeting", "Issue the brief"),
            {S.HELD},
            S.BRIEFED,
            BRIEFS,
            hidden=True,
        ),
        "take_back": Transition(
            pgettext_lazy("dispatch meeting", "Take the brief back"),
            {S.BRIEFED},
            S.HELD,
            BRIEFS,
            needs_note=True,
            is_exceptional=True,
            has_use_case=True,
        ),
        "postpone": Transition(
            pgettext_lazy("dispatch meeting", "Postpone"),
            AHEAD,
            S.PREPARED,
            PREPARES,
            requires=("meets_on",),
            facts=("meets_on",),
            needs_note=True,
            is_exceptional=True,
            has_use_case=True,
        ),
        "cancel": Transition(
            pgettext_lazy("dispatch meeting", "Cancel the meeting"),
            AHEAD,
            S.CANCELLED,
            PREPARES,
            needs_note=True,
            negative=True,
            has_sequel=True,
        ),
    }
    FACT_LABELS = {"somebody_came": _("who was there")}

    class Meta:
        verbose_name = _("dispatch meeting")
        verbose_name_plural = _("dispatch meetings")
        ordering = ["-meets_on", "-id"]
        permissions = [
            ("view_every_meeting", _("Can see the dispatch meetings of every body")),
            ("prepare_dispatchmeeting", _("Can prepare, send and postpone dispatch meetings")),
            ("write_minutes", _("Can write the minutes of dispatch meetings")),
            ("issue_brief", _("Can issue briefs of dispatch meetings")),
        ]
        indexes = [
            models.Index(fields=["-meets_on", "-id"], name="meeting_newest"),
            models.Index(fields=["body", "-meets_on"], name="meeting_of_body"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MeetingState.values), name="meeting_state_known"
            ),
            models.UniqueConstraint(fields=["body", "due_on"], name="meeting_once_by_the_rhythm"),
            models.UniqueConstraint(
                fields=["body", "meets_on"],
                condition=~Q(state="cancelled"),
                name="meeting_once_a_day",
                violation_error_message=_("The body meets on that day already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "briefed"]) | Q(written_by__isnull=False),
                name="meeting_minutes_by_somebody",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        words = {"body": self.body, "day": self.meets_on.isoformat()}
        return gettext("%(body)s, dispatch of %(day)s") % words

    @property
    def is_editable(self) -> bool:
        """Time and place, until it is held."""
        return self.state in AHEAD

    @property
    def is_demo(self) -> bool:
        return self.body.is_demo

    @property
    def is_minuted(self) -> bool:
        """Whether its minutes are open: from its day on, until the brief tells them."""
        return self.state in MINUTED and self.meets_on <= timezone.localdate()

    @property
    def as_of(self) -> date | None:
        day = self.facts.get("as_of")
        return date.fromisoformat(day) if day else None

    @property
    def since(self) -> date | None:
        day = self.facts.get("since")
        return date.fromisoformat(day) if day else None

    def somebody_came(self) -> bool:
        present_states = (Attendance.Came.PRESENT, Attendance.Came.STOOD_IN)
        return any(attendance.came in present_states for attendance in self.attendances.all())


class OfMeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "meeting", DispatchMeeting.objects.visible_to(user))


class Attendance(models.Model):
    """Who was asked to come, and whether they did."""

    CALLED_BY = ("meeting", "person")

    class Came(models.TextChoices):
        INVITED = "invited", pgettext_lazy("attendance", "invited")
        PRESENT = "present", pgettext_lazy("attendance", "present")
        STOOD_IN = "stood_in", pgettext_lazy("attendance", "somebody stood in")
        EXCUSED = "excused", pgettext_lazy("attendance", "excused")
        ABSENT = "absent", pgettext_lazy("attendance", "absent")

    meeting = models.ForeignKey(
        DispatchMeeting,
        models.PROTECT,
        related_name="attendances",
        verbose_name=_("dispatch meeting"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    came = models.CharField(
        pgettext_lazy("attendance", "attendance"),
        max_length=20,
        choices=Came.choices,
        default=Came.INVITED,
    )
    stand_in = models.CharField(
        pgettext_lazy("attendance", "who stood in"), max_length=40, blank=True
    )
    history = HistoricalRecords()

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("attendance", "attendance")
        verbose_name_plural = pgettext_lazy("attendance", "attendances")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], name="attendance_once_in_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(came__in=["invited", "present", "stood_in", "excused", "absent"]),
                name="attendance_known",
            ),
        ]

    def __str__(self):
        return f"{self.meeting} {self.person}"
