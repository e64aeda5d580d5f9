"""The three 500 lists: who of them is here, by parent group too; who is new on them or has moved.

A company counts once, on the first of the lists that it stands on. A project counts once, for the
nearest company on a list in its investor's line of groups. A capital increase adds money to its
project and no project.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core.models import Parameter
from crm.core.punctuation import listed

from ..companies.groups import lineage, parents
from ..models import Channel, Company, Lead, Project, TargetEntry, TargetList
from ..models.project import COMMITTED
from .report import Figure, Report, Row, choice, report_of

ORDER = [TargetList.Kind.WORLD500, TargetList.Kind.CHINA500, TargetList.Kind.PRIVATE500]


@dataclass
class Listed:
    """A company on a list, where it stood the year before (None:
    not on it), and what it has here.
    """

    company: int
    kind: str
    rank: int
    before: int | None
    projects: list = field(default_factory=list)
    money: Decimal = Decimal(0)
    leads: int = 0
    through: set = field(default_factory=set)

    @property
    def is_here(self) -> bool:
        return bool(self.projects)


def listed_companies(year: int, years: int = 1) -> dict[int, Listed]:
    """{company: its place} over the lists of ``years`` years up to ``year``; the newest place on
    the first list counts.
    """
    places = {}
    last_ranks = _ranks(year - 1)
    entries = TargetEntry.objects.filter(
        target_list__kind__in=ORDER, target_list__year__range=(year - years + 1, year)
    )
    rows = list(entries.values_list("company", "target_list__kind", "target_list__year", "rank"))
    for company, kind, _year, rank in sorted(
        rows, key=lambda row: (ORDER.index(row[1]), -row[2], row[3])
    ):
        if company not in places:
            places[company] = Listed(company, kind, rank, last_ranks.get((kind, company)))
    return places


def _ranks(year: int) -> dict[tuple[str, int], int]:
    return {
        (kind, company): rank
        for kind, company, rank in TargetEntry.objects.filter(
            target_list__kind__in=ORDER, target_list__year=year
        ).values_list("target_list__kind", "company", "rank")
    }


def left_since(year: int) -> set[int]:
    """Companies that stood on a list the year before and stand on none of ``year``'s lists of the
    kinds stored for both years.
    """
    kinds = set(TargetList.objects.filter(year=year).values_list("kind", flat=True))
    last_year = {company for kind, company in _ranks(year - 1) if kind in kinds}
    return last_year - {company for _kind, company in _ranks(year)}


def add_what_is_here(by_company: dict[int, Listed], user):
    """Fill in the projects, money and open leads that ``user`` sees, each for the nearest company
    on a list.
    """
    above = parents()

    def owner(company):
        groups = lineage(company, above)
        return next((by_company[group] for group in groups if group in by_company), None)

    for project in (
        Project.objects.visible_to(user).committed().order_by("pk").select_related("extends")
    ):
        base = project.extends or project
        place = owner(base.company_id)
        if place and base.state in COMMITTED:
            place.money += project.contract_amount or Decimal(0)
            if project.extends_id is None:
                place.projects.append(project)
                place.through.add(project.company_id)
    for company in (
        Lead.objects.visible_to(user).open().order_by().values_list("company", flat=True)
    ):
        if place := owner(company):
            place.leads += 1


def movement(place: Listed, has_last_year: bool) -> str:
    if not has_last_year:
        return "—"
    if place.before is None:
        return _("newly listed")
    steps = place.before - place.rank
    if steps == 0:
        return "="
    return f"▲{steps}" if steps > 0 else f"▼{-steps}"


@report_of(Channel.LIST500)
def report(user, asked) -> Report:
    years = sorted(
        set(
            TargetList.objects.visible_to(user)
            .filter(kind__in=ORDER)
            .values_list("year", flat=True)
        ),
        reverse=True,
    )
    if not years:
        return Report(
            [], [], empty=_("No list is stored yet. Import one on the page of the targets.")
        )
    year = choice(asked, "year", _("year"), [(str(year), str(year)) for year in years])
    kind = choice(
        asked,
        "list",
        _("list"),
        [("", _("all lists")), *[(kind.value, str(kind.label)) for kind in ORDER]],
    )
    show = choice(
        asked,
        "show",
        _("show"),
        [
            ("here", _("already here")),
            ("", _("all")),
            ("new", _("new on the list")),
            ("moved", _("moved on the list")),
            ("left", _("no longer on a list")),
        ],
    )
    by_company = listed_companies(int(year.chosen), Parameter.whole("list500_years"))
    compared = set(
        TargetList.objects.filter(year=int(year.chosen) - 1).values_list("kind", flat=True)
    )
    gone = left_since(int(year.chosen))
    if show.chosen == "left":
        by_company = {
            company: Listed(company, kind_, 0, rank)
            for (kind_, company), rank in _ranks(int(year.chosen) - 1).items()
            if company in gone
        }
    add_what_is_here(by_company, user)
    places = [
        place
        for place in by_company.values()
        if kind.chosen in ("", place.kind) and _wanted(place, show.chosen, compared)
    ]
    places.sort(key=lambda place: (ORDER.index(place.kind), place.rank))
    figures = [*_of_rows(places), *_figures(by_company, compared, gone)]
    return Report(
        _columns(),
        _rows(places, compared),
        figures,
        [year, kind, show],
        _("No company of the lists answers to this."),
    )


def _wanted(place, show, compared):
    moved = place.kind in compared and place.before is not None and place.before != place.rank
    is_new = place.kind in compared and place.before is None
    return {"here": place.is_here, "new": is_new, "moved": moved}.get(show, True)


def _columns():
    return [
        _("company"),
        _("list"),
        _("rank"),
        _("rank the year before"),
        _("movement"),
        _("here through"),
        _("projects"),
        _("money by contract"),
        _("open leads"),
    ]


def _rows(places, compared) -> list[Row]:
    keys = {place.company for place in places} | {
        company for place in places for company in place.through
    }
    names = dict(Company.objects.filter(pk__in=keys).values_list("pk", "name"))
    labels = dict(TargetList.Kind.choices)
    rows = []
    for place in places:
        through = listed(names[company] for company in sorted(place.through)) or "—"
        cells = [
            names[place.company],
            str(labels[place.kind]),
            place.rank or "—",
            place.before or "—",
            movement(place, place.kind in compared) if place.rank else _("left"),
            through,
            len(place.projects),
            place.money,
            place.leads,
        ]
        rows.append(Row(cells, reverse("company:inspect", args=[place.company])))
    return rows


def _of_rows(places) -> list[Figure]:
    """The figures that add up the lines below; all others are of the whole year."""
    return [
        Figure(_("projects"), sum(len(place.projects) for place in places), 6),
        Figure(_("money by contract"), sum((place.money for place in places), Decimal(0)), 7),
        Figure(_("open leads"), sum(place.leads for place in places), 8),
    ]


def _figures(by_company, compared, gone):
    by_kind = defaultdict(list)
    for place in by_company.values():
        by_kind[place.kind].append(place)
    figures = []
    for kind in ORDER:
        here_of_kind = [place for place in by_kind[kind] if place.is_here]
        projects = sum(len(place.projects) for place in here_of_kind)
        figures.append(
            Figure(
                str(kind.label),
                _("%(companies)d here, %(projects)d projects")
                % {"companies": len(here_of_kind), "projects": projects},
            )
        )
    here = [place for place in by_company.values() if place.is_here]
    total = _("%(companies)d here, %(projects)d projects") % {
        "companies": len(here),
        "projects": sum(len(place.projects) for place in here),
    }
    news = sum(place.kind in compared and place.before is None for place in by_company.values())
    moved = sum(
        place.kind in compared and place.before not in (None, place.rank)
        for place in by_company.values()
    )
    return [
        Figure(_("all lists, each once"), total),
        *figures,
        Figure(_("new / moved / left since last year"), f"{news} / {moved} / {len(gone)}"),
    ]
