"""A department's own words on leads and projects."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.sight import of_seen

from .lead import Lead
from .project import Project


class TagQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The tags of one's department and those below it; all for those who see the whole city."""
        if user.has_perm("leads.view_every_lead"):
            return self
        return (
            self.filter(department__in=user.department_ids)
            if user.has_perm("leads.view_lead")
            else self.none()
        )


class Tag(models.Model):
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="tags", verbose_name=_("department")
    )
    name = models.CharField(_("tag"), max_length=40)
    history = HistoricalRecords()

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["department", "name"]
        constraints = [
            models.UniqueConstraint(fields=["department", "name"], name="tag_once_per_department")
        ]

    def __str__(self):
        return self.name


class TaggingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "tag", Tag.objects.visible_to(user))


class Tagging(models.Model):
    """One tag on one lead or project. Taking it off deletes the row and leaves its history."""

    tag = models.ForeignKey(Tag, models.PROTECT, related_name="taggings", verbose_name=_("tag"))
    lead = models.ForeignKey(
        Lead, models.PROTECT, null=True, blank=True, related_name="taggings", verbose_name=_("lead")
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taggings",
        verbose_name=_("project"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = TaggingQuerySet.as_manager()

    class Meta:
        verbose_name = _("tagging")
        verbose_name_plural = _("taggings")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["tag", "lead"], name="tag_once_per_lead"),
            models.UniqueConstraint(fields=["tag", "project"], name="tag_once_per_project"),
            models.CheckConstraint(
                condition=Q(lead__isnull=False, project=None) | Q(lead=None, project__isnull=False),
                name="tagging_of_lead_or_project",
            ),
        ]

    def __str__(self):
        return f"{self.tag} · {self.lead or self.project}"
