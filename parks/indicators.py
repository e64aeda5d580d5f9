"""What is counted of projects and of the money that reached them: by the park in charge and its
district too.
"""

from decimal import Decimal
from functools import partial

from django.db.models import CharField, F, Min, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.indicators.follow import keep_up_after
from crm.core.indicators.registry import (
    YUAN,
    Dimension,
    Indicator,
    Ratio,
    Source,
    register_dimension,
    register_indicators,
    stands_on,
)
from crm.core.models.indicator import DIMENSIONS
from leads.indicators import LEAD, chain_of, day_of_move, listed
from leads.models import Milestone, Project
from leads.models.project import COMMITTED, SETTLED

from .models import Contribution, Entry, Park
from .models.entry import BUILDING_AND_PROPERTY

PROJECTS = pgettext_lazy("unit of a count", "projects")


def _of_host(project: str, name: str) -> Subquery:
    """A field of the park that the department in charge of the project runs."""
    parks = Park.objects.filter(
        department=OuterRef(f"{project}host_department"), parent=None
    ).order_by("pk")
    return Subquery(parks.values(name)[:1])


def _cuts(project: str = ""):
    """``project`` is the path to the project, with its underscores; the enterprise is a relation of
    both projects and contributions.
    """
    return {
        "department": F(f"{project}department"),
        "district": Coalesce(
            F("enterprise__park__parent__region"),
            F("enterprise__park__region"),
            _of_host(project, "region"),
            output_field=CharField(),
        ),
        "park": Coalesce(
            F("enterprise__park__parent"), F("enterprise__park"), _of_host(project, "pk")
        ),
        "section": F(f"{project}industry__section"),
        "chain": chain_of(f"{project}industry", f"{project}lead__chainfacts__link"),
        "channel": F(f"{project}channel"),
        "listed": listed(f"{project}company"),
        "agent": F(f"{project}lead__agent"),
    }


EVERYTHING = frozenset(DIMENSIONS)
PROJECT = Source(
    "project",
    Project,
    EVERYTHING,
    "leads.view_project",
    _cuts,
    "project:index",
    {"person": "owner", "enterprise": "enterprise"},
)
CONTRIBUTION = Source(
    "contribution",
    Contribution,
    EVERYTHING,
    "parks.view_contribution",
    partial(_cuts, "enterprise__project__"),
    "contribution:index",
    {"person": "enterprise__project__owner", "enterprise": "enterprise"},
)


def _reached(kind: str) -> Subquery:
    milestones = Milestone.objects.filter(project=OuterRef("pk"), kind=kind)
    return Subquery(milestones.values("happened_on")[:1])


def _entered() -> Subquery:
    entries = Entry.objects.filter(project=OuterRef("pk")).order_by().values("project")
    return Subquery(entries.values(first=Min("starts_on")))


def _signed(rows):
    return rows.filter(state__in=COMMITTED)


def _counted(rows):
    """A capital increase adds money to the project that it extends, and is no project."""
    return rows.filter(extends=None)


def _signed_and_counted(rows):
    return _counted(_signed(rows))


def _on_a_list(rows):
    return _signed_and_counted(rows).exclude(fact_listed=None)


def _verified(*metrics: str):
    return lambda rows: rows.filter(state=Contribution.State.VERIFIED, metric__in=metrics)


def _without_building_and_property(rows):
    sections = {"enterprise__project__industry__section__in": BUILDING_AND_PROPERTY}
    return _verified("tax")(rows).exclude(**sections)


def _brought_by_agents(rows):
    return _verified("fixed_assets")(rows).exclude(enterprise__project__lead__agent=None)


def _of_signing() -> list[Indicator]:
    return [
        Indicator(
            "talks",
            _("projects taken into negotiation"),
            PROJECTS,
            _("a project counts on the day its lead was converted; a capital increase is none"),
            PROJECT,
            day_of_move("convert", "lead_id"),
            which=_counted,
        ),
        Indicator(
            "talks_amount",
            _("investment in negotiation"),
            YUAN,
            _("the intended investment of the projects taken into negotiation"),
            PROJECT,
            day_of_move("convert", "lead_id"),
            "investment",
            _counted,
        ),
        Indicator(
            "signed_projects",
            _("projects signed"),
            PROJECTS,
            _("counted on the day of the contract unless given up; a capital increase is none"),
            PROJECT,
            "signed_on",
            which=_signed_and_counted,
        ),
        Indicator(
            "signed_amount",
            _("contracts signed"),
            YUAN,
            _("the amounts of the contracts on their day, capital increases included"),
            PROJECT,
            "signed_on",
            "contract_amount",
            lambda rows: _signed(rows).exclude(contract_amount=None),
        ),
        Indicator(
            "list500_projects",
            _("projects of the 500 lists"),
            PROJECTS,
            _("signed projects whose investor, or a group above it, stands on a newest 500 list"),
            PROJECT,
            "signed_on",
            which=_on_a_list,
        ),
    ]


def _of_building() -> list[Indicator]:
    settled = lambda rows: _counted(rows).filter(state__in=SETTLED)  # noqa: E731
    steps = (
        ("entered", _("projects in the parks"), _("counted from the first plot held"), _entered()),
        (
            "started",
            _("constructions started"),
            _("counted on the day of the milestone “construction started”"),
            _reached(Milestone.Kind.STARTED),
        ),
        (
            "producing",
            _("projects producing"),
            _("counted on the day of the milestone “production started”"),
            _reached(Milestone.Kind.PRODUCING),
        ),
    )
    return [
        *(
            Indicator(f"{code}_projects", label, PROJECTS, formula, PROJECT, day, which=settled)
            for code, label, formula, day in steps
        ),
        *(
            Indicator(
                f"{code}_amount",
                format_lazy("{label} ({money})", label=label, money=_("contract amount")),
                YUAN,
                formula,
                PROJECT,
                day,
                "contract_amount",
                lambda rows: settled(rows).exclude(contract_amount=None),
            )
            for code, label, formula, day in steps
        ),
    ]


def _of_money() -> list[Indicator]:
    arrived = _("verified amounts on the day of their arrival")
    money = [
        ("paid_in", _("capital paid in"), ("paid_in",)),
        ("fixed_assets", _("fixed assets invested"), ("fixed_assets",)),
        ("equipment", _("equipment invested"), ("equipment",)),
        ("foreign_capital", _("foreign capital"), ("foreign_capital",)),
        ("revenue", _("revenue of the enterprises"), ("revenue",)),
    ]
    taxes = [
        ("tax", _("tax of the projects"), "amount", _verified("tax")),
        (
            "local_tax",
            _("tax of the projects, local share"),
            Coalesce(F("local_amount"), Value(Decimal(0))),
            _verified("tax"),
        ),
        (
            "industrial_tax",
            _("tax without building and property"),
            "amount",
            _without_building_and_property,
        ),
    ]
    return [
        *(
            Indicator(
                code,
                label,
                YUAN,
                arrived,
                CONTRIBUTION,
                "happened_on",
                "amount",
                _verified(*metrics),
            )
            for code, label, metrics in money
        ),
        *(
            Indicator(
                code,
                label,
                YUAN,
                _("verified tax at the end of its period"),
                CONTRIBUTION,
                "period_to",
                value,
                which,
            )
            for code, label, value, which in taxes
        ),
        Indicator(
            "brought_assets",
            _("fixed assets brought by agents"),
            YUAN,
            _("verified fixed assets of projects whose lead an agent brought"),
            CONTRIBUTION,
            "happened_on",
            "amount",
            _brought_by_agents,
        ),
        Ratio(
            "arrival",
            _("money arrived of what was signed"),
            _("fixed assets invested in the time ÷ contracts signed in the time"),
            "fixed_assets",
            "signed_amount",
        ),
    ]


def register():
    register_indicators(*_of_signing(), *_of_building(), *_of_money())
    keep_up_after(Project, Milestone, Entry, Contribution)
    stands_on(CONTRIBUTION, PROJECT, "enterprise__project")
    stands_on(PROJECT, LEAD, "lead")
    register_dimension(Dimension("park", _("park"), _parks))


def _parks(user) -> dict[int, str]:
    return dict(Park.objects.visible_to(user).values_list("pk", "name"))
