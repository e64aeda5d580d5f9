"""The money of the demonstration after it has arrived: the bureaus' files of two months, the
worklist, the industry fund, the cultivation lists.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from crm.core.models import Parameter
from crm.core.proposals.propose import propose_change, propose_new
from crm.core.transitions import perform
from crm.core.writing.history import save_as
from leads.models import Project
from parks.capital.invest import call_capital, create_fund, invest, leave, promise
from parks.cultivation.members import plan_action, propose
from parks.models import (
    Contribution,
    CultivationList,
    Enterprise,
    ExchangeRate,
    Threshold,
    UnmatchedRow,
)
from parks.models.contribution import month_end
from parks.models.standing import standings
from parks.monthly.complete import complete, values_read

from .bureau_files import TAXES, bring_in, last_full_month, tax_rows, verify_rows
from .city import City, credit_code
from .evidence import evidence

WAN, YI = Decimal(10_000), Decimal(100_000_000)
RATES = {"USD": "7.1200", "EUR": "8.2650", "HKD": "0.9150", "JPY": "0.0467"}
STRANGERS = {"顺澧物流有限公司": 52_000, "百汀商贸有限公司": 8_600, "沅岸置业有限公司": 330_000}
# Name, managed by, size and what the fund above promises (in 亿元), share of that paid in.
SUB_FUNDS = [
    ("智能装备产业子基金", "朗澧创业投资管理有限公司", 10, 3, Decimal("0.6")),
    ("生物医药产业子基金", "沅芷医药资本管理有限公司", 6, 2, Decimal("0.5")),
]
LISTS = {
    # Kind: places, thresholds, how many are proposed.
    CultivationList.Kind.BACKBONE: (100, {"tax": 1000 * WAN, "fixed_assets": 3000 * WAN}, 3),
    CultivationList.Kind.GROWTH: (50, {"tax_growth": Decimal(15), "years": Decimal(1)}, 2),
    CultivationList.Kind.LISTING: (60, {"tax": 500 * WAN, "years": Decimal(2)}, 2),
}


def rates_of(city: City):
    """The rates of the deals' foreign money: one person of finance proposes, another approves."""
    for currency, yuan in RATES.items():
        values = {"currency": currency, "on": city.founded, "yuan": Decimal(yuan), "is_demo": True}
        values["source"] = "当日中间价（演示）"
        proposal = propose_new(
            ExchangeRate, values, by=city.people["finance"], why="录入当日中间价"
        )
        perform(proposal, "approve", by=city.people["finance_2"])


def proposal_story(city: City, today: date) -> Iterator[date]:
    """What waits for the leader: a longer public notice."""
    yield today - timedelta(days=2)
    number = Parameter.objects.get(code="public_notice_working_days")
    propose_change(
        number,
        {"value": number.value + 2},
        by=city.people["headquarters"],
        why="按审计建议延长公示期",
    )


def paying(limit: int) -> list[Enterprise]:
    enterprises = Enterprise.objects.filter(
        is_demo=True, project__state__in=(Project.State.PRODUCING, Project.State.AT_CAPACITY)
    )
    return list(enterprises.order_by("id")[:limit])


def files_story(city: City, today: date) -> Iterator[date]:
    """The tax files of the last two months: one is verified but for a row, the other waits, with
    rows to be clarified.
    """
    last_month = last_full_month(today)
    month_before = last_full_month(last_month)
    yield today - timedelta(days=12)
    rows = tax_rows(city, month_before, month_end(month_before))
    job = bring_in(city, "tax", month_before, TAXES, rows)
    first = Contribution.objects.filter(source_import=job).order_by("pk")[0]
    perform(first, "reject", by=city.people["finance"], note="与入库数不符")
    verify_rows(job, city)
    yield today - timedelta(days=3)
    rows = tax_rows(city, last_month, month_end(last_month))
    enterprise = city.taxpayers[-1][1]
    rows[-1][4] = "约21万"
    rows = [*rows[:-2], _refund(rows[2]), *_unknown(rows[0]), rows[-1]]
    bring_in(city, "tax", last_month, TAXES, rows)
    open_rows = list(UnmatchedRow.objects.open().order_by("row"))
    second_officer = city.people["finance_2"]
    perform(open_rows[0], "dismiss", by=second_officer, note="非入园企业，税收不计入园区")
    values = {**values_read(open_rows[-1]), "amount": Decimal(210_000)}
    complete(
        open_rows[-1], enterprise=enterprise, by=second_officer, note="已与税务局核对", **values
    )


def _refund(row: list) -> list:
    return [*row[:4], -36_000, -14_400, row[6], "TK-0001"]


def _unknown(row: list) -> list[list]:
    """Rows of companies that settled in no park."""
    return [
        [credit_code(880 + n), name, *row[2:4], amount, amount * 4 // 10, row[6], None]
        for n, (name, amount) in enumerate(STRANGERS.items())
    ]


def fund_story(city: City, today: date) -> Iterator[date]:
    """The city's fund, two sub-funds with stakes here, a call that waits for its money, an exit."""
    by = city.people["finance"]
    yield today - timedelta(days=900)
    parent_fund = create_fund(
        by=by,
        name="朗澧产业发展母基金",
        department=city.bureau,
        size=100 * YI,
        founded_on=today - timedelta(days=900),
    )
    parent_fund.is_demo = True
    save_as(parent_fund, by=by)
    _paid(city, parent_fund, 20 * YI, investor="市财政局", share=Decimal("0.5"))
    sub_funds = [_sub_fund(city, parent_fund, today, *facts) for facts in SUB_FUNDS]
    yield today - timedelta(days=300)
    projects = list(
        Project.objects.settled()
        .filter(is_demo=True)
        .exclude(state=Project.State.TERMINATED)
        .select_related("company")
        .order_by("-channel", "id")[:5]
    )
    stakes = [
        invest(
            by=by,
            fund=sub_funds[n % 2],
            company=project.company,
            project=project,
            amount=(4_200 - 600 * n) * WAN,
            share=Decimal(12 - n),
            invested_on=timezone.localdate(),
            terms="返投比例不低于 1.5 倍；五年回购条款",
        )
        for n, project in enumerate(projects)
    ]
    yield today - timedelta(days=20)
    leave(
        by=by,
        stake=stakes[-1],
        way="buy_back",
        on=timezone.localdate(),
        cost=900 * WAN,
        proceeds=1_080 * WAN,
        remark="企业按约定回购部分股权",
    )
    commitment = sub_funds[0].commitments.first()
    call_capital(
        by=by,
        commitment=commitment,
        amount=3_000 * WAN,
        called_on=timezone.localdate(),
        due_on=today + timedelta(days=10),
    )


def _sub_fund(city, parent_fund, today, name, manager, size, promised, share):
    by = city.people["finance"]
    fund = create_fund(
        by=by,
        name=name,
        parent=parent_fund,
        department=city.bureau,
        manager=manager,
        size=size * YI,
        founded_on=today - timedelta(days=900),
        ends_on=today + timedelta(days=1600),
        reinvest_multiple=Decimal("1.5"),
        reinvest_by=today + timedelta(days=700),
    )
    fund.is_demo = True
    save_as(fund, by=by)
    _paid(city, fund, promised * YI, investor_fund=parent_fund, share=share)
    _paid(city, fund, (size - promised) * YI, investor=manager, share=share)
    return fund


def _paid(city, fund, amount, *, share, **investor):
    """A commitment of which ``share`` is called and paid in."""
    by, today = city.people["finance"], timezone.localdate()
    commitment = promise(by=by, fund=fund, amount=amount, signed_on=today, **investor)
    call = call_capital(
        by=by,
        commitment=commitment,
        amount=amount * share,
        called_on=today,
        due_on=today + timedelta(days=30),
        evidence=evidence("缴款凭证"),
    )
    perform(call, "pay", by=by, paid_on=today)


def cultivation_story(city: City, today: date) -> Iterator[date]:
    """Three lists of this year: enterprises on them with their plans, others proposed, one taken
    off.
    """
    headquarters, leader, keeper = (
        city.people["headquarters"],
        city.people["leader"],
        city.people["officer"],
    )
    yield today - timedelta(days=30)
    for kind, (places, thresholds, count) in LISTS.items():
        cultivation_list = save_as(
            CultivationList(
                kind=kind, year=today.year, department=city.bureau, places=places, is_demo=True
            ),
            by=headquarters,
        )
        for measure, least in thresholds.items():
            save_as(
                Threshold(cultivation_list=cultivation_list, measure=measure, least=least),
                by=headquarters,
            )
        keys = [enterprise.pk for enterprise in paying(14)]
        ranked = sorted(
            standings(cultivation_list, Enterprise.objects.filter(pk__in=keys)),
            key=lambda standing: not standing.fits,
        )
        for n, standing in enumerate(ranked[:count]):
            member = propose(
                cultivation_list,
                standing.enterprise,
                by=headquarters,
                keeper=keeper,
                why="" if standing.fits else "产业链链主企业，专题会议同意",
                needs="用电增容、技工招聘",
                goals="三年产值、税收翻番",
                support="技改贴息；用工专场；分管领导联系",
                review_on=today + timedelta(days=60),
            )
            plan_action(
                by=headquarters,
                member=member,
                what="协调用电增容 2000 千伏安",
                department=standing.enterprise.park.department,
                due_on=today + timedelta(days=30),
            )
            if n < count - 1:
                perform(member, "list", by=leader)
    first = cultivation_list.members.listed().first()
    plan_action(
        by=headquarters,
        member=first,
        what="召集供电公司和园区现场办公，定增容方案",
        department=city.bureau,
        due_on=today + timedelta(days=2),
    )
    action = plan_action(
        by=headquarters,
        member=first,
        what="对接券商辅导",
        department=city.bureau,
        due_on=today - timedelta(days=5),
    )
    perform(action, "finish", by=headquarters, outcome="已签订辅导协议")
