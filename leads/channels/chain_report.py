"""One row a chain: how its links stand, and what is being done about them.

A project or an enterprise may stand in several chains: each chain shows it, and a row of its own
takes off what is counted twice.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Chain, Channel, Lead, Project
from ..models.chain import Strength
from .chain import projects_of, standings
from .report import Figure, Report, Row, report_of


@dataclass
class Counted:
    """What stands in one chain, or in all: companies and projects by their keys, numbers of links
    and leads.
    """

    links: list[int] = field(default_factory=lambda: [0] * (len(Strength) + 1))
    companies: set[int] = field(default_factory=set)
    open_leads: int = 0
    leads: int = 0
    projects: dict[int, Project] = field(default_factory=dict)

    def cells(self) -> list:
        signed = sum(project.extends_id is None for project in self.projects.values())
        return [
            *self.links,
            len(self.companies),
            self.open_leads,
            self.leads,
            signed,
            money_of(self.projects.values()),
        ]


def money_of(projects) -> Decimal:
    return sum((project.contract_amount or Decimal(0) for project in projects), Decimal(0))


def counted(chain, user) -> Counted:
    stands = standings(chain.links.all())
    leads = Lead.objects.visible_to(user).filter(chainfacts__link__chain=chain)
    projects = [
        project
        for standing in stands
        for project in projects_of(standing.link).visible_to(user).committed()
    ]
    by_strength = [
        sum(standing.strength == strength for standing in stands) for strength in Strength
    ]
    return Counted(
        [len(stands), *by_strength],
        {company for standing in stands for company in standing.companies},
        leads.open().count(),
        leads.count(),
        {project.pk: project for project in projects},
    )


def outside(chains: list[Counted], user) -> Counted:
    """Leads and projects of this channel that name no link, and stand in none."""
    leads = Lead.objects.visible_to(user).filter(channel=Channel.CHAIN)
    unnamed = leads.filter(Q(chainfacts=None) | Q(chainfacts__link=None))
    in_chains = {pk for chain in chains for pk in chain.projects}
    projects = Project.objects.visible_to(user).committed().filter(channel=Channel.CHAIN)
    by_key = {project.pk: project for project in projects.exclude(pk__in=in_chains)}
    return Counted(open_leads=unnamed.open().count(), leads=unnamed.count(), projects=by_key)


def all_together(chains: list[Counted]) -> Counted:
    """Each company and each project once."""
    return Counted(
        [sum(column) for column in zip(*(chain.links for chain in chains), strict=True)],
        set().union(*(chain.companies for chain in chains)),
        sum(chain.open_leads for chain in chains),
        sum(chain.leads for chain in chains),
        {pk: project for chain in chains for pk, project in chain.projects.items()},
    )


@report_of(Channel.CHAIN)
def report(user, asked) -> Report:
    chains = list(
        Chain.objects.visible_to(user).prefetch_related("links").select_related("department")
    )
    counts = [counted(chain, user) for chain in chains]
    rows = [
        Row(
            [chain.name, str(chain.department or "—"), *in_chain.cells()],
            reverse("chain:inspect", args=[chain.pk]),
        )
        for chain, in_chain in zip(chains, counts, strict=True)
    ]
    rest = outside(counts, user)
    total = all_together([*counts, rest])
    if any(rest.cells()):
        rows.append(Row([_("other (in no chain)"), "—", *rest.cells()], is_rest=True))
    if rows:
        rows += _counted_twice(rows, total)
    columns = [
        _("industrial chain"),
        _("department in charge"),
        _("links"),
        *(str(strength.label) for strength in Strength),
        _("enterprises here"),
        _("open leads"),
        _("leads in all"),
        _("projects"),
        _("money by contract"),
    ]
    figures = [Figure(_("chains"), len(chains)), *_figures(columns, total)]
    return Report(
        columns,
        rows,
        figures,
        empty=_("No chain is stored yet. Add one, or load a file with manage.py load_chains."),
    )


def _counted_twice(rows: list[Row], total: Counted) -> list[Row]:
    """A row with negative numbers for what more than one row above counts, or none."""
    columns = zip(*(row.cells[2:] for row in rows), strict=True)
    surplus = [cell - sum(column) for cell, column in zip(total.cells(), columns, strict=True)]
    return (
        [Row([_("less: counted in several chains"), "—", *surplus], is_rest=True)]
        if any(surplus)
        else []
    )


def _figures(columns, total: Counted) -> list[Figure]:
    cells = total.cells()
    missing = 1 + list(Strength).index(Strength.MISSING)
    labels = {0: None, missing: _("links missing here")} | dict.fromkeys(
        range(len(Strength) + 1, len(cells))
    )
    return [
        Figure(label or columns[place + 2], cells[place], place + 2)
        for place, label in labels.items()
    ]
