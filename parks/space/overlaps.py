"""What a planner asks of boundaries that are drawn anew: that no two plots of land share ground,
and that they lie where the park lies.

Standard plants stand on the land, and their floors above each other: only land is held against
land. A plot that was split or merged is closed, and what follows it lies where it lay.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from math import hypot
from statistics import median

from django.db.models import Q
from django.utils.translation import gettext as _
from shapely import Polygon, STRtree

from crm.core.models import Parameter

from ..models import Plot
from ..models.plot import PlotStatus
from .polygons import common_sqm, distance, middle_of, offset

MOST_TOLD = 100
FAR_OFF = 30_000  # metres from the middle of the park
# metres: a shift that maps with displaced coordinates show, and how far two plots' shifts may
# differ
SHIFTED, APART = (100, 1200), 25


@dataclass(frozen=True)
class Ground:
    """Land under a name; ``key`` tells two of them apart."""

    key: object
    name: str
    boundary: list
    area_sqm: Decimal


@dataclass(frozen=True)
class Overlap:
    of: Ground
    over: Ground
    sqm: float

    @property
    def percent(self) -> float:
        """Of the smaller one."""
        return self.sqm * 100 / max(float(min(self.of.area_sqm, self.over.area_sqm)), 1e-9)

    def __str__(self):
        return _("It lies over %(plot)s by %(area)s m² (%(percent)s%% of the smaller one).") % {
            "plot": self.over.name,
            "area": f"{self.sqm:,.0f}",
            "percent": f"{self.percent:.1f}",
        }


def ground_of(plot: Plot) -> Ground:
    return Ground(plot.pk, plot.code, plot.boundary, plot.area_sqm)


def standing_around(park, *, but=()) -> list[Ground]:
    """The land with a boundary that is not closed, in the park, the park around it and those within
    it; without the plots ``but``.
    """
    outer = park.parent or park
    land = (
        Plot.objects.filter(Q(park=outer) | Q(park__parent=outer), kind=Plot.Kind.LAND)
        .exclude(boundary=[])
        .exclude(pk__in=but)
    )
    return [ground_of(plot) for plot in land.with_status().exclude(status=PlotStatus.CLOSED)]


def overlaps(drawn: list[Ground], around: list[Ground]) -> list[Overlap]:
    """Where a drawn ground overlaps one drawn before it, or one that lies around, by more than the
    per cent that is tolerated; MOST_TOLD at most.
    """
    sliver = float(Parameter.get("plot_overlap_percent"))
    larger = (overlap for overlap in _shared(drawn, around) if overlap.percent > sliver)
    return list(islice(larger, MOST_TOLD))


def _shared(drawn, around):
    if not drawn:
        return
    grounds = [*around, *drawn]
    shapes = [Polygon(ground.boundary) for ground in grounds]
    new, near = STRtree(shapes).query(shapes[len(around) :], predicate="intersects")
    for of, over in sorted(zip((new + len(around)).tolist(), near.tolist(), strict=True)):
        if over < of:
            yield Overlap(
                grounds[of], grounds[over], common_sqm(grounds[of].boundary, grounds[over].boundary)
            )


def overlaps_of(plot: Plot, park=None) -> list[Overlap]:
    """The overlaps of one stored plot of land with what lies around it in ``park``, its own unless
    given.
    """
    if not plot.boundary or plot.kind != Plot.Kind.LAND:
        return []
    return overlaps([ground_of(plot)], standing_around(park or plot.park, but=[plot.pk]))


def far_off(boundary: list, others: list[list]) -> str:
    """A remark on a boundary far from the middle of ``others``; "" for one among them."""
    if not others:
        return ""
    middles = [middle_of(other) for other in others]
    metres = distance(
        middle_of(boundary), (median(x for x, _y in middles), median(y for _x, y in middles))
    )
    return (
        _("It lies %(km)s km from the other plots of this park.") % {"km": f"{metres / 1000:,.0f}"}
        if metres > FAR_OFF
        else ""
    )


def common_shift(before_and_after: list[tuple[list, list]]) -> str:
    """A remark where all boundaries that are drawn anew have moved alike, as those on maps with
    displaced coordinates (GCJ-02) have.
    """
    shifts = [offset(middle_of(before), middle_of(after)) for before, after in before_and_after]
    if not shifts:
        return ""
    east, north = median(x for x, _y in shifts), median(y for _x, y in shifts)
    if not SHIFTED[0] <= hypot(east, north) <= SHIFTED[1] or any(
        hypot(x - east, y - north) > APART for x, y in shifts
    ):
        return ""
    return _(
        "All boundaries known so far would move by %(metres)s m alike. Maps in GCJ-02 (Amap, "
        "Tencent) are displaced so: the file must be in WGS 84."
    ) % {"metres": f"{hypot(east, north):,.0f}"}
