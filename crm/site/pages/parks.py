"""Parks: what is free in them now, on a map and as a list."""

from dataclasses import dataclass
from operator import attrgetter

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.firsts import firsts
from leads.models import Milestone
from parks.models import Entry, Plot
from parks.models.plot import PlotStatus
from parks.space.map import park_map, standing_plots

from ..figures.public_figures import measured
from ..figures.space import FreeSpace, free_by_park
from ..models import FormPage, ParkPage, ParksPage, PublicForm, shows
from .below import children, first_below

MOST_DRAWN, MOST_LISTED, NEIGHBOURS = 300, 24, 6
BESIDE_THE_MAP = 3
LATER = {PlotStatus.PLANNED, PlotStatus.PREPARING}
TAKEN = {PlotStatus.RESERVED, PlotStatus.OCCUPIED}
CLASSES = {
    PlotStatus.FREE: "free",
    PlotStatus.RESERVED: "held",
    PlotStatus.OCCUPIED: "used",
    PlotStatus.PLANNED: "later",
    PlotStatus.PREPARING: "later",
}


@dataclass(frozen=True)
class ParkTile:
    page: ParkPage
    free: FreeSpace


@shows(ParksPage)
def parks(page, request) -> dict:
    measures = measured()
    pages = children(page, ParkPage).select_related("park") if page.pk else []
    return {
        "tiles": [
            ParkTile(park_page, measures.free_by_park.get(park_page.park_id, FreeSpace()))
            for park_page in pages
        ],
        "measured": measures,
    }


@dataclass(frozen=True)
class Chip:
    """A way to narrow the list of what is free."""

    label: str
    query: str
    is_on: bool
    count: int


@shows(ParkPage)
def park(page, request) -> dict:
    plots = shown_plots(page)
    free = [plot for plot in plots if plot.status == PlotStatus.FREE]
    kind = request.GET.get("kind", "")
    listed = sorted(
        (plot for plot in free if kind in ("", plot.kind)),
        key=lambda plot: (plot.kind != Plot.Kind.LAND, plot.code),
    )
    near = neighbours(page)
    return {
        "free": free_by_park([page.park_id]).get(page.park_id, FreeSpace()),
        "beside": listed[:BESIDE_THE_MAP],
        "plots": listed[BESIDE_THE_MAP:MOST_LISTED],
        "more": max(len(listed) - MOST_LISTED, 0),
        "chips": chips(free, kind),
        "map": drawn(page, plots),
        "at": timezone.now(),
        "neighbours": near[:NEIGHBOURS],
        "standing": len(near),
        "longest": max((row.value["hours"] for row in page.distances), default=0),
        "enquiry": first_below(page.get_parent().get_parent(), FormPage, form=PublicForm.ENQUIRY),
    }


def shown_plots(page: ParkPage) -> list[Plot]:
    """What the page may show: what is free, what is planned, and, where it says so, what is taken;
    never what is held back.
    """
    statuses = {PlotStatus.FREE, *LATER} | (TAKEN if page.shows_taken else set())
    return [plot for plot in standing_plots(page.park) if plot.status in statuses]


def chips(free: list[Plot], kind: str) -> list[Chip]:
    counts = {code: sum(plot.kind == code for plot in free) for code in Plot.Kind.values}
    choices = [
        Chip(str(Plot.Kind(code).label), f"?kind={code}", kind == code, count)
        for code, count in counts.items()
        if count
    ]
    return [Chip(_("All"), "?", not kind, len(free)), *choices] if len(choices) > 1 else []


def drawn(page: ParkPage, plots: list[Plot]) -> dict | None:
    """The map without the names of who stands there. Of very many plots the free ones alone."""
    if len(plots) > MOST_DRAWN:
        plots = [plot for plot in plots if plot.status == PlotStatus.FREE][:MOST_DRAWN]
    drawing = park_map(page.park, plots) if any(plot.boundary for plot in plots) else None
    for shape in drawing["shapes"] if drawing else ():
        shape["look"] = CLASSES[shape["status"]]
    return drawing


@dataclass(frozen=True)
class Neighbour:
    """An enterprise that stands in the park. ``since``: the year in which it began to produce."""

    name: str
    industry: str
    since: int | None


def neighbours(page: ParkPage) -> list[Neighbour]:
    """Settled enterprises, the newest first, where the page may show them."""
    if not page.shows_neighbours:
        return []
    entries = Entry.objects.holding(timezone.localdate()).filter(
        plot__in=Plot.objects.of_park(page.park_id), project__enterprise__isnull=False
    )
    starts = Milestone.objects.filter(kind=Milestone.Kind.PRODUCING, project=OuterRef("project"))
    rows = entries.annotate(began_on=Subquery(starts.values("happened_on")[:1])).order_by("-pk")
    facts = rows.values_list("project__enterprise__name", "project__industry__name", "began_on")
    is_chinese = page.language == settings.LANGUAGE_CODE  # industries have no other names
    enterprises = [
        Neighbour(name, industry if is_chinese else "", began_on and began_on.year)
        for name, industry, began_on in facts
    ]
    return firsts(enterprises, attrgetter("name"))
