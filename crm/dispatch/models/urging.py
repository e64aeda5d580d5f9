"""Urging 催办: someone in charge asks who answers for a task or a target to act until a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Numbers
from crm.core.transitions import Stateful, Transition

from .plan import Plan
from .target import PlanTarget
from .task import PlanTask

URGES = "dispatch.add_planurging"


class UrgingState(models.TextChoices):
    OPEN = "open", _("to be answered")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")


def only_who_is_asked(urging, user) -> str:
    return "" if urging.to_id == user.pk else gettext("Who was urged answers it.")


class PlanUrgingQuerySet(models.QuerySet):
    def visible_to(self, user):
        plans = Plan.objects.visible_to(user)
        return self.filter(Q(task__heading__plan__in=plans) | Q(target__heading__plan__in=plans))

    def open(self):
        return self.filter(state=UrgingState.OPEN)


class PlanUrging(Stateful):
    CALLED_BY = ("task", "target")
    State = UrgingState
    NUMBERS = Numbers("plan_urging", "JB")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    task = models.ForeignKey(
        PlanTask,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="urgings",
        verbose_name=pgettext_lazy("task", "task"),
    )
    target = models.ForeignKey(
        PlanTarget,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="urgings",
        verbose_name=pgettext_lazy("target", "target"),
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("to be answered by"),
    )
    text = models.TextField(
        pgettext_lazy("urging of a plan", "what is to be done"), max_length=1000
    )
    due_on = models.DateField(_("until"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("urging of a plan", "urged by"),
    )
    at = models.DateTimeField(pgettext_lazy("urging of a plan", "urged at"), auto_now_add=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=UrgingState.choices,
        default=UrgingState.OPEN,
        editable=False,
    )
    history = HistoricalRecords()

    objects = PlanUrgingQuerySet.as_manager()

    TRANSITIONS = {
        "answer": Transition(
            _("Answer"),
            {UrgingState.OPEN},
            UrgingState.ANSWERED,
            "dispatch.answer_planurging",
            requires=("answer",),
            facts=("answer",),
            guard=only_who_is_asked,
            has_sequel=True,
        ),
        "withdraw": Transition(
            _("Withdraw"),
            {UrgingState.OPEN},
            UrgingState.WITHDRAWN,
            URGES,
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("urging of a plan")
        verbose_name_plural = _("urgings of plans")
        ordering = ["-id"]
        permissions = [("answer_planurging", _("Can answer urgings of plans"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=UrgingState.values), name="plan_urging_state_known"
            ),
            models.CheckConstraint(
                condition=Q(task__isnull=False, target=None) | Q(task=None, target__isnull=False),
                name="plan_urging_of_task_or_target",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.record}"

    @property
    def record(self):
        return self.task or self.target

    @property
    def is_waited_for(self) -> bool:
        """While there is something to do where it urges."""
        return self.state == UrgingState.OPEN and self.record.is_worked_on
