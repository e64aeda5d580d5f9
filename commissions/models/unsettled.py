from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Project

# What a policy may look at, which includes tables of other apps.
WATCHED = (
    "leads_project",
    "leads_milestone",
    "leads_referral",
    "leads_agent",
    "leads_targetentry",
    "parks_enterprise",
    "parks_contribution",
    "parks_exchangerate",
    "commissions_determination",
    "commissions_agreement",
    "commissions_policyversion",
)
# What the database does by itself: table and trigger.
TRIGGERS = {
    f"{table}.unsettle_{event}": "puts the projects that the rows are about into this queue"
    for table in WATCHED
    for event in ("insert", "update", "delete")
}


class Unsettled(models.Model):
    """A project with facts that the ledger does not reflect yet, to be settled on ``due_on`` or
    later.

    Triggers on the tables in ``WATCHED`` put projects here when anything changes that a policy may
    look at, in the same transaction; a settlement takes them out, or puts them back for the day on
    which time alone makes more due.
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
