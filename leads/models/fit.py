"""How well a company that is not here yet fits the city: the weights, which are data, and the
scores that are worked out from them.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.by_permission import ByViewPermission

from .company import Company

BEST = 100

# What a score is made of, by code; ``leads.fit.parts`` and rooms above say how.
PART_LABELS: dict[str, str] = {}


def part_choices():
    return list(PART_LABELS.items())


class FitWeight(models.Model):
    """What one part of the score is worth: its points where it holds in full, negative where it
    speaks against the company.
    """

    part = models.CharField(_("part"), max_length=20, choices=part_choices, unique=True)
    points = models.SmallIntegerField(
        pgettext_lazy("fit", "points"),
        help_text=_("From -100 to 100; less than 0 speaks against the company."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("weight of the fit")
        verbose_name_plural = _("weights of the fit")
        ordering = ["-points", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=-BEST, points__lte=BEST),
                name="fit_weight_within_100",
                violation_error_message=_("Points lie between -100 and 100."),
            )
        ]

    def __str__(self):
        return str(self.get_part_display())

    def clean(self):
        if self.points is None:
            return
        if not -BEST <= self.points <= BEST:
            raise ValidationError({"points": _("Points lie between -100 and 100.")})


class FitScore(models.Model):
    """Worked out at night and on change, never edited. ``parts`` are {part: [points, what it rests
    on]}, with points as they counted; a company that is here has no score.
    """

    company = models.OneToOneField(
        Company,
        models.CASCADE,
        primary_key=True,
        related_name="fit",
        verbose_name=_("company"),
    )
    score = models.PositiveSmallIntegerField(_("fit"), default=0)
    parts = models.JSONField(_("reasons"), default=dict)
    computed_at = models.DateTimeField(_("worked out at"))

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("company wanted")
        verbose_name_plural = _("companies wanted")
        ordering = ["-score", "company_id"]
        indexes = [models.Index(fields=["-score", "company"], name="fit_best_first")]

    def __str__(self):
        return f"{self.company} {self.score}"

    def label_for(self, sight) -> str:
        return f"{sight.label(self.company)} {self.score}"
