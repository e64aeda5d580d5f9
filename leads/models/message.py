from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.seen import seen

from .agent import Agent, agents_of
from .lead import Lead
from .project import Project


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An agent's people read their own thread; the bureau those on leads and projects that it
        sees.
        """
        mine = Q(agent__in=agents_of(user))
        if user.has_perm("leads.view_message"):
            mine |= seen("lead", Lead, user) | seen("lead__project", Project, user)
        return self.filter(pk__in=self.model._base_manager.filter(mine).values("pk"))

    def thread(self, lead, agent):
        return self.filter(lead=lead, agent=agent)

    def unread_by_agent(self):
        return self.filter(is_from_agent=False, seen_at__isnull=True)

    def unread_by_bureau(self):
        return self.filter(is_from_agent=True, seen_at__isnull=True)


class Message(models.Model):
    """Between an agent and the bureau about one lead and the project that grows from it; each agent
    has a thread of its own.
    """

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="messages", verbose_name=_("lead"))
    agent = models.ForeignKey(
        Agent, models.PROTECT, related_name="messages", verbose_name=_("agent")
    )
    is_from_agent = models.BooleanField(_("from the agent"))
    text = models.TextField(_("message"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    seen_at = models.DateTimeField(_("read at"), null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["seen_at"])

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["lead", "agent", "id"], name="message_of_thread"),
            models.Index(
                fields=["agent"], condition=Q(seen_at__isnull=True), name="message_unread"
            ),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.by}"
