from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .attachment import private_storage, short_name

TABLES: dict = {}  # {label: ModelTable}, as the apps declare them in tables.py


def known_tables() -> list[tuple]:
    return [(table.label, table.title) for table in TABLES.values()]


def import_path(job, filename):
    return f"imports/{job.created_at:%Y-%m}/{job.sha256[:16]}-{short_name(filename)}"


class TableImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everyone their own; those who may view imports, all."""
        return self if user.has_perm("core.view_tableimport") else self.filter(by=user)

    def running(self):
        return self.filter(phase__in=TableImport.RUNNING)


class TableImport(models.Model):
    """A ledger on its way into the system: who chose it, how far it is, what came of it.

    ``phase`` is how far a background job is, not a state that people decide on.
    """

    class Phase(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CHECKING = "checking", _("being read")
        ASKING = "asking", _("asks for a unit")
        FAULTY = "faulty", _("has problems")
        READY = "ready", _("to be confirmed")
        CONFIRMED = "confirmed", _("confirmed, waiting")
        WRITING = "writing", _("being written")
        DONE = "done", _("imported")
        FAILED = "failed", _("failed")
        DISCARDED = "discarded", _("discarded")

    RUNNING = (Phase.WAITING, Phase.CHECKING, Phase.CONFIRMED, Phase.WRITING)

    table = models.CharField(
        pgettext_lazy("of records", "list"), max_length=60, choices=known_tables
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    file_name = models.CharField(_("file name"), max_length=200)
    size_bytes = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    source = models.FileField(
        _("file"), storage=private_storage, upload_to=import_path, max_length=300
    )
    plan = models.FileField(
        storage=private_storage, upload_to=import_path, max_length=300, blank=True
    )
    language = models.CharField(max_length=10, default="zh-hans")
    phase = models.CharField(
        _("phase"), max_length=20, choices=Phase.choices, default=Phase.WAITING
    )
    done = models.PositiveIntegerField(_("rows worked on"), default=0)
    total = models.PositiveIntegerField(_("rows"), default=0)
    new_count = models.PositiveIntegerField(pgettext_lazy("rows", "new"), default=0)
    changed_count = models.PositiveIntegerField(_("changed"), default=0)
    same_count = models.PositiveIntegerField(_("known already"), default=0)
    problem_count = models.PositiveIntegerField(_("problems"), default=0)
    problems = models.JSONField(_("problems"), default=list)
    preview = models.JSONField(default=dict)
    units = models.JSONField(_("units that the person chose"), default=dict)  # {column name: word}
    digest = models.CharField(max_length=64, blank=True)
    error = models.TextField(_("why it failed"), blank=True)
    is_seen = models.BooleanField(default=True)

    objects = TableImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["by"], condition=Q(is_seen=False), name="import_to_be_told")
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_running(self) -> bool:
        return self.phase in self.RUNNING

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0
