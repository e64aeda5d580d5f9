from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.sight import of_seen
from leads.models import Project


class DeterminationQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.has_perm("commissions.view_determination"):
            return self.none()
        return of_seen(self, "project", Project.objects.visible_to(user))


class Determination(models.Model):
    """What a person stated of a project because a policy asks for it: a class it belongs to, or an
    amount within a range, and why.

    ``name`` is the attribute of the policy document; ``value`` is a text, a number as text, or true
    or false.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="determinations", verbose_name=_("project")
    )
    name = models.CharField(_("fact"), max_length=60)
    value = models.JSONField(_("value"))
    why = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("stated by")
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        verbose_name = _("determination")
        verbose_name_plural = _("determinations")
        ordering = ["project", "name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="determined_once")]

    def __str__(self):
        return f"{self.name}: {self.value}"
