from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import TableImport
from crm.core.transitions import Stateful, Transition

from .contribution import Contribution


class RowState(models.TextChoices):
    OPEN = "open", _("to be clarified")
    COMPLETED = "completed", _("completed")
    DISMISSED = "dismissed", _("dismissed")


class UnmatchedRowQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of every file for those who see the whole city; else of one's own files."""
        if not user.has_perm("parks.view_unmatchedrow"):
            return self.none()
        return self if user.has_perm("leads.view_every_project") else self.filter(source__by=user)

    def open(self):
        return self.filter(state=RowState.OPEN)


class UnmatchedRow(Stateful):
    """A row of a monthly file that did not become a contribution, with what the file says and why
    not.

    ``cells`` are [[title, text]]; ``read`` what could be read of them, {field: value as text};
    ``problems`` [[title, text, message]]. ``fingerprint`` is the same for rows that say the same,
    so that a file that comes twice is listed once.
    """

    State = RowState

    class Kind(models.TextChoices):
        UNMATCHED = "unmatched", _("no such settled enterprise")
        FAULTY = "faulty", _("faulty cells")

    source = models.ForeignKey(
        TableImport, models.PROTECT, related_name="+", verbose_name=_("from the file")
    )
    row = models.PositiveIntegerField(_("row"))
    kind = models.CharField(_("why it was set aside"), max_length=20, choices=Kind.choices)
    credit_code = models.CharField(_("unified social credit code"), max_length=60, blank=True)
    name = models.CharField(_("name in the file"), max_length=200, blank=True)
    cells = models.JSONField(_("what the file says"))
    read = models.JSONField(default=dict)
    problems = models.JSONField(_("problems"), default=list)
    fingerprint = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        _("state"), max_length=20, choices=RowState.choices, default=RowState.OPEN, editable=False
    )
    contribution = models.ForeignKey(
        Contribution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="from_rows",
        editable=False,
        verbose_name=_("became"),
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("clarified by"),
    )
    history = HistoricalRecords()

    objects = UnmatchedRowQuerySet.as_manager()

    TRANSITIONS = {
        "complete": Transition(
            _("Complete"),
            {RowState.OPEN},
            RowState.COMPLETED,
            "parks.file_contributions",
            facts=("contribution",),
            stamp="closed_by",
            hidden=True,
        ),
        "dismiss": Transition(
            _("Dismiss"),
            {RowState.OPEN},
            RowState.DISMISSED,
            "parks.file_contributions",
            needs_note=True,
            stamp="closed_by",
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("row to be clarified")
        verbose_name_plural = _("rows to be clarified")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["credit_code"], condition=Q(state="open"), name="open_rows_by_credit_code"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RowState.values), name="unmatched_row_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="completed", contribution__isnull=False)
                | ~Q(state="completed") & Q(contribution__isnull=True),
                name="completed_row_became_a_contribution",
            ),
        ]

    @property
    def first_problem(self) -> str:
        return self.problems[0][2] if self.problems else "—"

    def __str__(self):
        return f"{self.name or self.credit_code or '—'} · {self.source} #{self.row}"
