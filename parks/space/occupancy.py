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
    periods = [*_set_by_people(plot), *_reserved(plot, user), *_held(plot, user)]
    return sorted(
        periods, key=lambda period: (period.since, period.until or date.max), reverse=True
    )


def _set_by_people(plot):
    until = None
    for availability in plot.availabilities.all():
        yield Period(availability.status, availability.starts_on, until, availability.reason)
        until = availability.starts_on


def _reserved(plot, user):
    visible_keys = set(
        Reservation.objects.visible_to(user).filter(plot=plot).values_list("pk", flat=True)
    )
    sight, reservations = Sight(user), plot.reservations.select_related("lead__project")
    sight.look(reservation.lead for reservation in reservations)
    sight.look(reservation.project for reservation in reservations)
    for reservation in reservations:
        until = (
            (reservation.ended_on or reservation.expires_on + timedelta(days=1))
            if reservation.state != Reservation.State.LAPSED
            else reservation.ended_on + timedelta(days=1)
        )
        is_seen = reservation.pk in visible_keys
        yield Period(
            PlotStatus.RESERVED,
            reservation.starts_on,
            until,
            f"{_whom(reservation, sight)} · {reservation.get_state_display()}"
            if is_seen
            else reservation.get_state_display(),
            reverse("reservation:inspect", args=[reservation.pk]) if is_seen else "",
        )


def _whom(reservation, sight: Sight) -> str:
    """The lead; to those who do not see it, the project that it became."""
    project = reservation.project
    is_known = project is None or sight.knows(reservation.lead)
    return sight.label(reservation.lead if is_known else project)


def _held(plot, user):
    project_keys = set(
        Project.objects.visible_to(user).filter(entries__plot=plot).values_list("pk", flat=True)
    )
    for entry in plot.entries.select_related("project"):
        is_seen = entry.project_id in project_keys
        yield Period(
            PlotStatus.OCCUPIED,
            entry.starts_on,
            entry.ends_on,
            str(entry.project) if is_seen else _("another department's project"),
            reverse("project:inspect", args=[entry.project_id]) if is_seen else "",
        )


LANES = ((PlotStatus.OCCUPIED,), (PlotStatus.RESERVED,), tuple(Availability.SET_BY_PEOPLE))
WIDTH, LANE = 1000, 24


def strip_of(periods: list[Period]) -> dict | None:
    """The periods as bars on a scale from the first known day to half a year ahead: {width, height,
    bars, years …}; None without periods.
    """
    if not periods:
        return None
    first, last = min(period.since for period in periods), timezone.localdate() + AHEAD
    span = max((last - first).days, 1)

    def x(day):
        return round(min(max((day - first).days, 0), span) * WIDTH / span, 1)

    def bar(period: Period, lane: int) -> dict:
        return {
            "x": x(period.since),
            "y": lane * LANE + 2,
            "width": max(x(period.until or last) - x(period.since), 2),
            "status": period.status,
            "label": f"{period.label} {period.since}～{period.until or ''} {period.what}",
        }

    bars = [
        bar(period, lane)
        for period in periods
        for lane, statuses in enumerate(LANES)
        if period.status in statuses
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
