"""What the channels and the judgement show in the demonstration: chains, ties, targets, facts of
leads, opinions of departments.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from crm.core.days import day_of
from crm.core.models import Parameter
from crm.core.transitions import move, perform
from crm.core.writing.history import save_as
from leads.channels.chain_file import load_chains
from leads.channels.facts import record_facts
from leads.judgement.convene import convene
from leads.judgement.give import GivenAnswer, give_opinion
from leads.judgement.schemes import in_force
from leads.models import (
    AgentTarget,
    Chamber,
    Company,
    Invitation,
    Lead,
    Link,
    Native,
    TalkEvent,
    TargetEntry,
    TargetList,
)
from leads.models.chain import words_of
from parks.models import Enterprise, Park

from .city import City

WAN = Decimal(10_000)
CHAINS = Path(__file__).parent / "chains.yaml"
DEMO_SOURCE = "演示榜单"
# Rank in the last and in this year's list; the second company has a project here.
DEMO_LIST = {
    "砺通材料集团": (118, 121),
    "楚屹科技集团": (None, 203),
    "远澜控股集团": (260, 244),
    "百沐商业集团": (301, None),
}
ASKED = {
    "产业契合度": "发改委",
    "亩均投资": "自然资源",
    "亩均税收": "税务",
    "单位产值能耗": "发改委",
    "环境影响": "生态环境",
    "企业资信": "税务",
}
SAID = {
    "产业契合度": GivenAnswer(word="园区主导产业"),
    "亩均投资": GivenAnswer(number=Decimal(260)),
    "亩均税收": GivenAnswer(number=Decimal(21)),
    "单位产值能耗": GivenAnswer(number=Decimal("0.15")),
    "环境影响": GivenAnswer(word="报告表", remark="须同步落实排污许可"),
    "企业资信": GivenAnswer(word="良"),
}
NATIVES = [
    # Key of an agent, name, place, field.
    ("陈先生", "陈远山", "广东深圳", "智能制造"),
    ("李女士", "李望舒", "上海", "汽车零部件"),
    ("王博士", "王怀瑾", "德国慕尼黑", "光电显示"),
    ("", "刘季真", "北京", "生物医药"),
]


def load_chains_and_lists(city: City):
    """The chains of the city's plan, and a made-up list beside the two real ones."""
    load_chains(CHAINS.read_text(encoding="utf-8"), by=city.people["headquarters"], is_demo=True)
    year = timezone.localdate().year
    by = city.people["headquarters"]
    lists = [
        save_as(TargetList(kind_id="china500", year=list_year, source=DEMO_SOURCE), by=by)
        for list_year in (year - 1, year)
    ]
    for name, ranks in DEMO_LIST.items():
        company = save_as(Company(name=name, is_demo=True), by=by)
        for target_list, rank in zip(lists, ranks, strict=True):
            if rank:
                save_as(
                    TargetEntry(
                        target_list=target_list,
                        rank=rank,
                        company=company,
                        name_as_listed=name,
                        place="湖南省",
                    ),
                    by=by,
                )


def hometown_story(city: City, today: date) -> Iterator[date]:
    """Natives and their chamber; a talk event with its guests, and one that is still to come."""
    officer = city.people["officer"]
    yield today - timedelta(days=200)
    chamber = save_as(
        Chamber(
            name="粤朗商会",
            place="广东深圳",
            president="赵鹤年",
            members=180,
            agent=city.agents["沪澧"],
            is_demo=True,
        ),
        by=officer,
    )
    natives = [
        save_as(
            Native(
                name=name,
                lives_in=place,
                field=field,
                chamber=chamber if "广东" in place else None,
                agent=city.agents.get(key),
                keeper=officer,
                is_demo=True,
            ),
            by=officer,
        )
        for key, name, place, field in NATIVES
    ]
    event = TalkEvent(
        title="德商恳谈会（深圳）",
        planned_on=today - timedelta(days=120),
        place="深圳",
        chamber=chamber,
        department=city.bureau,
        theme="智能终端与新能源",
        is_demo=True,
    )
    save_as(event, by=officer)
    guests = [save_as(Invitation(event=event, native=native), by=officer) for native in natives]
    yield today - timedelta(days=119)
    for guest in guests[:2]:
        move(guest, "accept", by=officer)
        move(guest, "attend", by=officer, outcome="推荐企业一家，约好年底回乡看看")
    move(guests[2], "decline", by=officer)
    move(guests[3], "miss", by=officer)
    move(
        event,
        "hold",
        by=officer,
        held_on=today - timedelta(days=120),
        outcome="到会嘉宾 2 名，收集线索 2 条",
    )
    next_event = TalkEvent(
        title="德商恳谈会（长沙）",
        planned_on=today + timedelta(days=30),
        place="长沙",
        department=city.bureau,
        theme="生物医药",
        is_demo=True,
    )
    save_as(next_event, by=officer)
    save_as(Invitation(event=next_event, native=natives[3]), by=officer)


def note_the_event(city: City, lead: Lead):
    """The first lead that a guest brings after a talk event came of the event."""
    invitations = Invitation.objects.filter(
        event__is_demo=True, event__state="held", state="attended", lead=None
    )
    guest = invitations.filter(native__agent=lead.agent_id).first() if lead.agent_id else None
    if guest is None:
        return
    officer = city.people["officer"]
    record_facts(lead, {"native": guest.native, "event": guest.event}, by=officer)
    guest.lead = lead
    save_as(guest, by=officer, update_fields=["lead"])


def targets_story(city: City, today: date) -> Iterator[date]:
    yield date(today.year, 1, 5) if today > date(today.year, 1, 5) else today
    for agent in city.agents.values():
        if not agent.is_referrer:
            save_as(
                AgentTarget(
                    agent=agent, year=today.year, leads=12, projects=2, money=Decimal(100_000_000)
                ),
                by=city.people["section_head"],
            )


def facts_of_deal(city: City, lead: Lead):
    """What the lead's channel asks for before the negotiation and the project."""
    record_facts(lead, FACTS[lead.channel](city, lead), by=city.people["officer"])


def _list500(city, lead):
    group = Company.objects.get(name="楚屹科技集团")
    lead.company.parent = group
    save_as(lead.company, by=city.people["officer"], reason="确认母公司")
    return {
        "listed_company": group,
        "plan": "base",
        "decided_by": "集团战略投资部",
        "rival_places": "岳阳、益阳",
    }


def _chain(city, lead):
    links = [
        link
        for link in Link.objects.filter(chain__is_demo=True)
        if any(lead.industry_id.startswith(code) for code in words_of(link.industry_codes))
    ]
    return {
        "link": links[0]
        if links
        else Link.objects.filter(chain__is_demo=True, name__contains="正负极").first(),
        "side": "upstream",
        "reason": "补齐本地配套",
    }


def _expansion(city, lead):
    enterprise = Enterprise.objects.filter(is_demo=True).order_by("id").first()
    lead.company.parent = enterprise.company
    save_as(lead.company, by=city.people["officer"], reason="确认母公司")
    return {
        "enterprise": enterprise,
        "adds": "新增生产线两条",
        "seeks_partner": True,
        "equipment_subsidy": 600 * WAN,
        "plant_sqm": Decimal(12_000),
        "support_reason": "按技改扩规政策申请，待公平竞争审查",
    }


def _park(city, lead):
    return {
        "park": Park.objects.filter(is_demo=True, parent__isnull=False).order_by("id").first(),
        "plot_kind": "plant",
        "area_sqm": Decimal(8_000),
        "fits": "与园内龙头配套",
    }


def _agent(city, lead):
    return {
        "first_contact_on": day_of(lead.received_at) - timedelta(days=20),
        "service": "撮合洽谈、陪同考察",
    }


def _hometown(city, lead):
    return {"native": Native.objects.filter(agent=lead.agent).first(), "tie": "创始人为常德籍"}


def _capital(city, lead):
    return {
        "money_sought": 8_000 * WAN,
        "stake_offered": Decimal(10),
        "round": "B 轮",
        "use_of_money": "扩建产线",
        "conditions": "返投比例不低于 1.5 倍；五年回购条款",
    }


FACTS = {
    "list500": _list500,
    "chain": _chain,
    "expansion": _expansion,
    "park": _park,
    "agent": _agent,
    "hometown": _hometown,
    "capital": _capital,
}


def judgement_story(city: City, lead: Lead, begins: date, *, finished: bool) -> Iterator[date]:
    """Four departments are asked; where it is not ``finished``, one lets its day pass."""
    if not lead.investment or lead.investment < Parameter.get("judgement_from"):
        return
    officer = city.people["officer"]
    lead.land_mu = (lead.investment / WAN / 260).quantize(Decimal(1))
    save_as(lead, by=officer, reason="补充用地需求")
    departments = {
        criterion: city.assessing[ASKED[criterion.name]]
        for criterion in in_force().criteria.all()
        if criterion.name in ASKED
    }
    judgement = convene(
        lead,
        departments,
        by=officer,
        output=lead.investment * 2,
        tax=lead.land_mu * 21 * WAN,
        energy_tce=(lead.investment * 2 / WAN * Decimal("0.15")).quantize(Decimal("0.01")),
    )
    yield begins + timedelta(days=1)
    for opinion in judgement.opinions.select_related("department"):
        if finished or opinion.department != city.assessing["发改委"]:
            answer(city, opinion)
    if finished:
        perform(judgement, "finish", by=officer)


def answer(city: City, opinion):
    answers = {
        reply.criterion_id: SAID[reply.criterion.name]
        for reply in opinion.answers.select_related("criterion")
    }
    give_opinion(
        opinion, answers, by=city.assessors[opinion.department], text="原则同意，请按承诺落实"
    )
