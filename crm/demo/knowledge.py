"""What the demonstration knows of companies: who supplies whom, what was heard, who knows whom. All
of these companies and people are made up.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count

from crm.core.transitions import move
from crm.core.writing.history import create_many, save_as
from leads.knowledge.introductions import ask
from leads.models import (
    Acquaintance,
    Company,
    CompanyNote,
    CompanyRelation,
    LinkCompany,
    Native,
    Project,
)

from .city import City

COMPANIES = 12
# Kind, text, source, days before the story's day.
NEWS = [
    ("plant", "拟在中部地区新建生产基地，正在比选选址，预计投资 12 亿元。", "公司公告", 20),
    ("funding", "完成新一轮融资，资金用于扩产和研发。", "财经媒体报道", 45),
    ("relocation", "华东工厂所在地块将收储，三年内搬迁产能。", "商会会员介绍", 70),
    ("order", "中标大型设备采购项目，交付期两年。", "公共资源交易公告", 95),
    ("plant", "西部基地二期投产，产能增加三成。", "公司官网", 30),
    ("people", "新任总裁曾在湖南任职，主管产业布局。", "公司公告", 60),
    ("funding", "启动上市辅导备案。", "证监局网站", 120),
    ("trouble", "一季度营收同比下降，暂缓新项目。", "行业协会简报", 150),
    ("plant", "与设备商签约，明年新上两条产线。", "行业媒体报道", 15),
    ("other", "与高校共建中试平台。", "高校官网", 480),
    ("order", "与整车企业签订五年供货协议。", "公司公告", 40),
    ("relocation", "总部研发中心计划外迁中部省会周边。", "考察座谈了解", 10),
]
# What the company is to an enterprise here, and what it is about.
TRADE = [
    ("supplier", "精密轴承"),
    ("customer", "铝合金型材"),
    ("supplier", "电控系统"),
    ("supplier", "包装材料"),
    ("customer", "机加工件"),
    ("partner", "联合研发"),
]
# How well, since when, how, whether the person agrees to be asked.
TIES = [
    (3, 2001, "大学同学，现任集团副总裁", "given"),
    (2, 2012, "原同事，现任投资部负责人", "given"),
    (1, 2019, "商会活动相识", "not_asked"),
    (2, 2008, "曾为其供货", "given"),
    (1, 2021, "乡友聚会相识", "refused"),
]


def knowledge_story(city: City, today: date) -> Iterator[date]:
    officer = city.people["officer"]
    yield today - timedelta(days=100)
    companies = _wanted()
    _hear_of(companies, officer, today - timedelta(days=100))
    _trade_with(companies, officer, today)
    acquaintances = _know(companies, officer, today)
    yield today - timedelta(days=60)
    introductions = [
        ask(acquaintance, acquaintance.company, by=officer, wish="约见分管产业布局的负责人")
        for acquaintance in acquaintances
        if acquaintance.consent == Acquaintance.Consent.GIVEN
    ]
    for introduction in introductions:
        introduction.is_demo = True
        save_as(introduction, by=officer, reason="登记", update_fields=["is_demo"])
    yield today - timedelta(days=40)
    for introduction in introductions[:2]:
        move(introduction, "agree", by=officer, answer="可以，先帮忙带话")
    yield today - timedelta(days=25)
    move(introductions[0], "introduce", by=officer)
    move(introductions[0], "thank", by=officer, thanked_how="回乡座谈时当面致谢")


def _wanted() -> list[Company]:
    """Made-up companies that have not settled here, those of the lists first."""
    settled = Project.objects.settled().values("company")
    in_chains = LinkCompany.objects.values("company")
    companies = Company.objects.filter(is_demo=True).exclude(pk__in=settled)
    listed = Count("rankings")
    strangers = companies.exclude(pk__in=in_chains).annotate(listed=listed)
    return list(strangers.order_by("-listed", "pk")[:COMPANIES])


def _hear_of(companies, officer, day):
    notes = [
        CompanyNote(
            company=company,
            kind=kind,
            text=text,
            source=source,
            noted_on=day - timedelta(days=ago),
            entered_by=officer,
            is_demo=True,
        )
        for company, (kind, text, source, ago) in zip(companies, NEWS, strict=False)
    ]
    create_many(CompanyNote, notes, by=officer, reason="登记")


def _trade_with(companies, officer, today):
    enterprises = list(
        Company.objects.filter(is_demo=True, pk__in=Project.objects.settled().values("company"))
        .order_by("pk")
        .distinct()[: len(TRADE)]
    )
    relations = [
        CompanyRelation(
            company=enterprise,
            kind=kind,
            other=company,
            what=what,
            source="企业走访",
            said_on=today - timedelta(days=40 + 90 * place),
            entered_by=officer,
            is_demo=True,
        )
        for place, (enterprise, company, (kind, what)) in enumerate(
            zip(enterprises, companies, TRADE, strict=False)
        )
    ]
    create_many(CompanyRelation, relations, by=officer, reason="登记")


def _know(companies, officer, today) -> list[Acquaintance]:
    natives = Native.objects.filter(is_demo=True).order_by("pk")
    asked_on = today - timedelta(days=90)
    acquaintances = [
        Acquaintance(
            native=native,
            company=company,
            closeness=closeness,
            since_year=since,
            how=how,
            consent=consent,
            consent_on=None if consent == "not_asked" else asked_on,
            source="本人介绍",
            said_on=asked_on,
            department=officer.department,
            entered_by=officer,
            is_demo=True,
        )
        for native, company, (closeness, since, how, consent) in zip(
            natives, companies, TIES, strict=False
        )
    ]
    return create_many(Acquaintance, acquaintances, by=officer, reason="登记")
