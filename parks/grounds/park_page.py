"""A park on one page: its figures, the map of its plots beside the panel of the chosen one, what it
is for, and its lists as tabs.

``?plot=…`` chooses a plot; with ``&panel=plot`` the panel comes alone.
"""

from collections import Counter
from dataclasses import replace
from functools import partial

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.by_key import key_of
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Mark, Tab
from crm.staff.record_tables import rows_as_read

from ..models import Alliance, Facility, Plot, ScienceProject
from ..models.plot import PlotStatus
from ..space.map import names_on, park_map, standing_plots
from ..space.plot_panel import PlotPanel, panel_of
from . import park_tabs
from .figures import Areas, figures_of_park, free_space, settled_in
from .positioning import Positioning

MAP, PLOT = "map", "plot"


def _listed(build):
    """Draws the listing that ``build(park, request)`` makes, as the person may read it."""

    def draw(park, request) -> str:
        listing = build(park, request)
        listing.table = replace(listing.table, rows=rows_as_read(listing.table.rows, request))
        return render_to_string("parks/_listing.html", {"listing": listing}, request)

    return draw


def _may(permission: str):
    return lambda park, user: user.has_perm(permission)


def _count_of(rows):
    return lambda park, user: rows(park, user).count()


def _of_park(name: str, label: str, build, model) -> Tab:
    """A tab for those who have something to see or to add there."""
    meta = model._meta
    adds, rows = f"{meta.app_label}.add_{meta.model_name}", partial(park_tabs.seen, model)
    return Tab(
        name,
        label,
        _listed(build),
        _count_of(rows),
        lambda park, user: user.has_perm(adds) or rows(park, user).exists(),
    )


TABS = [
    Tab(
        "applications",
        gettext_lazy("Entry applications"),
        _listed(park_tabs.applications),
        _count_of(park_tabs.applications_of),
        _may("parks.view_entryapplication"),
    ),
    Tab(
        "money",
        gettext_lazy("Money and tax"),
        _listed(park_tabs.money),
        is_for=_may("parks.view_contribution"),
    ),
    Tab(
        "inner",
        gettext_lazy("Parks within the park"),
        _listed(park_tabs.inner_parks),
        lambda park, user: len(park.children.all()),
        lambda park, user: bool(park.children.all()),
    ),
    _of_park("facilities", gettext_lazy("Facilities"), park_tabs.facilities, Facility),
    _of_park("alliances", gettext_lazy("“1+2” alliances"), park_tabs.alliances, Alliance),
    _of_park("science", gettext_lazy("Science transfer"), park_tabs.science, ScienceProject),
]


class ParkRecord(RecordView):
    template_name = "parks/park.html"
    record_fields = ["name", "level", "parent", "department", "region", "description"]
    own_parts = {PLOT: "parks/_plot_panel.html"}
    fetched_too = ("industries", "children")
    overview_label = gettext_lazy("About the park")
    overview_template = "parks/_about_park.html"
    talk_place = "?tab=overview#timeline"

    def builders(self) -> dict:
        """The whole page asks for what happened only in the tab that tells it."""
        return {
            "": [self._head, self._menus, self._next, self._tabs],
            PLOT: [lambda: {"chosen": self.chosen}],
        }

    @property
    def asked_tab(self) -> str:
        """What was written and refused comes back where it was written."""
        return "overview" if self._typed else super().asked_tab

    @cached_property
    def settled(self) -> dict[str, int] | None:
        user = self.request.user
        return settled_in(self.object, user) if user.has_perm("parks.view_enterprise") else None

    @cached_property
    def areas(self) -> Areas:
        return Areas(self.plots)

    @cached_property
    def plots(self) -> list[Plot]:
        may_see = self.request.user.has_perm("parks.view_plot")
        return standing_plots(self.object) if may_see else []

    @cached_property
    def chosen(self) -> PlotPanel | None:
        plot = self._asked_plot or self._largest_free
        return panel_of(plot, self.request.user) if plot else None

    @property
    def _asked_plot(self) -> Plot | None:
        key = key_of(Plot, self.request.GET.get("plot"))
        return next((plot for plot in self.plots if plot.pk == key), None)

    @property
    def _largest_free(self) -> Plot | None:
        free = [plot for plot in self.plots if plot.status == PlotStatus.FREE]
        return max(free, key=lambda plot: plot.area_sqm, default=None)

    # -- what a park says of itself ----------------------------------------------------------

    def state_mark(self, record) -> Mark:
        return Mark(record.get_level_display(), tone="now")

    def headline(self, record):
        return free_space(self.areas)

    def figures(self, record):
        return figures_of_park(record, self.request.user, self.areas, self.settled)

    def facts(self, record):
        return self.named_facts(
            record, [name for name in self.record_fields if name not in ("name", "level")]
        )

    def beside_the_overview(self) -> dict:
        return self._talk() | self._timeline()

    def first_tabs(self) -> list[Tab]:
        enterprises = Tab(
            "enterprises",
            _("Enterprises"),
            _listed(park_tabs.enterprises),
            lambda _park, _user: self.settled["all"],
            _may("parks.view_enterprise"),
        )
        plots = Tab(
            "plots",
            _("Plots and plants"),
            _listed(park_tabs.plots),
            lambda _park, _user: len(self.plots),
            _may("parks.view_plot"),
        )
        map_of_plots = Tab(MAP, pgettext("tab", "Map"), lambda _park, _request: self._map())
        return [map_of_plots, enterprises, plots, *TABS]

    def _map(self) -> str:
        park, user = self.object, self.request.user
        plot_map = park_map(park, self.plots, names_on(park, user))
        context = {
            "park": park,
            "map": plot_map,
            "listing": None if plot_map else park_tabs.plots(park, self.request),
            "legend": _legend(self.plots),
            "chosen": self.chosen,
            "is_asked": bool(self._asked_plot),
            "positioning": Positioning(park, user),
            "may_import": user.has_perm("parks.change_plot"),
        }
        return render_to_string("parks/_map.html", context, self.request)


def _legend(plots) -> list[tuple[PlotStatus, int]]:
    counts = Counter(plot.status for plot in plots)
    return [(status, counts[status]) for status in PlotStatus if counts[status]]
