"""What is known of a company that no other record holds, such as a qualification: asked once, for
the policies, and kept.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.sight import of_seen
from leads.models import Company


class PolicyFactQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "company", Company.objects.visible_to(user))


class PolicyFact(models.Model):
    """One fact by its name in the vocabulary of the matching; ``value`` as it is stored there."""

    company = models.ForeignKey(
        Company, models.CASCADE, related_name="policy_facts", verbose_name=_("company")
    )
    name = models.SlugField(_("fact"), max_length=40)
    value = models.JSONField(_("value"))
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = PolicyFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact for policies")
        verbose_name_plural = _("facts for policies")
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="policy_fact_once_a_company")
        ]

    def __str__(self):
        return f"{self.company} {self.name}"
