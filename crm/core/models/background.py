"""Work that waits for a worker, and the sign that a worker works."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Errand(models.Model):
    """A task that was asked for and is not done yet, written in the transaction that asks for it.

    The row goes when the task has ended. Until then beat sends it again: ``next_at`` says when.
    ``begun`` counts how often a worker began it, ``sent`` how often it was sent again.
    ``request_id`` names the request that asked, for the log.
    """

    task = models.CharField(_("task"), max_length=80)
    arguments = models.JSONField(default=list)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    next_at = models.DateTimeField(_("next attempt at"))
    sent = models.PositiveIntegerField(default=0)
    begun = models.PositiveIntegerField(default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    request_id = models.CharField(max_length=64, blank=True, db_default="", default="")

    class Meta:
        verbose_name = _("errand")
        verbose_name_plural = _("errands")
        ordering = ["id"]
        default_permissions = ()
        indexes = [models.Index(fields=["next_at"], name="errand_due")]

    def __str__(self):
        return f"{self.task} {self.arguments}"


class WorkerPulse(models.Model):
    """When a worker of a machine last ran the task that beat sends as a probe."""

    host = models.CharField(max_length=200, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("pulse of a worker")
        verbose_name_plural = _("pulses of workers")
        default_permissions = ()

    def __str__(self):
        return f"{self.host} {self.at:%Y-%m-%d %H:%M:%S}"
