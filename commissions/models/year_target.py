from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.sight import of_seen

from .agreement import Agreement


class YearTargetQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "agreement", Agreement.objects.visible_to(user))


class YearTarget(models.Model):
    """What an agent is to bring in a year of its agreement; the result is counted, not entered."""

    class Metric(models.TextChoices):
        COMPANIES = "companies", _("companies accepted")
        SIGNED = "signed", _("projects signed")
        INVESTED = "invested", _("fixed investment verified (ten thousand yuan)")

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="year_targets", verbose_name=_("agreement")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    metric = models.CharField(_("what is counted"), max_length=20, choices=Metric.choices)
    value = models.DecimalField(
        pgettext_lazy("to reach", "target"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    history = HistoricalRecords()

    objects = YearTargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly target")
        verbose_name_plural = _("yearly targets")
        ordering = ["-year", "agreement", "metric"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "year", "metric"], name="target_once_a_year"
            )
        ]

    def __str__(self):
        return f"{self.year} {self.get_metric_display()}"
