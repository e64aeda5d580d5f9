"""What is on the table of a dispatch meeting, what was said of it, and what was decided."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department

from .meeting import DispatchMeeting, OfMeetingQuerySet
from .plan import Heading, is_chosen_anew
from .task import UNFINISHED, WORKS, PlanTask

BY_HAND = "other"


class AgendaItemQuerySet(OfMeetingQuerySet):
    def on_the_table(self):
        """What the office did not take off."""
        return self.filter(left_out="")


class AgendaItem(models.Model):
    """``facts`` are what was known of the record when the agenda was drawn; the part of the agenda
    says how they are put (``meetings/agenda.py``). ``note`` is of the minutes. What the office
    takes off the agenda stays here with the reason (``left_out``), so that it is not drawn again.
    """

    CALLED_BY = ("meeting",)

    meeting = models.ForeignKey(
        DispatchMeeting,
        models.PROTECT,
        related_name="items",
        verbose_name=_("dispatch meeting"),
    )
    part = models.CharField(pgettext_lazy("agenda", "part"), max_length=20)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    content_type = models.ForeignKey(ContentType, models.PROTECT, null=True, editable=False)
    object_id = models.BigIntegerField(null=True, editable=False)
    record = GenericForeignKey("content_type", "object_id")
    facts = models.JSONField(default=dict, editable=False)
    note = models.TextField(pgettext_lazy("agenda", "what was said"), max_length=4000, blank=True)
    left_out = models.CharField(
        pgettext_lazy("agenda", "why it is not to come to the table"),
        max_length=300,
        blank=True,
        db_default="",
        editable=False,
    )
    history = HistoricalRecords(excluded_fields=["facts", "order"])

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("agenda", "item of an agenda")
        verbose_name_plural = pgettext_lazy("agenda", "items of agendas")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "part", "content_type", "object_id"],
                condition=Q(object_id__isnull=False),
                name="item_once_in_a_part",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        return str(self.facts.get("title", ""))

    @property
    def key(self) -> tuple:
        return self.part, self.content_type_id, self.object_id

    @property
    def is_by_hand(self) -> bool:
        return self.part == BY_HAND


class DecisionQuerySet(OfMeetingQuerySet):
    def not_carried_out(self):
        """Those whose task is neither accepted nor given up."""
        return self.filter(task__state__in=sorted(UNFINISHED))


class MeetingDecision(models.Model):
    """Becomes a task of the plan when the minutes are closed; until then it may be dropped."""

    CALLED_BY = ("meeting",)

    meeting = models.ForeignKey(
        DispatchMeeting,
        models.PROTECT,
        related_name="decisions",
        verbose_name=_("dispatch meeting"),
    )
    item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=pgettext_lazy("agenda", "item of an agenda"),
    )
    text = models.CharField(pgettext_lazy("agenda", "decision"), max_length=160)
    heading = models.ForeignKey(
        Heading,
        models.PROTECT,
        related_name="decisions",
        verbose_name=pgettext_lazy("heading", "heading"),
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("department")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person responsible"),
    )
    due_on = models.DateField(_("due on"))
    task = models.OneToOneField(
        PlanTask,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="decision",
        verbose_name=pgettext_lazy("task", "task"),
    )
    history = HistoricalRecords()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("agenda", "decision")
        verbose_name_plural = pgettext_lazy("agenda", "decisions")
        ordering = ["id"]

    def __str__(self):
        return self.text

    def clean(self):
        if self.heading_id and not self.heading.plan.is_in_force:
            raise ValidationError({"heading": gettext("The plan is not in force.")})
        if self.due_on and self.due_on < self.meeting.meets_on:
            raise ValidationError({"due_on": gettext("The day lies before the meeting.")})
        if is_chosen_anew(self, "person") and not self.person.has_perm(WORKS):
            message = gettext("%(person)s does not work on tasks of plans.") % {
                "person": self.person
            }
            raise ValidationError({"person": message})
