"""The work queue: what waits for whom, why, and until when."""

from datetime import date

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.core.models import Department
from leads.models.asked import spoken_for

# Who stands over a role, and takes what nobody of it has taken in hand.
STANDS_OVER = {"section_head": {"officer"}}


class WaitingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What waits for this person: by name, by role and department, or by a right."""
        roles = user.role_codes | {
            below for role in user.role_codes for below in STANDS_OVER.get(role, ())
        }
        by_role = Q(role__in=roles) & (
            Q(department__in=user.department_ids) | Q(department__isnull=True)
        )
        # in so long a list of rights the database does not see by itself that none is empty
        by_right = (
            Q(right__in=user.own_permissions)
            & ~Q(right="")
            & (Q(department__in=spoken_for(user)) | Q(department__isnull=True))
        )
        return self.filter(Q(person=user) | by_role | by_right).exclude(apart__contains=[user.pk])

    def on(self, day: date | None = None):
        """What is to be done on that day or is seen from that day on."""
        day = day or timezone.localdate()
        return self.filter(Q(appears_on__isnull=True) | Q(appears_on__lte=day))

    def of(self, record):
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk)


class Waiting(models.Model):
    """One thing that a person, or the people of a department and role, have to do with a record.

    Worked out of the record by ``crm.dispatch.queue.sources`` and written by its ``reconcile``
    alone. For whom: a ``person``; or all who hold ``role`` over ``department`` (of the whole city
    where there is none); or all who hold ``right`` and speak for ``department``. Those in ``apart``
    may not do it, because they took an earlier step. ``step`` is a transition of the record, or
    what the source calls it; ``part`` tells several of one step apart. ``missing`` names the facts
    that have to be found out first.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.BigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    step = models.CharField(_("step"), max_length=40)
    part = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("for the person"),
    )
    role = models.CharField(_("for the role"), max_length=20, blank=True)
    right = models.CharField(max_length=80, blank=True)
    department = models.ForeignKey(
        Department, models.CASCADE, null=True, related_name="+", verbose_name=_("department")
    )
    apart = ArrayField(models.BigIntegerField(), default=list)
    missing = ArrayField(models.CharField(max_length=60), default=list)
    is_decision = models.BooleanField(_("to be decided"), default=False)
    since = models.DateTimeField(_("waits since"), null=True)
    appears_on = models.DateField(_("is seen from"), null=True)
    due_on = models.DateField(_("due on"), null=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, null=True)
    facts = models.JSONField(default=dict)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting step")
        verbose_name_plural = _("work queue")
        ordering = [models.F("due_on").asc(nulls_last=True), "since", "id"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["person", "due_on"], name="waiting_for_person"),
            models.Index(fields=["role", "department", "due_on"], name="waiting_for_role"),
            models.Index(
                fields=["right", "department"], condition=~Q(right=""), name="waiting_for_right"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "step", "part", "role"],
                name="waits_once_for_a_role",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, role="", right="")
                | Q(person__isnull=True) & ~Q(role="", right=""),
                name="waits_for_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.content_type.model} {self.object_id}: {self.step}"
