"""Several departments on one request: one leads, the others give their part."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition
from leads.models.asked import spoken_for

from .request import ServiceRequest


class AssistanceState(models.TextChoices):
    ASKED = "asked", _("asked to help")
    GIVEN = "given", _("has given its part")
    RELEASED = "released", _("no longer needed")


def speaks_for_it(assistance, user) -> str:
    if assistance.department_id in {*spoken_for(user), *user.department_ids}:
        return ""
    return _("The department that was asked gives its part.")


def leads_it(assistance, user) -> str:
    return assistance.request.not_in_the_lead(user)


class AssistanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The house's own: who follows a request from outside sees none."""
        if not user.is_staff:
            return self.none()
        return of_seen(self, "request", ServiceRequest.objects.visible_to(user))

    def open(self):
        return self.filter(state=AssistanceState.ASKED)


class Assistance(Stateful):
    """What a department is asked to contribute to a request that another one leads."""

    CALLED_BY = ("request",)
    State = AssistanceState

    request = models.ForeignKey(
        ServiceRequest, models.CASCADE, related_name="assistances", verbose_name=_("request")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("department asked")
    )
    task = models.TextField(_("what it is asked to do"), max_length=1000)
    due_on = models.DateField(_("to be done by"))
    part = models.TextField(_("its part"), max_length=5000, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("given by"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=AssistanceState.choices,
        default=AssistanceState.ASKED,
        editable=False,
    )
    history = HistoricalRecords()

    objects = AssistanceQuerySet.as_manager()

    TRANSITIONS = {
        "contribute": Transition(
            _("Give the part"),
            {AssistanceState.ASKED},
            AssistanceState.GIVEN,
            "desk.work_servicerequest",
            requires=("part",),
            facts=("part",),
            apart_from=("asked_by",),
            guard=speaks_for_it,
            stamp="given_by",
            has_sequel=True,
        ),
        "release": Transition(
            _("No longer needed"),
            {AssistanceState.ASKED},
            AssistanceState.RELEASED,
            "desk.work_servicerequest",
            needs_note=True,
            guard=leads_it,
            negative=True,
            has_sequel=True,
        ),
    }

    class Meta:
        verbose_name = _("help of a department")
        verbose_name_plural = _("help of departments")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AssistanceState.values), name="assistance_state_known"
            ),
            models.UniqueConstraint(
                fields=["request", "department"],
                condition=Q(state="asked"),
                name="a_department_is_asked_once_at_a_time",
                violation_error_message=_("This department has been asked and has yet to answer."),
            ),
        ]

    def __str__(self):
        return f"{self.request} · {self.department}"

    @property
    def record(self):
        return self.request
