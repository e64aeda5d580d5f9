from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..punctuation import labelled


class ListRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; what was done to a row stands in that row's history."""
        return self.filter(by=user)


class ListRun(models.Model):
    """One step taken with many rows of a list, in the background: who asked for it, how far it is,
    what was left and why.

    ``keys`` are the rows as they were when it was asked for; ``done`` of them have been worked on,
    of which ``taken`` took the step. ``phase`` is how far a background job is, not a state that
    people decide on.
    """

    class Phase(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        DISCARDED = "discarded", _("discarded")

    RUNNING = (Phase.WAITING, Phase.WORKING)

    step = models.CharField(_("step"), max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    back = models.TextField(blank=True)
    keys = ArrayField(models.BigIntegerField())
    language = models.CharField(max_length=10, default="zh-hans")
    created_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    phase = models.CharField(
        _("phase"), max_length=20, choices=Phase.choices, default=Phase.WAITING
    )
    done = models.PositiveIntegerField(_("rows worked on"), default=0)
    total = models.PositiveIntegerField(_("rows"))
    taken = models.PositiveIntegerField(_("done for"), default=0)
    error = models.TextField(_("why it failed"), blank=True)

    objects = ListRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("step with many records")
        verbose_name_plural = _("steps with many records")
        ordering = ["-id"]
        default_permissions = ()
        indexes = [models.Index(fields=["by", "-id"], name="list_run_newest")]

    def __str__(self):
        return f"{self.step} #{self.pk}"

    @property
    def is_running(self) -> bool:
        return self.phase in self.RUNNING

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


class LeftRow(models.Model):
    """A row that a run left as it was, in the words of that day."""

    run = models.ForeignKey(ListRun, models.CASCADE, related_name="left")
    key = models.BigIntegerField()
    name = models.CharField(_("record"), max_length=300)
    why = models.CharField(_("why not"), max_length=500)

    class Meta:
        ordering = ["id"]
        default_permissions = ()

    def __str__(self):
        return labelled(self.name, self.why)
