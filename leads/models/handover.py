from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.core.models import Department

from .lead import Lead
from .project import Project
from .warning import OfLeadOrProjectQuerySet


class Handover(models.Model):
    """A lead or project went from one district to another, with its reason; written once. Who
    brought it stays who brought it.
    """

    lead = models.ForeignKey(
        Lead,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handovers",
        verbose_name=_("lead"),
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handovers",
        verbose_name=_("project"),
    )
    from_department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("from department")
    )
    to_department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("to department")
    )
    from_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer until then"),
    )
    to_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("officer in charge"),
    )
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = OfLeadOrProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lead__isnull=False, project=None) | Q(lead=None, project__isnull=False),
                name="handover_of_lead_or_project",
            ),
            models.CheckConstraint(
                condition=~Q(from_department=F("to_department")),
                name="handover_to_another_department",
            ),
        ]

    def __str__(self):
        return f"{self.from_department} → {self.to_department}"
