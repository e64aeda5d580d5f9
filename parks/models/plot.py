from decimal import Decimal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.money import plain

from .park import OfPark, Park

SQM_PER_MU = Decimal(2000) / 3
NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


def quality(label, digits=10):
    """A number that a place offers, or that somebody needs at least."""
    return models.DecimalField(
        label, max_digits=digits, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )


class Zoning(models.TextChoices):
    """Uses of land by the national classification (GB 50137): what may be built."""

    M1 = "M1", _("M1 industry, first class")
    M2 = "M2", _("M2 industry, second class")
    M3 = "M3", _("M3 industry, third class")
    M0 = "M0", _("M0 new industry and research")
    W1 = "W1", _("W1 storage and logistics")
    B = "B", _("B business and services")


class SpaceQualities(models.Model):
    """What a place offers and what a lead needs, under the same names, so that one is held against
    the other.
    """

    QUALITIES = (
        "floor_load_t",
        "height_m",
        "power_kva",
        "water_t_day",
        "sewage_t_day",
        "steam_t_hour",
        "gas_m3_hour",
    )

    floor_load_t = quality(_("floor load (t/m²)"))
    height_m = quality(_("clear height (m)"))
    power_kva = quality(_("power (kVA)"))
    water_t_day = quality(_("water (t/day)"))
    sewage_t_day = quality(_("sewage (t/day)"))
    steam_t_hour = quality(_("heat (t of steam/hour)"))
    gas_m3_hour = quality(_("gas (m³/hour)"))
    zoning = models.CharField(_("zoning"), max_length=4, choices=Zoning.choices, blank=True)

    class Meta:
        abstract = True


class PlotStatus(models.TextChoices):
    """What can be said of a plot on a day; the first four are set by people, the others follow from
    who holds it.
    """

    PLANNED = "planned", _("being planned")
    PREPARING = "preparing", _("being prepared")
    WITHHELD = "withheld", _("not offered")
    CLOSED = "closed", _("split or merged")
    FREE = "free", _("free")
    RESERVED = "reserved", _("reserved")
    OCCUPIED = "occupied", _("occupied")


class PlotQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("parks.view_plot") else self.none()

    def of_park(self, park):
        """Of the park and of the parks within it."""
        return self.filter(park__in=Park.objects.within(park))

    def free_on(self, day):
        """Plots that no entry holds on ``day`` or later."""
        Entry = apps.get_model("parks", "Entry")
        return self.exclude(
            pk__in=Entry.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day)).values("plot")
        )

    def with_status(self, day=None):
        """Each with its ``status`` on ``day`` (today, where none is named)."""
        Entry = apps.get_model("parks", "Entry")
        Reservation = apps.get_model("parks", "Reservation")
        day = day or timezone.localdate()
        held = Entry.objects.holding(day).filter(plot=OuterRef("pk"))
        set_by_people = (
            Availability.objects.filter(plot=OuterRef("pk"), starts_on__lte=day)
            .order_by("-starts_on", "-id")
            .values("status")[:1]
        )
        return self.alias(availability=Subquery(set_by_people)).annotate(
            status=Case(
                When(Exists(held), then=Value(PlotStatus.OCCUPIED)),
                When(
                    Exists(Reservation.objects.holding(day).filter(plot=OuterRef("pk"))),
                    then=Value(PlotStatus.RESERVED),
                ),
                When(availability__isnull=False, then="availability"),
                default=Value(PlotStatus.FREE),
                output_field=models.CharField(choices=PlotStatus.choices),
            )
        )

    def offered(self, day=None):
        """Free on ``day``, with no entry that begins later."""
        day = day or timezone.localdate()
        return self.free_on(day).with_status(day).filter(status=PlotStatus.FREE)


# What the database does by itself: table and trigger.
TRIGGERS = {
    "parks_plot.search_fill": "keeps the search columns: its number and the park",
    "parks_plot.search_pass_on": "a number that changed reaches the columns of entry applications",
}


class Plot(OfPark, SpaceQualities):
    """A piece of land, or (part of) a standard plant, that one project at a time holds."""

    CALLED_BY = ("park",)

    class Kind(models.TextChoices):
        LAND = "land", _("land")
        PLANT = "plant", _("standard plant")

    Status = PlotStatus

    park = models.ForeignKey(Park, models.PROTECT, related_name="plots", verbose_name=_("park"))
    code = models.CharField(_("plot number"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    area_sqm = models.DecimalField(_("area (m²)"), max_digits=12, decimal_places=2)
    price_per_sqm = models.DecimalField(
        _("price (yuan/m²)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    rent_per_sqm = models.DecimalField(
        _("rent (yuan/m² a month)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    # Corners [longitude, latitude] in WGS 84, in order, the first one not repeated; empty where no
    # boundary is known.
    boundary = models.JSONField(_("boundary"), default=list, blank=True, editable=False)
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

    def clean(self):
        """A plot that is applied for, reserved or held stays in its park."""
        stored = Plot.objects.filter(pk=self.pk).first() if self.pk else None
        if stored is None or stored.park_id == self.park_id:
            return
        if self.entries.exists() or self.reservations.exists() or self.applications.exists():
            raise ValidationError(
                {"park": _("Projects stand on it or asked for it: it stays in its park.")}
            )

    @property
    def area_mu(self) -> Decimal:
        """15 mu are a hectare."""
        return (self.area_sqm / SQM_PER_MU).quantize(Decimal("0.01"))

    def area_in_words(self) -> str:
        """Land by the mu, plants by the square metre: 100 亩, 9,000 ㎡."""
        if self.kind == self.Kind.LAND:
            return _("%(area)s mu") % {"area": plain(self.area_mu.quantize(Decimal("0.1")))}
        return _("%(area)s m²") % {"area": plain(self.area_sqm)}

    def status_now(self) -> str:
        """The status that ``with_status`` found, or that of today."""
        return getattr(self, "status", None) or Plot.objects.with_status().get(pk=self.pk).status

    def status_in_words(self) -> str:
        return str(PlotStatus(self.status_now()).label)

    status_in_words.short_description = _("status")


class AvailabilityQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("parks.view_plot") else self.none()


class Availability(models.Model):
    """From a day on a plot is planned, being prepared, not offered, closed because it was split or
    merged, or free again.
    """

    SET_BY_PEOPLE = [
        PlotStatus.PLANNED,
        PlotStatus.PREPARING,
        PlotStatus.WITHHELD,
        PlotStatus.CLOSED,
        PlotStatus.FREE,
    ]

    plot = models.ForeignKey(
        Plot, models.PROTECT, related_name="availabilities", verbose_name=_("plot")
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=[(status.value, status.label) for status in SET_BY_PEOPLE],
    )
    starts_on = models.DateField(_("from"))
    reason = models.CharField(_("why"), max_length=200)
    history = HistoricalRecords()

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("status of a plot")
        verbose_name_plural = _("statuses of plots")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plot", "starts_on"],
                name="one_plot_status_a_day",
                violation_error_message=_("A status from this day on is stored already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "preparing", "withheld", "closed", "free"]),
                name="plot_status_known",
            ),
        ]

    def __str__(self):
        return f"{self.plot} · {self.get_status_display()}"
