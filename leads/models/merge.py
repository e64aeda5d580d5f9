from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.by_permission import ByViewPermission
from crm.core.punctuation import labelled


class CompanyMerge(models.Model):
    """Two companies that a person declared to be one: which went into which, who, why; undone once
    at most.

    The companies are named by number: the one that went is gone, and the other may go the same way
    later.
    """

    kept_id = models.BigIntegerField(_("number of the company kept"), db_index=True)
    kept_name = models.CharField(_("company kept"), max_length=200)
    dropped_id = models.BigIntegerField(_("number of the company merged into it"), db_index=True)
    dropped_name = models.CharField(_("company merged into it"), max_length=200)
    values = models.JSONField(_("values"), encoder=DjangoJSONEncoder)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("merged by")
    )
    at = models.DateTimeField(_("merged at"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=300)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undo_reason = models.CharField(_("reason for undoing"), max_length=300, blank=True)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("merge of companies")
        verbose_name_plural = _("merges of companies")
        ordering = ["-at", "-id"]
        permissions = [("merge_company", _("Can merge companies and undo it"))]

    def __str__(self):
        return f"{self.dropped_name} → {self.kept_name}"

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None


class MergedRow(models.Model):
    """One record that a merge touched: pointed at the kept company, taken away as said twice, or
    added. Never changed.
    """

    class Act(models.TextChoices):
        MOVED = "moved", _("moved")
        TAKEN_AWAY = "taken_away", _("taken away, said twice")
        ADDED = "added", _("added")

    merge = models.ForeignKey(
        CompanyMerge, models.CASCADE, related_name="rows", verbose_name=_("merge")
    )
    act = models.CharField(_("what was done"), max_length=20, choices=Act.choices)
    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    field = models.CharField(_("field"), max_length=60, blank=True)
    label = models.CharField(_("record"), max_length=300)
    values = models.JSONField(_("values"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("record of a merge")
        verbose_name_plural = _("records of a merge")
        ordering = ["id"]

    def __str__(self):
        return labelled(self.get_act_display(), self.label)
