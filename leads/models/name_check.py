from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .agent import Agent, agents_of


class NameCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An agent's people see their own; the bureau's those of the agents whose registrations it
        receives.
        """
        if user.has_perm("leads.view_registration"):
            return self
        return self.filter(agent__in=agents_of(user))


class NameCheck(models.Model):
    """An agent asked whether a company can be registered, and what was answered: kept, so that who
    goes through a list of names can be stopped and found. Never changed.
    """

    class Answer(models.TextChoices):
        FREE = "free", _("can be registered")
        SETTLED = "settled", _("settled here; can be registered with a new investment")
        OWN = "own", _("registered by the agent itself")
        TAKEN = "taken", _("company already in hand")

    agent = models.ForeignKey(
        Agent, models.CASCADE, related_name="name_checks", verbose_name=_("agent")
    )
    company_name = models.CharField(_("company"), max_length=200, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=30, blank=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = NameCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("company asked for")
        verbose_name_plural = _("companies asked for")
        ordering = ["-id"]
        indexes = [models.Index(fields=["agent", "at"], name="name_check_of_agent")]

    def __str__(self):
        return f"{self.company_name or self.credit_code} {self.get_answer_display()}"
