"""Supervision 督办: someone in charge asks who handles a request to act until a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Numbers
from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition

from .request import ServiceRequest


class SupervisionState(models.TextChoices):
    OPEN = "open", _("to be answered")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")


def only_who_is_asked(supervision, user) -> str:
    return "" if supervision.to_id == user.pk else _("Who handles the request answers it.")


class SupervisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The house's own: who follows a request from outside sees none."""
        if not user.is_staff:
            return self.none()
        return of_seen(self, "request", ServiceRequest.objects.visible_to(user))

    def open(self):
        return self.filter(state=SupervisionState.OPEN)


class Supervision(Stateful):
    CALLED_BY = ("request",)
    State = SupervisionState
    NUMBERS = Numbers("supervision", "FD")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    request = models.ForeignKey(
        ServiceRequest, models.CASCADE, related_name="supervisions", verbose_name=_("request")
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="supervisions",
        verbose_name=_("to be answered by"),
    )
    text = models.TextField(_("what is to be done"), max_length=1000)
    due_on = models.DateField(_("to be done by"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("supervised by")
    )
    at = models.DateTimeField(_("supervised at"), auto_now_add=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=SupervisionState.choices,
        default=SupervisionState.OPEN,
        editable=False,
    )
    history = HistoricalRecords()

    objects = SupervisionQuerySet.as_manager()

    TRANSITIONS = {
        "answer": Transition(
            _("Answer"),
            {SupervisionState.OPEN},
            SupervisionState.ANSWERED,
            "desk.work_servicerequest",
            requires=("answer",),
            facts=("answer",),
            guard=only_who_is_asked,
            has_sequel=True,
        ),
        "withdraw": Transition(
            _("Withdraw"),
            {SupervisionState.OPEN},
            SupervisionState.WITHDRAWN,
            "desk.add_supervision",
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("supervision of a request")
        verbose_name_plural = _("supervisions of requests")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SupervisionState.values), name="supervision_state_known"
            )
        ]

    def __str__(self):
        return f"{self.number} {self.request}"

    @property
    def record(self):
        return self.request
