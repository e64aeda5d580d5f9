"""What goes on in the parks of the demonstration: entries by application, reservations, facilities,
partners, science.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from crm.core.transitions import move, perform
from crm.core.writing.history import save_as
from leads.models import Chamber, Company, Lead, Project
from parks.entries.apply import ReviewRequest, apply_for_entry, give_review, submit
from parks.entries.leave import record_breach
from parks.entries.supplement import amend, terms_on
from parks.models import (
    Alliance,
    AllianceAction,
    Availability,
    Breach,
    EntryApplication,
    Facility,
    Plot,
    ScienceProject,
    SpaceNeed,
)
from parks.space.reserve import release, reserve

from .city import City

WAN = Decimal(10_000)
SIDES = {
    "land": "自然资源",
    "planning": "自然资源",
    "environment": "生态环境",
    "energy": "发改委",
    "emergency": "应急管理",
}
FACILITIES = [
    ("business", "企业服务中心", "open", "0.5"),
    ("finance", "朗澧银行园区支行", "open", "0.8"),
    ("school", "园区实验学校", "building", "1.6"),
    ("medicine", "园区门诊部", "open", "1.2"),
    ("exhibition", "产业展示中心", "planned", "0.3"),
]
SCIENCE = [
    ("固态电池电解质", "湖南朗江理工学院", "新能源"),
    ("微型显示芯片", "朗澧光电研究所", "光电显示"),
    ("工业视觉检测", "朗江智能装备研究院", "智能终端"),
]
PLANNED_FOR = ("27", "35", "38", "39")  # industries of the parks, by their codes
ENTERED_BY_APPLICATION = {
    "沅启动力电池",
    "楚屹光电显示模组",
    "云岫计算机部件",
    "玻岚玻璃盖板",
    "湘澜储能电池",
}


def entry_story(city: City, deal, project: Project, plot: Plot, park_officer) -> Iterator[date]:
    """The application of a signed project: reviewed by all departments, agreed on, and ready for
    the hand-over.
    """
    signed_on = project.signed_on
    yield signed_on + timedelta(days=5)
    application = apply_for_entry(
        project,
        plot,
        by=city.people["officer"],
        promised_investment=deal.investment,
        promised_start_on=signed_on + timedelta(days=115),
        promised_production_on=signed_on + timedelta(days=400),
        output_per_mu=200 * WAN,
        tax_per_mu=12 * WAN,
        **about(deal.said.brief),
    )
    ask_departments(city, application, park_officer, signed_on + timedelta(days=15))
    yield signed_on + timedelta(days=12)
    for opinion in application.opinions.select_related("department"):
        say(city, opinion)
    perform(application, "approve", by=city.people["section_head"])
    yield signed_on + timedelta(days=20)
    facts = {
        "agreement_number": f"RYXY-{project.number}",
        "agreed_on": timezone.localdate(),
        "hand_over_by": timezone.localdate() + timedelta(days=40),
    }
    perform(application, "agree", by=park_officer, **facts)


def about(brief: str) -> dict:
    return {
        "content": brief,
        "environment": "废水进园区污水处理厂，编制环境影响报告表",
        "safety": "不涉及重大危险源",
        "energy_tce": Decimal(2600),
    }


def ask_departments(city, application, park_officer, due_on: date):
    submit(
        application,
        {side: ReviewRequest(city.assessing[key], due_on) for side, key in SIDES.items()},
        by=park_officer,
    )


def say(city, opinion):
    verdict, text = (
        ("conditions", "环评批复取得后方可开工")
        if opinion.subject == "environment"
        else ("agree", "同意")
    )
    give_review(opinion, by=city.assessors[opinion.department], verdict=verdict, text=text)


def exit_story(city: City, project: Project, park_officer) -> Iterator[date]:
    """A promise is broken and not cured; the enterprise leaves."""
    application = project.applications.get()
    today = timezone.localdate()
    breach = record_breach(
        application,
        by=park_officer,
        promise="investment",
        demand="60 日内到位剩余固定资产投资",
        cure_by=today + timedelta(days=60),
    )
    yield today + timedelta(days=70)
    perform(breach, "uphold", by=park_officer, note="到期未补足")
    perform(
        application,
        "leave",
        by=city.people["section_head"],
        left_on=timezone.localdate(),
        note="企业资金链断裂，协议解除",
    )


def space_story(city: City, today: date) -> Iterator[date]:
    """Plots that are not offered yet, reservations in every state, needs of space, an application
    under review, a breach.
    """
    officer, park_officer = city.people["officer"], city.people["park_officer"]
    yield today - timedelta(days=300)
    for name, plots in city.plots.items():
        _set_status(plots[0], "planned" if len(name) % 2 else "preparing", city.park_officers[name])
    _set_status(city.plots["经开区"][1], "withheld", park_officer, "留作龙头企业二期")
    _split_plot(*city.plots["经开区"][:2], park_officer)
    yield today - timedelta(days=60)
    leads = list(Lead.objects.open().filter(is_demo=True, owner=officer).order_by("id"))
    if leads:
        reserve(
            city.plots["高新区"][2],
            leads[0],
            by=officer,
            expires_on=today - timedelta(days=40),
            purpose="预选址",
        )
    yield today - timedelta(days=12)
    leads = list(Lead.objects.open().filter(is_demo=True, owner=officer).order_by("id"))
    names = ["鼎城区", "澧县", "石门县"]
    reservations = [
        reserve(
            city.plots[name][3],
            lead,
            by=officer,
            expires_on=timezone.localdate() + timedelta(days=17 + 20 * n),
            purpose="企业考察选址",
        )
        for n, (name, lead) in enumerate(zip(names, leads, strict=False))
    ]
    release(reservations[-1], by=officer, note="企业改选标准厂房")
    for lead in [lead for lead in leads if (lead.industry_id or "").startswith(PLANNED_FOR)][:2]:
        need = SpaceNeed(
            lead=lead,
            kind="plant",
            area_sqm=Decimal(8000),
            rent_most=Decimal(11),
            height_m=Decimal(6),
            floor_load_t=Decimal(1),
            power_kva=Decimal(1200),
            zoning="M1",
            musts=["kind", "area_sqm", "zoning"],
        )
        save_as(need, by=officer, reason="企业选址需求")
    yield today - timedelta(days=8)
    project = Project.objects.get(lead__company__name="恒煦储能系统有限公司")
    application = apply_for_entry(
        project,
        city.plots["经开区"].pop(),
        by=officer,
        promised_investment=project.contract_amount,
        promised_start_on=today + timedelta(days=60),
        promised_production_on=today + timedelta(days=420),
        output_per_mu=400 * WAN,
        tax_per_mu=20 * WAN,
        **about(project.content),
    )
    ask_departments(city, application, park_officer, today - timedelta(days=1))
    yield today - timedelta(days=4)
    for opinion in application.opinions.select_related("department").exclude(subject="energy"):
        say(city, opinion)
    amend_one(city)
    late_application = EntryApplication.objects.filter(
        state="handed_over", project__state="entered", project__is_demo=True
    ).first()
    if late_application:
        record_breach(
            late_application,
            by=park_officer,
            promise=Breach.Promise.START,
            demand="30 日内完成施工图审查并开工",
            cure_by=today + timedelta(days=26),
        )


def amend_one(city: City):
    """An enterprise that builds already promises more: its agreement gets a supplement."""
    settled = EntryApplication.objects.filter(state="handed_over", project__is_demo=True).exclude(
        project__state="entered"
    )
    application = settled.select_related("plot__park").order_by("id").last()
    if application is None:
        return
    park_officer = next(
        officer
        for officer in city.park_officers.values()
        if application.plot.park.department_id in officer.department_ids
    )
    promised = terms_on(application, timezone.localdate()).values()
    raised = {
        "promised_investment": promised["promised_investment"] + 5000 * WAN,
        "tax_per_mu": promised["tax_per_mu"] + 2 * WAN,
    }
    supplement = amend(
        application,
        by=park_officer,
        **promised | raised,
        reason="企业增资扩产，新增一条生产线，相应提高投资与税收承诺",
    )
    perform(supplement, "propose", by=park_officer)
    perform(supplement, "approve", by=city.people["section_head"])
    perform(
        supplement,
        "sign",
        by=park_officer,
        agreement_number=f"{application.agreement_number}-补1",
        signed_on=timezone.localdate(),
    )


def _set_status(plot, status, by, reason="基础设施配套建设中"):
    save_as(
        Availability(plot=plot, status=status, starts_on=timezone.localdate(), reason=reason),
        by=by,
        reason=reason,
    )


def _split_plot(west: Plot, east: Plot, by):
    """The closed plot that was divided into these two neighbours."""
    (north_west, *_rest, south_west), (_corner, north_east, south_east, _last) = (
        west.boundary,
        east.boundary,
    )
    undivided = Plot(
        park=west.park,
        code="A-00",
        kind=west.kind,
        area_sqm=west.area_sqm + east.area_sqm,
        boundary=[north_west, north_east, south_east, south_west],
    )
    save_as(undivided, by=by)
    _set_status(undivided, "closed", by, f"分割为 {west.code}、{east.code}")


def offer_story(city: City, today: date) -> Iterator[date]:
    """Facilities, projects of science transfer, and the alliances with what came of them."""
    park_officer, officer = city.people["park_officer"], city.people["officer"]
    yield today - timedelta(days=260)
    park = city.plots["经开区"][0].park
    for kind, name, progress, distance in FACILITIES:
        save_as(
            Facility(
                park=park,
                kind=kind,
                name=name,
                progress=progress,
                distance_km=Decimal(distance),
            ),
            by=park_officer,
        )
    carrier = Company.objects.filter(is_demo=True, name__startswith="沅启动力电池").first()
    projects = [
        save_as(
            ScienceProject(
                park=park,
                name=name,
                source=source,
                field=area,
                company=carrier,
                support=300 * WAN,
                chosen_on=timezone.localdate(),
            ),
            by=park_officer,
        )
        for name, source, area in SCIENCE
    ]
    move(projects[0], "incubate", by=park_officer)
    move(projects[1], "incubate", by=park_officer)
    yield today - timedelta(days=190)
    perform(projects[0], "industrialise", by=park_officer, result="建成中试线，形成产品三个")
    alliance = Alliance(
        park=park,
        partner_park="苏州澜石科技园",
        partner_area="yangtze",
        chamber=Chamber.objects.filter(is_demo=True).first(),
        aims="承接智能终端与新能源产业转移",
    )
    save_as(alliance, by=park_officer)
    perform(alliance, "conclude", by=park_officer, concluded_on=timezone.localdate())
    save_as(
        Alliance(
            park=city.plots["高新区"][0].park, partner_park="东莞湾澜产业园", partner_area="pearl"
        ),
        by=city.park_officers["高新区"],
    )
    yield today - timedelta(days=90)
    lead = Lead.objects.filter(is_demo=True, channel="list500").order_by("id").first()
    days = {"happened_on": timezone.localdate(), "planned_on": timezone.localdate()}
    save_as(
        AllianceAction(
            alliance=alliance,
            kind="transfer",
            what="智能终端产业转移对接会",
            result="达成意向 3 个，形成线索 1 条",
            lead=lead,
            **days,
        ),
        by=officer,
    )
    save_as(
        AllianceAction(
            alliance=alliance, kind="training", what="园区干部跟班学习", result="选派 4 人", **days
        ),
        by=park_officer,
    )
    save_as(
        AllianceAction(
            alliance=alliance,
            kind="event",
            what="苏州专场推介会",
            planned_on=today + timedelta(days=45),
        ),
        by=officer,
    )
