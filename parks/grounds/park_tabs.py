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


def _offered(user, permission: str, label: str, link: str) -> tuple[str, str] | None:
    return (label, link) if user.has_perm(permission) else None


# -- plots ----------------------------------------------------------------------------------


def plots(park, request) -> Listing:
    everyone = standing_plots(park)
    asked = {name: request.GET.get(name, "") for name in ("status", "kind")}
    shown = [
        plot
        for plot in everyone
        if asked["status"] in ("", plot.status) and asked["kind"] in ("", plot.kind)
    ]
    names = names_on(park, request.user)
    rows = [(f"?plot={plot.pk}#tabs", _plot_cells(plot, park, names)) for plot in shown[:SHOWN]]
    columns = [_("plot number"), _("kind"), _("area"), _("status"), _("price"), _("who is there")]
    return Listing(
        Table(columns, rows, frozenset({2, 4})),
        _("No plot is like that."),
        _plot_chips(everyone, asked),
        _offered(
            request.user,
            "parks.add_plot",
            _("Add a plot"),
            f"{reverse('plot:add')}?park={park.pk}",
        ),
        _more(len(shown), f"{reverse('plot:index')}?park={park.pk}"),
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


def _plot_chips(everyone, asked) -> list[Chip]:
    """All, each kind, each status that there is."""
    kinds, statuses = Counter(p.kind for p in everyone), Counter(p.status for p in everyone)
    is_all = not any(asked.values())
    return [
        Chip(pgettext("of a list", "All"), "?tab=plots#tabs", is_all, len(everyone)),
        *(
            Chip(kind.label, f"?tab=plots&kind={kind}#tabs", asked["kind"] == kind, kinds[kind])
            for kind in Plot.Kind
            if kinds[kind]
        ),
        *(
            Chip(each.label, f"?tab=plots&status={each}#tabs", asked["status"] == each, count)
            for each in PlotStatus
            if (count := statuses[each])
        ),
    ]


# -- enterprises and applications -------------------------------------------------------------


def enterprises_of(park, user):
    return Enterprise.objects.visible_to(user).of_park(park)


def enterprises(park, request) -> Listing:
    positioning = Positioning(park, request.user)
    asked = request.GET.get("industry", "")
    found = enterprises_of(park, request.user)
    if asked:
        found = found.filter(project__industry__in=positioning.codes_of(asked))
    found = found.select_related("project__industry", "company", "park").order_by("name")
    shown = list(found[: SHOWN + 1])
    rows = [
        (reverse("enterprise:inspect", args=[each.pk]), _enterprise_cells(each))
        for each in shown[:SHOWN]
    ]
    columns = [_("name"), _("industry"), _("investor"), _("stage"), _("registered on")]
    return Listing(
        Table(columns, rows),
        _("No enterprise stands here yet."),
        _industry_chips(positioning, asked),
        more=_more(len(shown), f"{reverse('enterprise:index')}?park={park.pk}"),
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


def _industry_chips(positioning, asked: str) -> list[Chip]:
    chips = [Chip(pgettext("of a list", "All"), "?tab=enterprises#tabs", not asked)]
    for role in positioning.roles():
        chips += [
            Chip(each.industry.name, each.link, asked == str(each.industry.pk), each.count)
            for each in role.settled
        ]
    if outside := positioning.outside:
        link = f"?tab=enterprises&industry={OUTSIDE}#tabs"
        chips.append(Chip(_("outside of them"), link, asked == OUTSIDE, outside))
    return chips if len(chips) > 1 else []


def applications_of(park, user):
    plots = Plot.objects.of_park(park)
    return EntryApplication.objects.visible_to(user).filter(plot__in=plots)


def applications(park, request) -> Listing:
    found = applications_of(park, request.user).select_related("project", "plot__park")
    shown = list(found[: SHOWN + 1])
    rows = [
        (
            reverse("entryapplication:inspect", args=[each.pk]),
            [each.number, each.project, each.plot.code, _state(each), each.promised_start_on],
        )
        for each in shown[:SHOWN]
    ]
    columns = [
        _("number"),
        _("project"),
        _("plot"),
        _("state"),
        _("promised start of construction"),
    ]
    more = _more(len(shown), f"{reverse('entryapplication:index')}?plot__park={park.pk}")
    return Listing(Table(columns, rows), _("Nobody has applied for an entry yet."), more=more)


# -- money ------------------------------------------------------------------------------------


def money(park, request) -> Listing:
    """The charts; below them what stands behind the mark that was followed."""
    user, today = request.user, timezone.localdate()
    month = request.GET.get("month", "")
    asked = of_month(park, user, month)
    found = contributions_of(park, user) if asked is None else asked
    found = found.select_related("enterprise").order_by("-happened_on", "-id")
    shown = list(found[: SHOWN + 1])
    rows = [
        (reverse("contribution:inspect", args=[each.pk]), _contribution_cells(each))
        for each in shown[:SHOWN]
    ]
    columns = [_("enterprise"), _("kind"), _("amount"), _("date"), _("state")]
    chips = [] if asked is None else [Chip(month, "?tab=money#tabs", is_on=True)]
    return Listing(
        Table(columns, rows, frozenset({2}), _("Contributions")),
        _("Nothing has arrived yet. The park reports investment and tax once enterprises settle."),
        chips,
        more=_more(
            len(shown), f"{reverse('contribution:index')}?enterprise__park={park.pk}&month={month}"
        ),
        charts=[money_by_month(park, user, today), tax_by_enterprise(park, user, today)],
    )


def _contribution_cells(each) -> list:
    return [
        each.enterprise.name,
        each.get_metric_display(),
        each.amount_in_words,
        each.happened_on,
        _state(each),
    ]


# -- what else belongs to a park --------------------------------------------------------------


def inner_parks(park, request) -> Listing:
    inner = park.children.annotate(
        plots_here=Count("plots", distinct=True), settled=Count("enterprises", distinct=True)
    ).prefetch_related("industries")
    rows = [
        (
            reverse("park:inspect", args=[each.pk]),
            [
                each.name,
                listed(industry.name for industry in each.industries.all()),
                each.plots_here,
                each.settled,
            ],
        )
        for each in inner
    ]
    columns = [_("park"), _("industries"), _("plots"), _("enterprises here")]
    return Listing(Table(columns, rows, frozenset({2, 3})), "")


def seen(model, park, user):
    """The park's records of this model that the person may see."""
    return model.objects.visible_to(user).filter(park=park)


def facilities(park, request) -> Listing:
    """Each of the six kinds stands in the table, the missing ones too."""
    found = list(seen(Facility, park, request.user))
    rows = []
    for kind in Facility.Kind:
        of_kind = [each for each in found if each.kind == kind]
        rows += [_facility(each) for each in of_kind] or [_missing(kind)]
    columns = [_("name"), _("kind"), _("progress"), _("distance from the park (km)")]
    add = f"{reverse('facility:add')}?park={park.pk}"
    return Listing(
        Table(columns, rows, frozenset({3})),
        "",
        action=_offered(request.user, "parks.add_facility", _("Add a facility"), add),
    )


def _facility(each) -> tuple:
    distance = "" if each.distance_km is None else each.distance_km
    return (
        reverse("facility:inspect", args=[each.pk]),
        [each.name, each.get_kind_display(), each.get_progress_display(), distance],
    )


def _missing(kind) -> tuple:
    return ("", ["—", kind.label, tag(pgettext("facility", "missing"), "wait"), ""])


def alliances(park, request) -> Listing:
    found = seen(Alliance, park, request.user).select_related("chamber")
    rows = [
        (
            reverse("alliance:inspect", args=[each.pk]),
            [
                each.partner_park or "—",
                each.get_partner_area_display(),
                each.chamber or "",
                _state(each),
            ],
        )
        for each in found
    ]
    columns = [_("partner park"), _("its region"), _("chamber of commerce"), _("state")]
    add = f"{reverse('alliance:add')}?park={park.pk}"
    return Listing(
        Table(columns, rows),
        _("No alliance yet."),
        action=_offered(request.user, "parks.add_alliance", _("Prepare an alliance"), add),
    )


def science(park, request) -> Listing:
    kept = park.science_projects.kept().count()
    rows = [
        (
            reverse("scienceproject:inspect", args=[each.pk]),
            [each.name, each.source, _state(each), each.company or ""],
        )
        for each in seen(ScienceProject, park, request.user).select_related("company")
    ]
    title = _("Science-transfer projects (%(kept)d of %(wanted)d)") % {
        "kept": kept,
        "wanted": Parameter.whole("science_projects_a_park"),
    }
    columns = [_("name"), _("institution it comes from"), _("state"), _("company that carries it")]
    add = f"{reverse('scienceproject:add')}?park={park.pk}"
    return Listing(
        Table(columns, rows, title=title),
        title,
        action=_offered(
            request.user, "parks.add_scienceproject", _("Add a science-transfer project"), add
        ),
    )
