"""The life of a plot: what people said of it, who reserved it and who held it, from which day to
which.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.sight import Sight
from leads.models import Project

from ..models import Availability, Reservation
from ..models.plot import PlotStatus

AHEAD = timedelta(days=180)


@dataclass(frozen=True)
class Period:
    """``until`` is the first day on which it is over; None while nobody knows."""

    status: str
    since: date
    until: date | None
    what: str
    link: str = ""

    @property
    def label(self) -> str:
        return str(PlotStatus(self.status).label)


def periods_of(plot, user) -> list[Period]:
    """The newest first; for whom a plot was reserved or held is told to those who see that lead or
    project.
    """
    found = [*_set_by_people(plot), *_reserved(plot, user), *_held(plot, user)]
    return sorted(found, key=lambda each: (each.since, each.until or date.max), reverse=True)


def _set_by_people(plot):
    until = None
    for each in plot.availabilities.all():
        yield Period(each.status, each.starts_on, until, each.reason)
        until = each.starts_on


def _reserved(plot, user):
    seen = set(Reservation.objects.visible_to(user).filter(plot=plot).values_list("pk", flat=True))
    sight = Sight(user)
    for each in plot.reservations.select_related("lead"):
        until = (
            (each.ended_on or each.expires_on + timedelta(days=1))
            if each.state != Reservation.State.LAPSED
            else each.ended_on + timedelta(days=1)
        )
        is_seen = each.pk in seen
        yield Period(
            PlotStatus.RESERVED,
            each.starts_on,
            until,
            f"{sight.label(each.lead)} · {each.get_state_display()}"
            if is_seen
            else each.get_state_display(),
            reverse("reservation:inspect", args=[each.pk]) if is_seen else "",
        )


def _held(plot, user):
    seen = set(
        Project.objects.visible_to(user).filter(entries__plot=plot).values_list("pk", flat=True)
    )
    for each in plot.entries.select_related("project"):
        is_seen = each.project_id in seen
        yield Period(
            PlotStatus.OCCUPIED,
            each.starts_on,
            each.ends_on,
            str(each.project) if is_seen else _("another department's project"),
            reverse("project:inspect", args=[each.project_id]) if is_seen else "",
        )


LANES = ((PlotStatus.OCCUPIED,), (PlotStatus.RESERVED,), tuple(Availability.SET_BY_PEOPLE))
WIDTH, LANE = 1000, 24


def strip_of(periods: list[Period]) -> dict | None:
    """The same as bars on a scale from the first day known to half a year ahead: {width, height,
    bars, marks}; None without periods.
    """
    if not periods:
        return None
    first, last = min(each.since for each in periods), timezone.localdate() + AHEAD
    span = max((last - first).days, 1)

    def x(day):
        return round(min(max((day - first).days, 0), span) * WIDTH / span, 1)

    bars = [
        {
            "x": x(each.since),
            "y": lane * LANE + 2,
            "width": max(x(each.until or last) - x(each.since), 2),
            "status": each.status,
            "label": f"{each.label} {each.since}～{each.until or ''} {each.what}",
        }
        for each in periods
        for lane, statuses in enumerate(LANES)
        if each.status in statuses
    ]
    years = [
        {"x": x(date(year, 1, 1)), "label": str(year)}
        for year in range(first.year + 1, last.year + 1)
    ]
    return {
        "width": WIDTH,
        "height": len(LANES) * LANE + 18,
        "floor": len(LANES) * LANE,
        "bar": LANE - 4,
        "bars": bars,
        "years": years,
        "today": x(timezone.localdate()),
    }
