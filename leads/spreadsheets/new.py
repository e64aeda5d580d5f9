"""New records out of a ledger: numbered, dated and placed as their own screens would."""

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.writing import bulk

from ..companies.likeness import note_candidates
from ..models import Agent, Channel, Company, Lead, Project

COMPARED_AT_ONCE = 1000  # more new companies than these are compared by find_duplicates, at night
CHANNEL_WORDS = {
    "三个500强": Channel.LIST500,
    "500强": Channel.LIST500,
    "直接招商": Channel.LIST500,
    "产业链": Channel.CHAIN,
    "产业链招商": Channel.CHAIN,
    "技改扩规": Channel.EXPANSION,
    "以商招商": Channel.EXPANSION,
    "专业园区": Channel.PARK,
    "园区招商": Channel.PARK,
    "市场化委托": Channel.AGENT,
    "委托招商": Channel.AGENT,
    "中介招商": Channel.AGENT,
    "亲情": Channel.HOMETOWN,
    "亲情招商": Channel.HOMETOWN,
    "乡友": Channel.HOMETOWN,
    "湘商回归": Channel.HOMETOWN,
    "资本": Channel.CAPITAL,
    "资本招商": Channel.CAPITAL,
    "基金招商": Channel.CAPITAL,
}


def new_company(name: str) -> Company:
    return Company(name=name)


def note_likely_duplicates(companies, *, by):
    if len(companies) <= COMPARED_AT_ONCE:
        note_candidates(companies, by)


def new_leads(rows, *, by) -> list[Lead]:
    """In the first state, whatever the ledger says of later ones: steps are taken on the record."""
    now = timezone.now()
    home = _home(by) if any("department_id" not in row for row in rows) else None
    demo = _demo_agents(rows)
    return [
        Lead(
            number=number,
            is_demo=row.get("agent_id") in demo,
            **{"received_at": now, "department_id": home, **row},
        )
        for row, number in zip(rows, Lead.NUMBERS.take_many(len(rows)), strict=True)
    ]


def _demo_agents(rows) -> set[int]:
    """What a demonstration's agent brings goes with the demonstration."""
    agents = {row["agent_id"] for row in rows if "agent_id" in row}
    return (
        set(Agent.objects.filter(pk__in=agents, is_demo=True).values_list("pk", flat=True))
        if agents
        else set()
    )


SHARED_WITH_LEAD = (
    "company_id",
    "channel",
    "owner_id",
    "department_id",
    "industry_id",
    "investment",
    "content",
)


def new_projects(rows, *, by) -> list[Project]:
    """In negotiation, each with a converted lead of its own: there is no project without one."""
    home = _home(by) if any("department_id" not in row for row in rows) else None
    rows = [{"department_id": home, "owner_id": by.pk, **row} for row in rows]
    numbers = Lead.NUMBERS.take_many(len(rows))
    leads = [
        Lead(
            number=number,
            title=row["name"],
            state=Lead.State.CONVERTED,
            received_at=timezone.now(),
            **{name: row[name] for name in SHARED_WITH_LEAD if name in row},
        )
        for row, number in zip(rows, numbers, strict=True)
    ]
    bulk.insert(Lead, leads, by=by, reason=_("import"))
    return [
        Project(number=number, lead=lead, **row)
        for row, lead, number in zip(rows, leads, Project.NUMBERS.take_many(len(rows)), strict=True)
    ]


def _home(by) -> int:
    if by.department_id is None:
        raise Refused(_("You belong to no department: fill in the column “department”."))
    return by.department_id
