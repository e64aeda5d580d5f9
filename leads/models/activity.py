from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.seen import seen

from .campaign_target import CampaignTarget
from .lead import Lead
from .project import Project


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(
            seen("lead", Lead, user)
            | seen("project", Project, user)
            | seen("campaigntarget", CampaignTarget, user)
        )

    def with_open_step(self):
        """Activities whose next step has a day and is not done."""
        return self.filter(next_on__isnull=False, next_done_at=None)


class Activity(models.Model):
    """Something done with the company: a call, a visit, a meeting; with what comes next."""

    class Kind(models.TextChoices):
        CALL = "call", _("call")
        VISIT = "visit", _("visit to the company")
        RECEPTION = "reception", _("reception in the city")
        MEETING = "meeting", _("meeting")
        WECHAT = "wechat", _("WeChat")
        ONLINE = "online", _("message by the site")

    lead = models.ForeignKey(
        Lead,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("lead"),
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("project"),
    )
    campaigntarget = models.ForeignKey(
        CampaignTarget,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("company of a campaign"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    happened_at = models.DateTimeField(_("when"))
    summary = models.TextField(_("what happened"))
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_on = models.DateField(_("next step on"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="activities", verbose_name=_("by")
    )
    next_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next_steps",
        verbose_name=_("next step by"),
    )
    next_done_at = models.DateTimeField(
        _("next step done at"), null=True, blank=True, editable=False
    )
    history = HistoricalRecords()

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-happened_at", "-id"]
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="activity_newest"),
            models.Index(
                fields=["next_by", "next_on"],
                condition=Q(next_on__isnull=False, next_done_at=None),
                name="activity_open_step",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lead__isnull=False, project=None, campaigntarget=None)
                | Q(lead=None, project__isnull=False, campaigntarget=None)
                | Q(lead=None, project=None, campaigntarget__isnull=False),
                name="activity_of_one_record",
            )
        ]

    @property
    def record(self):
        return self.lead or self.project or self.campaigntarget

    def __str__(self):
        return f"{self.get_kind_display()} {self.happened_at:%Y-%m-%d}"
