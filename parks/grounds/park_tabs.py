"""The tabs of a park's page that are lists: enterprises, plots, applications, parks within it,
facilities, alliances, science transfer, money.

Each is a ``Listing`` of what the person sees; beyond ``SHOWN`` rows it leads to the whole list.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.models import Parameter
from crm.core.money import plain
from crm.core.punctuation import listed
from crm.staff.record_parts import Table, tone_of

from ..contributions.of_park import (
    contributions_of,
    money_by_month,
    of_month,
    tax_by_enterprise,
)
from ..models import (
    Alliance,
    Enterprise,
    EntryApplication,
    Facility,
    Plot,
    ScienceProject,
)
from ..models.plot import PlotStatus
from ..space.map import names_on, standing_plots
from ..space.plot_panel import TONES
from .positioning import OUTSIDE, Positioning

SHOWN = 100


@dataclass(frozen=True)
class Chip:
    """A filter of a tab: chosen by its address, put off by the address of all."""

    label: str
    link: str
    is_on: bool = False
    count: int | None = None


@dataclass
class Listing:
    """A table with its filters; ``action`` and ``more`` are (label, link)."""

    table: Table
    empty: str
    chips: list[Chip] = field(default_factory=list)
    action: tuple[str, str] | None = None
    more: tuple[str, str] | None = None
    charts: list = field(default_factory=list)


def tag(text, tone: str = "") -> str:
    return format_html('<span class="ds-tag{}">{}</span>', f" ds-tag--{tone}" if tone else "", text)


def _state(record) -> str:
    return tag(record.get_state_display(), tone_of(record))


def adding(model, park, user, label: str) -> tuple[str, str] | None:
    """Where the user adds a ``model`` to the park, if they may."""
    name = model._meta.model_name
    if not (park.is_changed_by(user) and user.has_perm(f"parks.add_{name}")):
        return None
    return label, f"{reverse(f'{name}:add')}?park={park.pk}"


# -- plots ----------------------------------------------------------------------------------


def plots(park, request) -> Listing:
    standing = standing_plots(park)
    filters = {name: request.GET.get(name, "") for name in ("status", "kind")}
    matches = [
        plot
        for plot in standing
        if filters["status"] in ("", plot.status) and filters["kind"] in ("", plot.kind)
    ]
    names = names_on(park, request.user)
    rows = [(f"?plot={plot.pk}#tabs", _plot_cells(plot, park, names)) for plot in matches[:SHOWN]]
    columns = [_("plot number"), _("kind"), _("area"), _("status"), _("price"), _("who is there")]
    return Listing(
        Table(columns, rows, frozenset({2, 4})),
        _("No plot is like that."),
        _plot_chips(standing, filters),
        adding(Plot, park, request.user, _("Add a plot")),
        _more(len(matches), f"{reverse('plot:index')}?park={park.pk}"),
    )


def _more(count: int, link: str) -> tuple[str, str] | None:
    return (_("All of them"), link) if count > SHOWN else None


def _plot_cells(plot, park, names) -> list:
    return [
        plot.code if plot.park_id == park.pk else f"{plot.park.name} {plot.code}",
        plot.get_kind_display(),
        plot.area_in_words(),
        tag(PlotStatus(plot.status).label, TONES.get(plot.status, "")),
        _price(plot),
        names.get(plot.pk, ""),
    ]


def _price(plot) -> str:
    if plot.kind == Plot.Kind.LAND and plot.price_per_sqm:
        return _("%(price)s yuan/m²") % {"price": plain(plot.price_per_sqm)}
    if plot.rent_per_sqm:
        return _("%(price)s yuan/m² a month") % {"price": plain(plot.rent_per_sqm)}
    return ""


def _plot_chips(standing, filters) -> list[Chip]:
    """All, each kind, each status that there is."""
    kinds = Counter(plot.kind for plot in standing)
    statuses = Counter(plot.status for plot in standing)
    is_all = not any(filters.values())
    return [
        Chip(pgettext("of a list", "All"), "?tab=plots#tabs", is_all, len(standing)),
        *(
            Chip(kind.label, f"?tab=plots&kind={kind}#tabs", filters["kind"] == kind, kinds[kind])
            for kind in Plot.Kind
            if kinds[kind]
        ),
        *(
            Chip(
                status.label, f"?tab=plots&status={status}#tabs", filters["status"] == status, count
            )
            for status in PlotStatus
            if (count := statuses[status])
        ),
    ]


# -- enterprises and applications -------------------------------------------------------------


def enterprises_of(park, user):
    return Enterprise.objects.visible_to(user).of_park(park)


def enterprises(park, request) -> Listing:
    positioning = Positioning(park, request.user)
    industry_key = request.GET.get("industry", "")
    settled = enterprises_of(park, request.user)
    if industry_key:
        settled = settled.filter(project__industry__in=positioning.codes_of(industry_key))
    settled = settled.select_related("project__industry", "company", "park").order_by("name")
    page = list(settled[: SHOWN + 1])
    rows = [
        (reverse("enterprise:inspect", args=[enterprise.pk]), _enterprise_cells(enterprise))
        for enterprise in page[:SHOWN]
    ]
    columns = [_("name"), _("industry"), _("investor"), _("stage"), _("registered on")]
    return Listing(
        Table(columns, rows),
        _("No enterprise stands here yet."),
        _industry_chips(positioning, industry_key),
        more=_more(len(page), f"{reverse('enterprise:index')}?park={park.pk}"),
    )


def _enterprise_cells(enterprise) -> list:
    project = enterprise.project
    return [
        enterprise.name,
        project.industry.name,
        enterprise.company,
        tag(project.get_state_display(), tone_of(project)),
        enterprise.registered_on,
    ]


def _industry_chips(positioning, industry_key: str) -> list[Chip]:
    chips = [Chip(pgettext("of a list", "All"), "?tab=enterprises#tabs", not industry_key)]
    for role in positioning.roles():
        chips += [
            Chip(
                settled.industry.name,
                settled.link,
                industry_key == str(settled.industry.pk),
                settled.count,
            )
            for settled in role.settled
        ]
    if outside := positioning.outside:
        link = f"?tab=enterprises&industry={OUTSIDE}#tabs"
        chips.append(Chip(_("outside of them"), link, industry_key == OUTSIDE, outside))
    return chips if len(chips) > 1 else []


def applications_of(park, user):
    plots = Plot.objects.of_park(park)
    return EntryApplication.objects.visible_to(user).filter(plot__in=plots)


def applications(park, request) -> Listing:
    visible = applications_of(park, request.user).select_related("project", "plot__park")
    page = list(visible[: SHOWN + 1])
    rows = [
        (
            reverse("entryapplication:inspect", args=[application.pk]),
            [
                application.number,
                application.project,
                application.plot.code,
                _state(application),
                application.promised_start_on,
            ],
        )
        for application in page[:SHOWN]
    ]
    columns = [
        _("number"),
        _("project"),
        _("plot"),
        _("state"),
        _("promised start of construction"),
    ]
    more = _more(len(page), f"{reverse('entryapplication:index')}?plot__park={park.pk}")
    return Listing(Table(columns, rows), _("Nobody has applied for an entry yet."), more=more)


# -- money ------------------------------------------------------------------------------------


def money(park, request) -> Listing:
    """The charts; below them what stands behind the mark that was followed."""
    user, today = request.user, timezone.localdate()
    month = request.GET.get("month", "")
    in_month = of_month(park, user, month)
    contributions = contributions_of(park, user) if in_month is None else in_month
    contributions = contributions.select_related("enterprise").order_by("-happened_on", "-id")
    page = list(contributions[: SHOWN + 1])
    rows = [
        (reverse("contribution:inspect", args=[contribution.pk]), _contribution_cells(contribution))
        for contribution in page[:SHOWN]
    ]
    columns = [_("enterprise"), _("kind"), _("amount"), _("date"), _("state")]
    chips = [] if in_month is None else [Chip(month, "?tab=money#tabs", is_on=True)]
    return Listing(
        Table(columns, rows, frozenset({2}), _("Contributions")),
        _("Nothing has arrived yet. The park reports investment and tax once enterprises settle."),
        chips,
        more=_more(
            len(page), f"{reverse('contribution:index')}?enterprise__park={park.pk}&month={month}"
        ),
        charts=[money_by_month(park, user, today), tax_by_enterprise(park, user, today)],
    )


def _contribution_cells(contribution) -> list:
    return [
        contribution.enterprise.name,
        contribution.get_metric_display(),
        contribution.amount_in_words,
        contribution.happened_on,
        _state(contribution),
    ]


# -- what else belongs to a park --------------------------------------------------------------


def inner_parks(park, request) -> Listing:
    children = park.children.annotate(
        plots_here=Count("plots", distinct=True), settled=Count("enterprises", distinct=True)
    ).prefetch_related("industries")
    rows = [
        (
            reverse("park:inspect", args=[child.pk]),
            [
                child.name,
                listed(industry.name for industry in child.industries.all()),
                child.plots_here,
                child.settled,
            ],
        )
        for child in children
    ]
    columns = [_("park"), _("industries"), _("plots"), _("enterprises here")]
    return Listing(Table(columns, rows, frozenset({2, 3})), "")


def seen(model, park, user):
    """The park's records of this model that the person may see."""
    return model.objects.visible_to(user).filter(park=park)


def facilities(park, request) -> Listing:
    """Each of the six kinds stands in the table, the missing ones too."""
    in_park = list(seen(Facility, park, request.user))
    rows = []
    for kind in Facility.Kind:
        of_kind = [facility for facility in in_park if facility.kind == kind]
        rows += [_facility(facility) for facility in of_kind] or [_missing(kind)]
    columns = [_("name"), _("kind"), _("progress"), _("distance from the park (km)")]
    return Listing(
        Table(columns, rows, frozenset({3})),
        "",
        action=adding(Facility, park, request.user, _("Add a facility")),
    )


def _facility(facility) -> tuple:
    distance = "" if facility.distance_km is None else facility.distance_km
    return (
        reverse("facility:inspect", args=[facility.pk]),
        [facility.name, facility.get_kind_display(), facility.get_progress_display(), distance],
    )


def _missing(kind) -> tuple:
    return ("", ["—", kind.label, tag(pgettext("facility", "missing"), "wait"), ""])


def alliances(park, request) -> Listing:
    in_park = seen(Alliance, park, request.user).select_related("chamber")
    rows = [
        (
            reverse("alliance:inspect", args=[alliance.pk]),
            [
                alliance.partner_park or "—",
                alliance.get_partner_area_display(),
                alliance.chamber or "",
                _state(alliance),
            ],
        )
        for alliance in in_park
    ]
    columns = [_("partner park"), _("its region"), _("chamber of commerce"), _("state")]
    return Listing(
        Table(columns, rows),
        _("No alliance yet."),
        action=adding(Alliance, park, request.user, _("Prepare an alliance")),
    )


def science(park, request) -> Listing:
    kept_count = park.science_projects.kept().count()
    rows = [
        (
            reverse("scienceproject:inspect", args=[project.pk]),
            [project.name, project.source, _state(project), project.company or ""],
        )
        for project in seen(ScienceProject, park, request.user).select_related("company")
    ]
    title = _("Science-transfer projects (%(kept)d of %(wanted)d)") % {
        "kept": kept_count,
        "wanted": Parameter.whole("science_projects_a_park"),
    }
    columns = [_("name"), _("institution it comes from"), _("state"), _("company that carries it")]
    return Listing(
        Table(columns, rows, title=title),
        title,
        action=adding(ScienceProject, park, request.user, _("Add a science-transfer project")),
    )
