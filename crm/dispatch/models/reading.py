"""What a department reports of a target: one person reports, another one verifies."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.models import Attachment
from crm.core.punctuation import aside
from crm.core.transitions import Stateful, Transition

from .plan import OfPlanQuerySet
from .target import PlanTarget

VERIFIES = "dispatch.verify_targetreading"


class ReadingState(models.TextChoices):
    REPORTED = "reported", pgettext_lazy("reading", "to be verified")
    VERIFIED = "verified", pgettext_lazy("reading", "verified")
    RETURNED = "returned", pgettext_lazy("reading", "sent back")


class ReadingQuerySet(OfPlanQuerySet):
    def verified(self):
        return self.filter(state=ReadingState.VERIFIED)


class TargetReading(Stateful):
    """Where the target stood at the end of ``day``. What is verified counts."""

    OF = "target__heading__plan"
    CALLED_BY = ("target",)
    State = ReadingState

    target = models.ForeignKey(
        PlanTarget,
        models.PROTECT,
        related_name="readings",
        verbose_name=pgettext_lazy("target", "target"),
    )
    day = models.DateField(_("as of"))
    value = models.DecimalField(pgettext_lazy("reading", "value"), max_digits=18, decimal_places=2)
    note = models.CharField(pgettext_lazy("reading", "note"), max_length=300, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("reported by"),
    )
    reported_at = models.DateTimeField(_("reported at"), auto_now_add=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ReadingState.choices,
        default=ReadingState.REPORTED,
        editable=False,
    )
    history = HistoricalRecords()

    objects = ReadingQuerySet.as_manager()

    WAY = (ReadingState.REPORTED, ReadingState.VERIFIED)
    TRANSITIONS = {
        "verify": Transition(
            pgettext_lazy("reading", "Verify"),
            {ReadingState.REPORTED},
            ReadingState.VERIFIED,
            VERIFIES,
            requires=("has_evidence",),
            apart_from=("reported_by",),
            stamp="verified_by",
        ),
        "send_back": Transition(
            pgettext_lazy("reading", "Send back"),
            {ReadingState.REPORTED, ReadingState.VERIFIED},
            ReadingState.RETURNED,
            VERIFIES,
            apart_from=("reported_by",),
            needs_note=True,
            negative=True,
            has_sequel=True,
        ),
    }
    FACT_LABELS = {"has_evidence": _("evidence")}

    class Meta:
        verbose_name = _("reported value")
        verbose_name_plural = _("reported values")
        ordering = ["-day", "-id"]
        permissions = [("verify_targetreading", _("Can verify reported values of targets"))]
        indexes = [models.Index(fields=["target", "-day", "-id"], name="reading_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReadingState.values), name="reading_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(verified_by=F("reported_by")), name="reading_verified_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_by__isnull=False),
                name="reading_verified_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.target}{aside(self.day)}"

    @property
    def is_editable(self) -> bool:
        return False

    def has_evidence(self) -> bool:
        kind = ContentType.objects.get_for_model(TargetReading)
        return Attachment.objects.filter(content_type=kind, object_id=self.pk).exists()
