"""What is counted of leads, and by what the figures of the city are divided."""

from collections.abc import Callable
from decimal import Decimal

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    F,
    Max,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.indicators.follow import keep_up_after
from crm.core.indicators.registry import (
    Dimension,
    Indicator,
    Live,
    Ratio,
    Source,
    register_dimension,
    register_indicators,
)
from crm.core.models import Department, Move, Parameter

from .channels.chain import standings
from .channels.list500 import ORDER
from .companies.groups import lineage, parents
from .models import Agent, Chain, Channel, Industry, Lead, Link, Region, TargetEntry, TargetList
from .models.chain import Strength, words_of
from .models.lead import OPEN, LeadState


def listed(company: str) -> Case:
    """The kind of the 500 list on which the company at the path ``company`` stands, by itself or
    by a group above it; null on none.
    """
    kinds: dict[str, list[int]] = {}
    places, above = _kind_of_listed(), parents()
    for pk in {*places, *above}:
        if kind := next((places[group] for group in lineage(pk, above) if group in places), None):
            kinds.setdefault(kind, []).append(pk)
    whens = [When(**{f"{company}__any_of": pks}, then=Value(kind)) for kind, pks in kinds.items()]
    return Case(*whens, default=None, output_field=CharField())


def _kind_of_listed() -> dict[int, str]:
    """{company: the first of the three lists that it stands on}, of each list the newest years, as
    many as the bureau's number says.
    """
    years = Parameter.whole("list500_years")
    newest = TargetList.objects.filter(kind__in=ORDER).order_by().values_list("kind")
    kinds: dict[int, str] = {}
    for kind, year in sorted(newest.annotate(Max("year")), key=lambda row: ORDER.index(row[0])):
        places = TargetEntry.objects.filter(
            target_list__kind=kind, target_list__year__range=(year - years + 1, year)
        )
        for company in places.values_list("company", flat=True):
            kinds.setdefault(company, kind)
    return kinds


def chain_of(industry: str, link: str) -> Coalesce:
    """The chain of the link at the path ``link``, or else the one that names the industry at the
    path ``industry`` most narrowly; null in none. Of a chain's report a project may stand in
    several; here it stands in one, so that the parts add up.
    """
    chain_codes = [
        (code, chain)
        for codes, chain in Link.objects.order_by("pk").values_list("industry_codes", "chain")
        for code in words_of(codes)
    ]
    industries: dict[int, list[str]] = {}
    for key, section in Industry.objects.values_list("pk", "section"):
        fitting = [pair for pair in chain_codes if key.startswith(pair[0]) or section == pair[0]]
        if fitting:
            _code, chain = max(fitting, key=lambda pair: len(pair[0]))
            industries.setdefault(chain, []).append(key)
    whens = [
        When(**{f"{industry}__any_of": keys}, then=Value(chain))
        for chain, keys in industries.items()
    ]
    return Coalesce(F(f"{link}__chain"), Case(*whens, default=None, output_field=BigIntegerField()))


def _cuts():
    return {
        "department": F("department"),
        "section": F("industry__section"),
        "chain": chain_of("industry", "chainfacts__link"),
        "channel": F("channel"),
        "listed": listed("company"),
        "agent": F("agent"),
    }


LEADS = pgettext_lazy("unit of a count", "leads")
LEAD = Source(
    "lead",
    Lead,
    frozenset(("department", "section", "chain", "channel", "listed", "agent")),
    "leads.view_lead",
    _cuts,
    "lead:index",
    {"person": "owner"},
)


def day_of_move(name: str, lead: str = "pk") -> Subquery:
    """The day on which the lead whose key stands at the path ``lead`` took the step ``name``."""
    of_leads = {"content_type__app_label": "leads", "content_type__model": "lead"}
    moves = Move.objects.filter(**of_leads, object_id=OuterRef(lead), name=name)
    return Subquery(moves.order_by("id").values(day=TruncDate("at"))[:1])


def links_filled(user) -> Decimal:
    links = Link.objects.visible_to(user) if user else Link.objects.all()
    return Decimal(sum(standing.strength != Strength.MISSING for standing in standings(links)))


def _names(model) -> Callable:
    return lambda user: {row.pk: str(row) for row in model.objects.visible_to(user)}


def register():
    register_indicators(
        Indicator(
            "leads",
            _("leads received"),
            LEADS,
            _("every lead counts on the day it was received, whatever became of it"),
            LEAD,
            TruncDate("received_at"),
        ),
        Indicator(
            "open_leads",
            _("leads in hand"),
            LEADS,
            _("leads that are still worked on, by the day they were received"),
            LEAD,
            TruncDate("received_at"),
            which=lambda rows: rows.filter(state__in=OPEN),
        ),
        Indicator(
            "leads_converted",
            _("leads that became projects"),
            LEADS,
            _("a lead counts on the day it was converted"),
            LEAD,
            day_of_move("convert"),
            which=lambda rows: rows.filter(state=LeadState.CONVERTED),
        ),
        Ratio(
            "lead_yield",
            _("projects of a hundred leads"),
            _("leads converted in the time ÷ leads received in the time"),
            "leads_converted",
            "leads",
        ),
        Live(
            "links_filled",
            _("links of chains that are filled"),
            pgettext_lazy("unit of a count", "links"),
            _("links of the industrial chains that are strong or weak here, none missing"),
            links_filled,
        ),
    )
    keep_up_after(Lead)
    register_dimension(Dimension("department", _("department"), _names(Department)))
    register_dimension(Dimension("district", _("district"), _names(Region)))
    register_dimension(Dimension("section", _("industry"), _sections))
    register_dimension(Dimension("chain", _("industrial chain"), _names(Chain)))
    register_dimension(Dimension("channel", _("channel"), lambda _user: dict(Channel.choices)))
    register_dimension(Dimension("listed", _("500 list"), _list_kinds))
    register_dimension(Dimension("agent", _("agent"), _names(Agent)))


def _list_kinds(_user) -> dict[str, str]:
    return dict(TargetList.Kind.choices)


def _sections(_user) -> dict[str, str]:
    rows = Industry.objects.filter(level=1)
    return {row.section: row.name for row in rows}
