from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.money import MoneyField
from crm.core.sight import of_seen

from .agent import Agent, agents_of


class AgentTargetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for those with the right; an agency its own."""
        if not user.has_perm("leads.view_agenttarget"):
            return self.filter(agent__in=agents_of(user))
        return of_seen(self, "agent", Agent.objects.visible_to(user))


class AgentTarget(models.Model):
    """What an agent has undertaken to bring in one year. ``money`` is in yuan."""

    agent = models.ForeignKey(
        Agent, models.PROTECT, related_name="targets", verbose_name=_("agent")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000)])
    leads = models.PositiveIntegerField(_("leads to bring"), default=0)
    projects = models.PositiveIntegerField(_("projects to sign"), default=0)
    money = MoneyField(
        _("money to arrive"),
        default=Decimal(0),
        validators=[MinValueValidator(0)],
    )
    history = HistoricalRecords()

    objects = AgentTargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly target")
        verbose_name_plural = _("yearly targets")
        ordering = ["-year", "agent"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "year"], name="agent_target_once_a_year")
        ]

    def __str__(self):
        return f"{self.agent} {self.year}"
