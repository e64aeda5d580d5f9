"""The panel of one plot: what it offers, who stands there or is kept a place, whom it suits, and
what this person may do with it.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.money import plain
from crm.staff.facts import as_read, fact_in_words
from crm.staff.record_parts import Mark
from leads.models import Project

from ..models import Plot, Reservation
from ..models.plot import SQM_PER_MU, PlotStatus, SpaceQualities
from .occupancy import Period, periods_of
from .seekers import Seeker, seekers_of

TONES = {
    PlotStatus.FREE: "done",
    PlotStatus.RESERVED: "wait",
    PlotStatus.OCCUPIED: "now",
}
# Where nobody stands yet: only of these the panel says whom the plot suits.
OPEN_TO_COME = {PlotStatus.FREE, PlotStatus.PREPARING, PlotStatus.PLANNED}
FACTS = ("zoning", "rent_per_sqm", *SpaceQualities.QUALITIES, "remark")
TEN_THOUSAND, TENTH = Decimal(10_000), Decimal("0.1")


@dataclass(frozen=True)
class PlotPanel:
    """``actions`` are (label, link), the most usual first."""

    plot: Plot
    facts: list[tuple]
    holds: list[Period]
    seekers: list[Seeker] = field(default_factory=list)
    may_reserve: bool = False
    actions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"{self.plot.code}　{self.plot.area_in_words()}"

    @property
    def status(self) -> Mark:
        return mark_of(self.plot.status)

    @property
    def link(self) -> str:
        return reverse("plot:inspect", args=[self.plot.pk])


def mark_of(status: str) -> Mark:
    return Mark(str(PlotStatus(status).label), tone=TONES.get(status, ""))


def panel_of(plot, user) -> PlotPanel:
    """``plot`` carries its status."""
    today = timezone.localdate()
    periods = periods_of(plot, user)
    holds = [period for period in periods if period.status in TONES and _lasts(period, today)]
    may_reserve = plot.status == PlotStatus.FREE and user.has_perm("parks.add_reservation")
    return PlotPanel(
        plot,
        [*_facts(plot), *_since(plot, periods, today)],
        holds,
        seekers_of(plot, user) if plot.status in OPEN_TO_COME else [],
        may_reserve,
        _actions(plot, user),
    )


def _lasts(period: Period, today: date) -> bool:
    """Now or still to come."""
    return period.status != PlotStatus.FREE and (period.until is None or period.until > today)


def _facts(plot):
    yield (_("area (m²)"), plain(plot.area_sqm))
    if plot.kind == Plot.Kind.LAND and plot.price_per_sqm:
        by_mu = plot.price_per_sqm * SQM_PER_MU / TEN_THOUSAND
        yield (_("price (ten thousand yuan/mu)"), plain(by_mu.quantize(TENTH)))
    for name in FACTS:
        if getattr(plot, name):
            label = Plot._meta.get_field(name).verbose_name
            yield (label, as_read(fact_in_words(plot, name)))


def _since(plot, periods, today: date):
    """For how long the plot has been free, where one knows."""
    if plot.status != PlotStatus.FREE:
        return
    ends = [period.until for period in periods if period.until and period.until <= today]
    begins = [period.since for period in periods if period.status == PlotStatus.FREE]
    past = [day for day in (*ends, *begins) if day <= today]
    if past:
        yield (_("free for"), _("%(count)d days") % {"count": (today - max(past)).days})


def _actions(plot, user) -> list[tuple[str, str]]:
    actions = list(_of_the_reservation(plot, user))
    if plot.status == PlotStatus.FREE and user.has_perm("parks.add_reservation"):
        actions.append((_("Reserve for a project…"), reverse("plot:reserve", args=[plot.pk])))
    if user.has_perm("parks.change_plot"):
        actions.append((_("Set the status"), reverse("plot:set_status", args=[plot.pk])))
    return actions


def _of_the_reservation(plot, user):
    """Enter with the project for which it is kept, or go on with the reservation."""
    if plot.status != PlotStatus.RESERVED:
        return
    reservation = Reservation.objects.visible_to(user).holding().filter(plot=plot).first()
    if reservation is None:
        return
    projects = Project.objects.visible_to(user).filter(
        lead=reservation.lead_id, state=Project.State.SIGNED
    )
    if user.has_perm("leads.enter_project") and (project := projects.first()):
        yield (_("Enter the park"), reverse("enterprise:enter", args=[project.pk]))
    yield (_("The reservation"), reverse("reservation:inspect", args=[reservation.pk]))
