from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Project


class Unsettled(models.Model):
    """A project with facts that the ledger does not reflect yet, to be settled on ``due_on`` or
    later.

    Triggers in the database put projects here when anything changes that a policy may look at, in
    the same transaction; a settlement takes them out, or puts them back for the day on which time
    alone makes more due.
    """

    project = models.OneToOneField(
        Project,
        models.PROTECT,
        primary_key=True,
        related_name="unsettled",
        verbose_name=_("project"),
    )
    due_on = models.DateField(_("to be settled from"), db_index=True)

    class Meta:
        verbose_name = _("unsettled project")
        verbose_name_plural = _("unsettled projects")

    def __str__(self):
        return str(self.project)
