"""What is free in the parks at this moment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Min, Sum
from django.utils.translation import gettext as _

from crm.core.money import plain
from parks.models import Plot
from parks.models.plot import SQM_PER_MU

LAND, PLANT = Plot.Kind.LAND, Plot.Kind.PLANT
TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True)
class Free:
    """Free space of one kind: areas in m², how many pieces, price or rent from (yuan/m²)."""

    area_sqm: Decimal = Decimal(0)
    pieces: int = 0
    largest_sqm: Decimal = Decimal(0)
    price_from: Decimal | None = None
    rent_from: Decimal | None = None

    def __add__(self, other: "Free") -> "Free":
        return Free(
            self.area_sqm + other.area_sqm,
            self.pieces + other.pieces,
            max(self.largest_sqm, other.largest_sqm),
            _lower(self.price_from, other.price_from),
            _lower(self.rent_from, other.rent_from),
        )

    @property
    def mu(self) -> int:
        return int(self.area_sqm / SQM_PER_MU)

    @property
    def largest_mu(self) -> int:
        return int(self.largest_sqm / SQM_PER_MU)

    @property
    def price_per_mu(self) -> str:
        """In ten thousand yuan, one place."""
        if self.price_from is None:
            return ""
        return plain((self.price_from * SQM_PER_MU / TEN_THOUSAND).quantize(Decimal("0.1")))

    @property
    def plant_area(self) -> tuple[str, str]:
        """(number, unit): m², or ten thousand m²."""
        if self.area_sqm < TEN_THOUSAND:
            return plain(self.area_sqm.quantize(Decimal(1))), _("m²")
        return plain((self.area_sqm / TEN_THOUSAND).quantize(Decimal("0.1"))), _("ten thousand m²")


def _lower(one, other):
    prices = [price for price in (one, other) if price is not None]
    return min(prices, default=None)


@dataclass(frozen=True)
class FreeSpace:
    land: Free = Free()
    plants: Free = Free()

    def __add__(self, other: "FreeSpace") -> "FreeSpace":
        return FreeSpace(self.land + other.land, self.plants + other.plants)


def free_by_park(parks: Iterable[int] | None = None) -> dict[int, FreeSpace]:
    """{park: what is free in it and in the parks within it}; of all parks where none is named."""
    plots = Plot.objects.offered()
    rows = (
        plots.order_by()
        .values("park", "park__parent", "kind")
        .annotate(
            area=Sum("area_sqm"),
            pieces=Count("*"),
            largest=Max("area_sqm"),
            price=Min("price_per_sqm"),
            rent=Min("rent_per_sqm"),
        )
    )
    spaces: dict[int, FreeSpace] = defaultdict(FreeSpace)
    for row in rows:
        space = _of_row(row)
        for park in {row["park"], row["park__parent"]} - {None}:
            spaces[park] += space
    return spaces if parks is None else {park: spaces[park] for park in parks}


def _of_row(row) -> FreeSpace:
    free = Free(row["area"], row["pieces"], row["largest"], row["price"], row["rent"])
    return FreeSpace(land=free) if row["kind"] == LAND else FreeSpace(plants=free)
