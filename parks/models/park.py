from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from leads.models import Region


class ParkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every colleague sees every park; nobody else does."""
        return self if user.has_perm("parks.view_park") else self.none()


class Park(models.Model):
    class Level(models.TextChoices):
        NATIONAL = "national", _("national")
        PROVINCIAL = "provincial", _("provincial")
        CITY = "city", _("city or county")

    name = models.CharField(_("name"), max_length=100, unique=True)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("stands in the park")
    )
    department = models.ForeignKey(Department, models.PROTECT, related_name="parks", verbose_name=_("administration"))
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("region"))
    description = models.TextField(_("description"), blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ParkQuerySet.as_manager()

    class Meta:
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering = ["name"]

    def __str__(self):
        return self.name


class ParkIndustry(models.Model):
    class Role(models.TextChoices):
        LEADING = "leading", _("leading industry")
        AUXILIARY = "auxiliary", _("auxiliary industry")

    park = models.ForeignKey(Park, models.CASCADE, related_name="industries", verbose_name=_("park"))
    name = models.CharField(_("industry"), max_length=60)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("park industry")
        verbose_name_plural = _("park industries")
        ordering = ["-role", "id"]
        constraints = [models.UniqueConstraint(fields=["park", "name"], name="park_industry_once")]

    def __str__(self):
        return f"{self.name}（{self.get_role_display()}）"


class PlotQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("parks.view_plot") else self.none()

    def free_on(self, day):
        """Plots that no entry holds on ``day`` or later."""
        from .entry import Entry

        return self.exclude(pk__in=Entry.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day)).values("plot"))


class Plot(models.Model):
    class Kind(models.TextChoices):
        LAND = "land", _("land")
        PLANT = "plant", _("standard plant")

    park = models.ForeignKey(Park, models.PROTECT, related_name="plots", verbose_name=_("park"))
    code = models.CharField(_("plot number"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    area_sqm = models.DecimalField(_("area (m²)"), max_digits=12, decimal_places=2)
    price_per_sqm = models.DecimalField(_("price (yuan/m²)"), max_digits=12, decimal_places=2, null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    history = HistoricalRecords()

    objects = PlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("plot")
        verbose_name_plural = _("plots")
        ordering = ["park", "code"]
        constraints = [
            models.UniqueConstraint(fields=["park", "code"], name="plot_code_once_per_park"),
            models.CheckConstraint(
                condition=Q(area_sqm__gt=0),
                name="plot_area_positive",
                violation_error_message=_("The area must be more than zero."),
            ),
        ]

    def __str__(self):
        return f"{self.park} {self.code}"
