from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.sight import of_seen
from leads.models import Lead

from .park import Park
from .plot import NOT_NEGATIVE, Plot, SpaceQualities


class SpaceNeedQuerySet(models.QuerySet):
    """Rows that are seen by whoever sees their lead."""

    def visible_to(self, user):
        return of_seen(self, "lead", Lead.objects.visible_to(user))


class SpaceNeed(SpaceQualities):
    """The room that a lead asks for. Conditions named in ``musts`` are hard; the others are wishes,
    which earn points.
    """

    CONDITIONS = (
        "kind",
        "area_sqm",
        "area_most_sqm",
        "price_most",
        "rent_most",
        "zoning",
        "park",
        *SpaceQualities.QUALITIES,
    )

    lead = models.OneToOneField(
        Lead, models.PROTECT, related_name="space_need", editable=False, verbose_name=_("lead")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Plot.Kind.choices, blank=True)
    area_sqm = models.DecimalField(
        _("area at least (m²)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    area_most_sqm = models.DecimalField(
        _("area at most (m²)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    price_most = models.DecimalField(
        _("price at most (yuan/m²)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    rent_most = models.DecimalField(
        _("rent at most (yuan/m² a month)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    park = models.ForeignKey(
        Park,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="space_needs",
        verbose_name=_("park wished for"),
    )
    needed_on = models.DateField(_("needed from"), null=True, blank=True)
    musts = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        verbose_name=_("conditions that must be met"),
    )
    history = HistoricalRecords()

    objects = SpaceNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need of space")
        verbose_name_plural = _("needs of space")

    def __str__(self):
        return f"{self._meta.verbose_name} · {self.lead}"
