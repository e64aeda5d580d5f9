from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.core.database.kept import keep_rows
from leads.models import Project

from .policy import PolicyVersion

# What the database does by itself: table and trigger.
TRIGGERS = {
    "commissions_basis.basis_no_change": "refuses to change or delete a row",
    "commissions_basis.basis_no_truncate": "refuses to empty the table",
}


class Basis(models.Model):
    """The facts that ledger entries rest on, as they stood when the entries were posted, so that
    each can be worked out again.

    ``facts`` names verified contributions by their ids: these are never edited. Only ever added to,
    like the ledger.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="+", verbose_name=_("project")
    )
    policy_version = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="+", verbose_name=_("policy version")
    )
    as_of = models.DateField(_("as of"))
    facts = models.JSONField(_("facts"))

    class Meta:
        verbose_name = _("basis of ledger entries")
        verbose_name_plural = _("bases of ledger entries")

    def __str__(self):
        return f"{self.project_id} {self.as_of}"


keep_rows(Basis)
