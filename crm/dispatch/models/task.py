"""The list of work 工作清单 that carries a plan out: who does what until when, step by step."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Attachment, Department
from crm.core.punctuation import listed
from crm.core.transitions import Stateful, Transition

from .plan import Heading, OfPlanQuerySet, doer_of, is_chosen_anew, why_not_worked_on
from .target import PlanTarget

MANAGES, WORKS = "dispatch.cancel_plantask", "dispatch.work_plantask"
ACCEPTS = "dispatch.accept_plantask"


class TaskState(models.TextChoices):
    OPEN = "open", pgettext_lazy("task", "open")
    IN_HAND = "in_hand", pgettext_lazy("task", "in hand")
    DONE = "done", pgettext_lazy("task", "done, to be accepted")
    ACCEPTED = "accepted", pgettext_lazy("task", "accepted")
    SENT_BACK = "sent_back", pgettext_lazy("task", "sent back")
    CANCELLED = "cancelled", pgettext_lazy("task", "cancelled")


S = TaskState
TO_DO = {S.OPEN, S.IN_HAND, S.SENT_BACK}
UNFINISHED = TO_DO | {S.DONE}


class TaskQuerySet(OfPlanQuerySet):
    def to_do(self):
        return self.filter(state__in=TO_DO)

    def overdue(self, day: date):
        return self.to_do().filter(due_on__lt=day)

    def counted(self):
        """All but what was given up."""
        return self.exclude(state=TaskState.CANCELLED)


def is_done_by(task, user) -> bool:
    """Whether it is this person's work: theirs by name, or their department's."""
    if person := doer_of(task):
        return person == user or (
            user.has_perm(ACCEPTS) and task.department_id in user.department_ids
        )
    return task.department_id in user.department_ids


def _not_theirs(task, user) -> str:
    if reason := why_not_worked_on(task):
        return reason
    if is_done_by(task, user):
        return ""
    whose = doer_of(task) or task.department
    return gettext("%(whose)s does this task.") % {"whose": whose}


def _why_not_finished(task, user) -> str:
    return _not_theirs(task, user) or task.what_is_missing()


def _why_not_accepted(task, user) -> str:
    """The office that manages the plan, or whoever handed it down, accepts."""
    if reason := why_not_worked_on(task):
        return reason
    if user.has_perm(MANAGES):
        return ""
    if task.delegated_from_id and task.delegated_from_id in user.department_ids:
        return ""
    by = task.delegated_from or gettext("the office of the plan")
    return gettext("%(by)s accepts this task.") % {"by": by}


class PlanTask(Stateful):
    """Handed down, it keeps from which department and by whom (``delegated_from``,
    ``delegated_by``); earlier ones stand in its history.
    """

    OF = "heading__plan"
    State = TaskState

    heading = models.ForeignKey(
        Heading,
        models.PROTECT,
        related_name="tasks",
        verbose_name=pgettext_lazy("heading", "heading"),
    )
    target = models.ForeignKey(
        PlanTarget,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("target that it serves"),
    )
    title = models.CharField(pgettext_lazy("task", "task"), max_length=160)
    content = models.TextField(pgettext_lazy("task", "what is to be done"), blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="plan_tasks", verbose_name=_("department")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_tasks",
        verbose_name=_("person responsible"),
    )
    starts_on = models.DateField(_("from day"), null=True, blank=True)
    due_on = models.DateField(_("due on"))
    delegated_from = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("handed down by the department"),
    )
    delegated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("handed down by"),
    )
    result = models.TextField(pgettext_lazy("task", "result"), blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("done by"),
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=TaskState.choices,
        default=TaskState.OPEN,
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = TaskQuerySet.as_manager()

    WAY = (S.OPEN, S.IN_HAND, S.DONE, S.ACCEPTED)
    TRANSITIONS = {
        "take_up": Transition(
            pgettext_lazy("task", "Take it in hand"),
            {S.OPEN, S.SENT_BACK},
            S.IN_HAND,
            WORKS,
            guard=_not_theirs,
        ),
        "finish": Transition(
            pgettext_lazy("task", "Report it done"),
            {S.IN_HAND},
            S.DONE,
            WORKS,
            requires=("result",),
            facts=("result",),
            guard=_why_not_finished,
            stamp="done_by",
        ),
        "accept": Transition(
            pgettext_lazy("task", "Accept"),
            {S.DONE},
            S.ACCEPTED,
            ACCEPTS,
            guard=_why_not_accepted,
            apart_from=("done_by",),
            stamp="accepted_by",
        ),
        "send_back": Transition(
            pgettext_lazy("task", "Send back"),
            {S.DONE},
            S.SENT_BACK,
            ACCEPTS,
            guard=_why_not_accepted,
            apart_from=("done_by",),
            needs_note=True,
            negative=True,
            has_sequel=True,
        ),
        "cancel": Transition(
            pgettext_lazy("task", "Cancel the task"),
            UNFINISHED,
            S.CANCELLED,
            MANAGES,
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = pgettext_lazy("task", "task")
        verbose_name_plural = pgettext_lazy("task", "tasks")
        ordering = ["due_on", "id"]
        permissions = [
            ("work_plantask", _("Can do tasks of plans")),
            ("delegate_plantask", _("Can hand tasks of plans down")),
            ("accept_plantask", _("Can accept tasks of plans")),
            ("cancel_plantask", _("Can cancel tasks of plans")),
        ]
        indexes = [
            models.Index(fields=["department", "state"], name="task_of_department"),
            models.Index(
                fields=["due_on", "id"], condition=Q(state__in=sorted(TO_DO)), name="task_to_do"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=TaskState.values), name="task_state_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on__gte=F("starts_on")),
                name="task_is_due_after_it_starts",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | ~Q(accepted_by=F("done_by")),
                name="task_accepted_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_by__isnull=False),
                name="task_accepted_by_somebody",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if self.target_id and self.heading_id and self.target.heading_id != self.heading_id:
            raise ValidationError({"target": gettext("That target stands under another heading.")})
        if is_chosen_anew(self, "person") and not self.person.has_perm(WORKS):
            message = gettext("%(person)s does not work on tasks of plans.") % {
                "person": self.person
            }
            raise ValidationError({"person": message})

    @property
    def plan(self):
        return self.heading.plan

    @property
    def is_to_do(self) -> bool:
        return self.state in TO_DO

    @property
    def is_editable(self) -> bool:
        return self.is_to_do and self.heading.is_editable

    @property
    def promised_days(self) -> tuple[str, ...]:
        return ("due_on",) if self.plan.is_in_force else ()

    @property
    def is_worked_on(self) -> bool:
        return self.is_to_do and self.plan.is_in_force

    def is_changed_by(self, user) -> bool:
        return user.has_perm(MANAGES)

    def open_steps(self):
        return [step for step in self.steps.all() if step.done_on is None]

    def waits_for(self):
        """The tasks that have to be accepted before this one is done."""
        ended_states = (TaskState.ACCEPTED, TaskState.CANCELLED)
        return [
            dependence.on
            for dependence in self.dependences.all()
            if dependence.on.state not in ended_states
        ]

    def what_is_missing(self) -> str:
        """Which steps and which other tasks stand in the way of its end; "" for none."""
        sentences = []
        if steps := self.open_steps():
            names = listed(step.title for step in steps)
            sentences.append(gettext("These steps are still open: %(names)s.") % {"names": names})
        if tasks := self.waits_for():
            names = listed(task.title for task in tasks)
            sentences.append(gettext("These tasks come first: %(names)s.") % {"names": names})
        return " ".join(sentences)


class TaskStep(models.Model):
    """One part of a task, with its day and the evidence that it was done."""

    OF = "task__heading__plan"
    CALLED_BY = ("task",)

    task = models.ForeignKey(
        PlanTask,
        models.PROTECT,
        related_name="steps",
        verbose_name=pgettext_lazy("task", "task"),
    )
    title = models.CharField(pgettext_lazy("task", "step"), max_length=120)
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("done by"),
    )
    evidence = models.ForeignKey(
        Attachment,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("evidence"),
    )
    history = HistoricalRecords()

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("task", "step")
        verbose_name_plural = pgettext_lazy("task", "steps")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="task_step_done_by_somebody",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_editable(self) -> bool:
        return self.done_on is None and self.task.is_editable

    @property
    def promised_days(self) -> tuple[str, ...]:
        return self.task.promised_days

    def is_changed_by(self, user) -> bool:
        return user.has_perm(MANAGES) or is_done_by(self.task, user)


class TaskDependence(models.Model):
    """``task`` is not done before ``on`` is accepted; written by ``worklist.depend`` alone, which
    makes no circle.
    """

    OF = "task__heading__plan"
    CALLED_BY = ("task", "on")

    task = models.ForeignKey(
        PlanTask,
        models.PROTECT,
        related_name="dependences",
        verbose_name=pgettext_lazy("task", "task"),
    )
    on = models.ForeignKey(
        PlanTask, models.PROTECT, related_name="dependants", verbose_name=_("task that comes first")
    )
    history = HistoricalRecords()

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("order of tasks")
        verbose_name_plural = _("orders of tasks")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "on"],
                name="task_depends_once",
                violation_error_message=_("It waits for that task already."),
            ),
            models.CheckConstraint(condition=~Q(task=F("on")), name="task_waits_for_another"),
        ]

    def __str__(self):
        return f"{self.on} → {self.task}"
