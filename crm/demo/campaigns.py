"""Three campaigns of the demonstration: one that is over, one at work, one that is being prepared.

Talks are held with made-up companies only; real companies of the lists are chosen and shared out,
and nothing is said of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crm.core.transitions import move, perform
from crm.core.writing.history import save_as
from leads.campaigns.choose import choose
from leads.campaigns.create import add_member, arrange, create_campaign, plan_event
from leads.campaigns.find import MISSING, Standing, Wanted, find
from leads.campaigns.share import Rule, share
from leads.campaigns.touch import touch
from leads.models import (
    Campaign,
    CampaignTarget,
    Chain,
    Company,
    Industry,
    Link,
    ListKind,
    Native,
    TargetList,
)
from leads.models.chain import words_of

from .city import City

WAN = Decimal(10_000)
MACHINES = "装备制造与军民融合"


@dataclass(frozen=True)
class Touch:
    """``ago``: days before today. ``back_in``: days until which the company is put off."""

    ago: int
    kind: str
    said: str
    step: str = ""
    way: str = ""
    through: str = ""
    back_in: int = 0


# Company: its industry, and what was done with it, the oldest first.
AT_WORK = {
    "岚衡液压科技有限公司": (
        "3444",
        [
            Touch(
                52,
                "call",
                "乡贤刘季真牵线，和董事长通了二十分钟电话",
                "approach",
                "native",
                "刘季真",
            ),
            Touch(45, "wechat", "对方发来三年产能规划，问本地主机厂名单", "answer"),
            Touch(31, "meeting", "在长沙面谈，谈到多路阀就近配套", "meet"),
            Touch(17, "reception", "一行五人看了高新区两处厂房", "receive"),
            Touch(6, "call", "财务总监来问设备补贴口径，意向明确", "be_interested"),
        ],
    ),
    "朔川传动机械有限公司": (
        "3459",
        [
            Touch(50, "call", "直接联系到市场部，寄了园区手册", "approach", "direct"),
            Touch(38, "call", "战略部回电，愿意见面", "answer"),
            Touch(24, "visit", "到常州拜访，看了减速机生产线", "meet"),
            Touch(9, "wechat", "上市辅导期，明年三月以后再谈新基地", "put_off", back_in=100),
        ],
    ),
    "珩宇自动化设备有限公司": (
        "3491",
        [
            Touch(
                47,
                "call",
                "请落户的整机企业采购部引荐",
                "approach",
                "customer",
                "整机企业采购部",
            ),
            Touch(36, "meeting", "借展会见了总经理，谈机器人工作站", "meet"),
            Touch(20, "call", "董事会同意在湘设子公司", "be_interested"),
        ],
    ),
    "蕴坤锻压有限公司": (
        "3391",
        [
            Touch(44, "call", "商会秘书长代为介绍", "approach", "chamber", "商会秘书处"),
            Touch(29, "call", "总部冻结两年内新增产能", "decline"),
        ],
    ),
    "嵘泽铸造有限公司": (
        "3391",
        [
            Touch(41, "wechat", "加上了生产副总，介绍电价政策", "approach", "direct"),
            Touch(27, "call", "回电问天然气价格和环评周期", "answer"),
        ],
    ),
    "湛屿齿轮股份有限公司": (
        "3453",
        [Touch(58, "call", "总机转到董秘办，约好发函", "approach", "direct")],
    ),
    "衍澄精密部件有限公司": (
        "3484",
        [
            Touch(40, "call", "李望舒介绍其同学任技术总监", "approach", "native", "李望舒"),
            Touch(22, "meeting", "视频会看了样件，要本地材料供应商名录", "meet"),
        ],
    ),
    "昱泓再制造有限公司": (
        "4330",
        [Touch(33, "wechat", "发了循环经济专区的介绍", "approach", "direct")],
    ),
}
OVER = {
    "朗峤光电有限公司": (
        "3974",
        [
            Touch(382, "call", "王怀瑾从慕尼黑引荐中国区总裁", "approach", "native", "王怀瑾"),
            Touch(360, "visit", "到苏州工厂拜访，谈模组后段转移", "meet"),
            Touch(330, "reception", "中国区总裁带队来看洁净厂房", "receive"),
        ],
    ),
    "屹岫半导体材料有限公司": (
        "3985",
        [
            Touch(380, "call", "按名录逐级联系到投资部", "approach", "direct"),
            Touch(352, "meeting", "在上海见投资总监，需求是靶材", "meet"),
        ],
    ),
    "霁岭通信设备有限公司": (
        "3921",
        [
            Touch(378, "call", "商会推荐，副总裁愿意了解", "approach", "chamber", "商会秘书处"),
            Touch(348, "call", "已在邻市签约，婉拒", "decline"),
        ],
    ),
    "溯洄智能家电有限公司": (
        "3851",
        [Touch(375, "wechat", "只加到前台，未接上负责人", "approach", "direct")],
    ),
}
LEAD_FROM = {"朗峤光电有限公司": 315, "珩宇自动化设备有限公司": 4}
LATELY = 4  # days ago on which companies of the lists were chosen
TRIP = (36, "赴长三角装备小分队", "常州、苏州", 6)  # days ago, title, place, cost in 万元
TALK = (355, "上海光电恳谈会", "上海", 18)


def campaigns_story(city: City, today: date) -> Iterator[date]:
    """All three, day by day; what two campaigns have on the same day happens together."""
    days = sorted({*_deeds_over(), *_deeds_at_work(), 386, 62, 8, LATELY}, reverse=True)
    over = at_work = None
    for ago in days:
        yield today - timedelta(days=ago)
        if ago == 386:
            over = _over(city, today)
        if ago == 62:
            at_work = _at_work(city, today)
        if ago == 8:
            _in_preparation(city, today)
        if ago == LATELY:
            _choose_from_lists(city, at_work)
        if over is not None:
            _do(city, over, OVER, ago, today)
        if at_work is not None:
            _do(city, at_work, AT_WORK, ago, today)
        if over is not None and ago == TALK[0]:
            _event(city, over, "talk", TALK, list(OVER)[:2], today)
        if at_work is not None and ago == TRIP[0]:
            _event(city, at_work, "trip", TRIP, list(AT_WORK)[1:3], today)
        if over is not None and ago == 290:
            _close(city, over)
            over = None


def _deeds_over() -> set[int]:
    days = {contact.ago for _industry, touches in OVER.values() for contact in touches}
    return days | {TALK[0], LEAD_FROM["朗峤光电有限公司"], 290}


def _deeds_at_work() -> set[int]:
    days = {contact.ago for _industry, touches in AT_WORK.values() for contact in touches}
    return days | {TRIP[0], LEAD_FROM["珩宇自动化设备有限公司"]}


def _campaign(city, name, today, begins, ends, **facts) -> Campaign:
    head = city.people["section_head"]
    campaign = create_campaign(
        by=head,
        name=name,
        department=city.bureau,
        leader=city.people["leader"],
        starts_on=today - timedelta(days=begins),
        ends_on=today + timedelta(days=ends),
        is_demo=True,
        **facts,
    )
    for officer in city.officers.values():
        add_member(by=head, campaign=campaign, officer=officer, most=30)
    return campaign


def _made_up(city, companies) -> list[Company]:
    by = city.people["section_head"]
    return [
        save_as(
            Company(name=name, industry=Industry.objects.get(code=industry), is_demo=True), by=by
        )
        for name, (industry, _touches) in companies.items()
    ]


def _over(city, today) -> Campaign:
    head = city.people["section_head"]
    campaign = _campaign(
        city,
        "电子信息百日攻坚",
        today,
        386,
        -290,
        theme="对接长三角光电与半导体材料企业，争取后段产能转移",
        companies_wanted=10,
        talks_wanted=4,
        visits_wanted=2,
        leads_wanted=1,
    )
    choose(campaign, [company.pk for company in _made_up(city, OVER)], by=head)
    share(campaign, Rule.EVEN, by=head)
    perform(campaign, "start", by=head)
    return campaign


def _at_work(city, today) -> Campaign:
    """The chain's missing links, with made-up companies."""
    head = city.people["section_head"]
    chain = Chain.objects.get(name=MACHINES, is_demo=True)
    campaign = _campaign(
        city,
        "装备制造补链行动",
        today,
        62,
        60,
        theme="补液压、传动、控制等缺失环节，为本地主机厂就近配套",
        chain=chain,
        companies_wanted=24,
        talks_wanted=10,
        visits_wanted=4,
        leads_wanted=3,
        signed_wanted=1,
        money_wanted=20_000 * WAN,
    )
    companies = _made_up(city, AT_WORK)
    links = {company.pk: _link_of(chain, company) for company in companies}
    choose(campaign, list(links), by=head, links=links)
    share(campaign, Rule.EVEN, by=head)
    perform(campaign, "start", by=head)
    return campaign


def _choose_from_lists(city, campaign):
    """Real companies of the lists, of which nothing more is told."""
    head = city.people["section_head"]
    candidates = _free(Wanted(chain=campaign.chain, link=MISSING), city, 16)
    links = {candidate.company.pk: candidate.link for candidate in candidates}
    choose(campaign, list(links), by=head, links=links)
    share(campaign, Rule.EVEN, by=head)


def _link_of(chain, company) -> Link | None:
    for link in chain.links.all():
        if any(company.industry_id.startswith(code) for code in words_of(link.industry_codes)):
            return link
    return None


def _in_preparation(city, today):
    campaign = _campaign(
        city,
        "民营五百强湘商回归",
        today,
        -20,
        200,
        theme="走访民营五百强中的湘商企业，邀请回乡投资",
        list_kind=ListKind.objects.get(code=TargetList.Kind.PRIVATE500),
        companies_wanted=20,
        talks_wanted=8,
        leads_wanted=2,
    )
    candidates = _free(Wanted(list_kind="private500", country="湖南"), city, 20)
    keys = [candidate.company.pk for candidate in candidates]
    choose(campaign, keys, by=city.people["section_head"])


def _free(wanted, city, most) -> list:
    candidates = find(wanted, city.people["section_head"])
    real = [candidate for candidate in candidates if not candidate.company.is_demo]
    return [candidate for candidate in real if candidate.standing == Standing.FREE][:most]


def _do(city, campaign, companies, ago, today):
    for name, (_industry, touches) in companies.items():
        for contact in touches:
            if contact.ago == ago:
                _touch(campaign, name, contact, today)
        if LEAD_FROM.get(name) == ago:
            target = _target(campaign, name)
            perform(target, "open_lead", by=target.owner)


def _target(campaign, name) -> CampaignTarget:
    return campaign.targets.select_related("owner").get(company__name=name)


def _touch(campaign, name, contact: Touch, today):
    target = _target(campaign, name)
    native = Native.objects.filter(is_demo=True, name=contact.through).first()
    touch(
        target,
        by=target.owner,
        kind=contact.kind,
        summary=contact.said,
        step=contact.step,
        way=contact.way,
        through="" if native else contact.through,
        native=native,
        next_on=today + timedelta(days=contact.back_in) if contact.back_in else None,
    )


def _event(city, campaign, kind, facts, companies, today):
    ago, title, place, cost = facts
    officer, day = city.people["officer"], today - timedelta(days=ago)
    event = plan_event(
        by=officer,
        campaign=campaign,
        kind=kind,
        title=title,
        place=place,
        starts_on=day,
        ends_on=day + timedelta(days=2),
        programme="第一天拜访企业，第二天看园区，第三天座谈",
        participants="招商科两人、园区一人",
    )
    for name in companies:
        arrange(
            by=officer,
            event=event,
            target=_target(campaign, name),
            arranged_for=day,
            took_place=True,
            outcome="按约会面",
        )
    move(event, "hold", by=officer, cost=cost * WAN, outcome=f"会见企业 {len(companies)} 家")


def _close(city, campaign):
    perform(
        campaign,
        "close",
        by=city.people["section_head"],
        outcome="联系四家，洽谈两家，转线索一条；家电类企业宜由商会牵头。",
    )
