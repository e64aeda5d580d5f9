"""What happens in the demonstration: each deal from the first word to the taxes it pays, and the
finance office's rounds.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone

from commissions.agreements.confirm import confirm_document
from commissions.documents.issue import issue
from commissions.models import IssuedDocument, Statement, YearTarget
from commissions.models.approval import next_approval
from commissions.settlement.settle import settle
from commissions.statements.dispute import dispute
from commissions.statements.draw_up import draw_up, payees_with_open_entries
from commissions.statements.invoice import record_invoice
from commissions.statements.notice import publish
from commissions.statements.pay import pay
from commissions.statements.void import withdraw
from crm.core.days import day_of
from crm.core.errors import Refused
from crm.core.transitions import move, perform
from crm.core.writing.history import save_as
from leads.agents.accounts import ask_change
from leads.daily.next_steps import finish_next_step, record_activity
from leads.messages.send import send
from leads.models import Company, Contact, Industry, Membership, Registration
from leads.models.lead import OPEN
from leads.pipeline.convert import convert
from leads.pipeline.milestones import reach_stage
from leads.pipeline.register import register_lead
from leads.protection.arbitrate import open_dispute
from leads.protection.register import register
from parks.contributions.report import report
from parks.entries.enter import enter

from .channels import facts_of_deal, judgement_story, note_the_event
from .city import MARK, City, credit_code
from .space import ENTERED_BY_APPLICATION, entry_story, exit_story

WAN = Decimal(10_000)
A_MONTH = timedelta(days=30.4)
DOLLAR = Decimal("7.1200")
LOCAL_SHARE = Decimal("0.4")
PROJECT_STAGES = ["talks", "signed", "entered", "started", "producing", "at_capacity"]
LEAD_ENDS = {"rejected": "reject", "lost": "lose", "lapsed": "lapse", "duplicate": "mark_duplicate"}
# What an agency is to bring this year.
YEARLY = {"companies": 4, "signed": 2, "invested": 10_000}
# Where the statements of the last round stand, payee by payee.
# The second is large enough for the leader.
LAST_ROUND = [
    "draft",
    "leader_approved",
    "confirmed",
    "reviewed",
    "approved",
    "on_notice",
    "paying",
    "disputed",
    "withdrawn",
    "paid",
]


@dataclass(frozen=True)
class Deal:
    name: str
    industry: str
    park: str
    channel: str
    agent: str
    investment: Decimal
    begins: date
    reaches: str
    assets: Decimal
    local_tax: Decimal
    dollars: Decimal


def deals(today: date) -> list[Deal]:
    with (Path(__file__).parent / "deals.csv").open(encoding="utf-8") as file:
        return [
            Deal(
                row["name"],
                row["industry"],
                row["park"],
                row["channel"],
                row["agent"],
                Decimal(row["investment_wan"]) * WAN,
                today - int(row["months_ago"]) * A_MONTH,
                row["reaches"],
                Decimal(row["assets_wan"] or 0) * WAN,
                Decimal(row["local_tax_wan"] or 0) * WAN,
                Decimal(row["foreign_wan"] or 0) * WAN,
            )
            for row in csv.DictReader(file)
        ]


def deal_story(city: City, number: int, deal: Deal) -> Iterator[date]:
    officer, head = city.people["officer"], city.people["section_head"]
    agent = city.agents.get(deal.agent)
    yield deal.begins
    company = Company(
        name=f"{deal.name}有限公司{MARK}",
        credit_code=credit_code(number),
        country="德国" if deal.dollars else "中国",
        is_demo=True,
    )
    save_as(company, by=officer)
    save_as(Contact(company=company, name="联系人", position="投资总监"), by=officer)
    lead = received(city, deal, company, agent)
    yield from judgement_story(city, lead, deal.begins, finished=deal.reaches != "new")
    if deal.reaches == "new":
        return
    yield deal.begins + timedelta(days=2)
    if deal.reaches in ("rejected", "duplicate"):
        move(
            lead,
            LEAD_ENDS[deal.reaches],
            by=head,
            note="不符合产业方向" if deal.reaches == "rejected" else "与在库线索为同一项目",
        )
        return
    move(lead, "judge", by=head, owner=officer)
    tell(lead, "您推荐的企业已受理，由林专员跟进", officer)
    if deal.reaches == "judged":
        return
    yield deal.begins + timedelta(days=8)
    talk(lead, "call", "电话对接，了解投资意向与选址要求", "安排上门拜访", officer)
    move(lead, "engage", by=officer)
    tell(lead, "已与企业电话对接，下一步上门拜访", officer)
    if deal.reaches == "engaged":
        return
    if deal.reaches == "lapsed":
        yield deal.begins + timedelta(days=180)
        move(lead, "lapse", by=head, note="半年无进展，移出项目库")
        return
    yield deal.begins + timedelta(days=24)
    talk(lead, "visit", "上门拜访，企业介绍产能布局与用地需求", "邀请来访考察", officer)
    facts_of_deal(city, lead)
    move(lead, "negotiate", by=officer)
    tell(lead, "已上门拜访，企业有意来访考察", officer)
    if deal.reaches == "lost":
        yield deal.begins + timedelta(days=90)
        move(lead, "lose", by=officer, note="企业选择在外省落地")
    if deal.reaches in ("lost", "negotiating"):
        return
    yield deal.begins + timedelta(days=50)
    project = convert(lead, by=officer)
    yield from project_story(city, number, deal, project, company)


def received(city, deal, company, agent):
    """The lead as an officer enters it, or as its agent registers it."""
    facts = {
        "title": f"{deal.name}项目",
        "department": city.bureau,
        "industry": Industry.objects.get(code=deal.industry),
        "investment": deal.investment,
        "content": f"建设{deal.name.removeprefix('示范')}生产基地",
    }
    if agent is None:
        return register_lead(
            by=city.people["officer"], company=company, channel=deal.channel, is_demo=True, **facts
        )
    named = {"company_name": company.name, "credit_code": company.credit_code}
    lead = register(by=city.login_of(agent), agent=agent, **named, **facts).lead
    note_the_event(city, lead)
    return lead


def tell(lead, text, officer):
    """The officer keeps the agent informed."""
    if lead.agent:
        send(lead, lead.agent, text=text, by=officer)


def project_story(city, number, deal, project, company) -> Iterator[date]:
    officer, head, park = (
        city.people["officer"],
        city.people["section_head"],
        city.park_officers[deal.park],
    )
    if deal.reaches == "transferred":
        yield deal.begins + timedelta(days=75)
        move(project, "transfer", by=head, note="用地指标不足，转往外市")
    last = "started" if deal.reaches == "terminated" else deal.reaches
    goes_to = PROJECT_STAGES.index(last) if last in PROJECT_STAGES else 0
    if goes_to < 1:
        return
    signed = deal.begins + timedelta(days=80)
    yield signed
    move(
        project,
        "sign",
        by=officer,
        contract_number=f"HT-{signed:%Y}-{number:03d}",
        contract_amount=deal.investment,
        signed_on=signed,
        planned_start_on=signed + timedelta(days=120),
        planned_production_on=signed + timedelta(days=420),
        host_department=city.departments[deal.park],
    )
    if goes_to < 2:
        return
    plot = city.plots[deal.park].pop()
    if deal.name in ENTERED_BY_APPLICATION:
        yield from entry_story(city, deal, project, plot, park)
    yield deal.begins + timedelta(days=115)
    today = timezone.localdate()
    enterprise = enter(
        project,
        plot=plot,
        starts_on=today,
        name=f"{deal.name}（常德）有限公司{MARK}",
        credit_code=credit_code(500 + number),
        registered_on=today - timedelta(days=10),
        by=park,
        evidence=evidence("营业执照"),
    )
    yield today + timedelta(days=20)
    contribute(city, enterprise, park, metric="paid_in", amount=deal.investment / 20)
    if goes_to < 3:
        return
    yield deal.begins + timedelta(days=190)
    reach_stage(
        project, "start", by=park, happened_on=timezone.localdate(), evidence=evidence("施工许可证")
    )
    yield deal.begins + timedelta(days=300)
    contribute(
        city,
        enterprise,
        park,
        metric="fixed_assets",
        amount=deal.assets / 2,
        land_amount=deal.assets / 20,
    )
    if deal.dollars:
        facts = {
            "currency": "USD",
            "original_amount": deal.dollars,
            "rate": DOLLAR,
            "rate_on": timezone.localdate(),
            "amount": deal.dollars * DOLLAR,
        }
        contribute(city, enterprise, park, metric="foreign_capital", **facts)
    if deal.reaches == "terminated":
        yield deal.begins + timedelta(days=500)
        yield from exit_story(city, project, park)
        return
    yield deal.begins + timedelta(days=430)
    contribute(city, enterprise, park, metric="fixed_assets", amount=deal.assets / 2)
    if goes_to < 4:
        return
    produced = deal.begins + timedelta(days=480)
    yield produced
    reach_stage(project, "produce", by=park, happened_on=produced, evidence=evidence("投产记录"))
    yield from tax_story(city, deal, project, enterprise, park, produced, goes_to)


def tax_story(city, deal, project, enterprise, park, produced, goes_to) -> Iterator[date]:
    filled = False
    for year in range(produced.year, produced.year + 10):
        if goes_to == 5 and not filled and date(year, 9, 1) > produced + timedelta(days=300):
            yield date(year, 9, 1)
            reach_stage(
                project,
                "fill",
                by=park,
                happened_on=date(year, 9, 1),
                evidence=evidence("达产验收"),
            )
            filled = True
        yield date(year + 1, 3, 15)
        begins = produced if year == produced.year else date(year, 1, 1)
        local = (deal.local_tax * (date(year, 12, 31) - begins).days / 365).quantize(Decimal("1E4"))
        contribute(
            city,
            enterprise,
            park,
            metric="tax",
            amount=local / LOCAL_SHARE,
            local_amount=local,
            happened_on=date(year, 12, 31),
            period_from=begins,
            period_to=date(year, 12, 31),
        )
        if deal.name in ENTERED_BY_APPLICATION:
            contribute(
                city,
                enterprise,
                park,
                metric="revenue",
                amount=local / LOCAL_SHARE * 20,
                happened_on=date(year, 12, 31),
            )


def loose_ends(city: City, today: date) -> Iterator[date]:
    """What still waits for finance at the end: money reported, money rejected, and a figure
    corrected.
    """
    from parks.models import Contribution

    yield today - timedelta(days=6)
    verified = Contribution.objects.filter(state="verified", metric="fixed_assets", is_demo=True)
    park = city.people["park_officer"]
    own = [
        each
        for each in verified.order_by("id")
        if each.enterprise.park.department_id == park.department_id
    ]
    for enterprise in dict.fromkeys(each.enterprise for each in own[:4]):
        report(
            enterprise,
            by=park,
            evidence=evidence("到资凭证"),
            metric="equipment",
            amount=Decimal(8_600_000),
            happened_on=timezone.localdate(),
        )
    wrong = report(
        own[0].enterprise,
        by=park,
        evidence=evidence("到资凭证"),
        metric="equipment",
        amount=Decimal(990_000_000),
        happened_on=timezone.localdate(),
    )
    yield today - timedelta(days=5)
    perform(wrong, "reject", by=city.people["finance"], note="金额与凭证不符，请核对小数点")
    last = own[-1]
    correction = report(
        last.enterprise,
        by=park,
        evidence=evidence("更正凭证"),
        supersedes=last,
        metric=last.metric,
        amount=last.amount - 1_200_000,
        land_amount=last.land_amount,
        happened_on=last.happened_on,
        remark="扣除重复计入的设备款",
    )
    perform(correction, "verify", by=city.people["finance"])


def agents_story(city: City, today: date) -> Iterator[date]:
    """What agents and the bureau have to do with one another today: reports, a dispute, a chamber,
    a change of account.
    """
    officer = city.people["officer"]
    yield today - timedelta(days=6)
    held = Registration.objects.filter(state=Registration.State.ACCEPTED, is_demo=True).order_by(
        "id"
    )
    for number, registration in enumerate(held):
        if registration.lead.state in OPEN:
            talk(registration.lead, "wechat", "与企业微信沟通近期安排", "约定下次会面", officer)
        if number % 3:
            tell(registration.lead, "近两周进展：与企业保持沟通，正在落实考察行程", officer)
    for chamber, member, step in (("湖湘", "赵会长", "consent"), ("湖湘", "李女士", "")):
        membership = save_as(
            Membership(chamber=city.agents[chamber], member=city.agents[member]), by=officer
        )
        if step:
            move(membership, step, by=city.login_of(city.agents[member]))
    asks = city.agents["科创"]
    ask_change(
        asks,
        holder=asks.name,
        bank="示范银行科技支行",
        number="62220000111990001",
        why="开户行变更",
        by=city.login_of(asks),
    )
    yield today - timedelta(days=4)
    contested = next(
        each for each in held if each.lead.state in OPEN and each.agent == city.agents["长三角"]
    )
    rival = city.agents["江海"]
    taken = register(
        by=city.login_of(rival),
        agent=rival,
        company_name=contested.company_name,
        title="同一企业的增资项目",
        department=city.bureau,
    )
    dispute = open_dispute(
        taken,
        text="我方去年已陪同企业来访考察，附考察记录",
        files=[evidence("考察记录")],
        by=city.login_of(rival),
    )
    yield today - timedelta(days=3)
    perform(dispute, "hear", by=officer)


def agreement_story(city: City, begins: date) -> Iterator[date]:
    """The policy is published; agreements are reviewed, approved, issued and signed, all but the
    last two.
    """
    yield begins
    version = city.policy()
    drafts = [
        city.agreement(agent, number, version)
        for number, agent in enumerate(city.agents.values(), start=1)
    ]
    yield begins + timedelta(days=4)
    for agreement in drafts:
        move(agreement, "review", by=city.people["section_head"])
        move(agreement, "approve", by=city.people["leader"])
        issue(IssuedDocument.Kind.AGREEMENT, agreement, by=city.people["officer"])
    yield begins + timedelta(days=6)
    for agreement in drafts:
        document = IssuedDocument.objects.of(agreement).get()
        confirm_document(
            document,
            agent=agreement.agent,
            sha256=document.sha256,
            by=city.login_of(agreement.agent),
        )
        perform(agreement, "sign", by=city.people["leader"])
        for metric, value in YEARLY.items() if not agreement.agent.is_referrer else ():
            target = YearTarget(
                agreement=agreement, year=city.this_year, metric=metric, value=value
            )
            save_as(target, by=city.people["officer"])


def finance_story(city: City, today: date) -> Iterator[date]:
    """Three rounds: two that are paid whole, and one whose statements stand in every state."""
    for months in (24, 12):
        begins = today - months * A_MONTH
        yield begins
        statements = statements_of_round(city, begins)
        yield from walk(city, statements, ["paid"] * len(statements))
    begins = today - timedelta(days=40)
    yield begins
    statements = statements_of_round(city, begins)
    yield from walk(
        city,
        statements,
        [LAST_ROUND[number % len(LAST_ROUND)] for number in range(len(statements))],
    )


def statements_of_round(city, day) -> list[Statement]:
    settle(as_of=day, by=city.people["finance"])
    found = []
    for payee, currency in payees_with_open_entries():
        try:
            drawn = draw_up(
                payee, by=city.people["section_head"], title=f"{day:%Y-%m}", currency=currency
            )
            found.append(drawn)
        except Refused:
            continue  # a negative balance waits for the next earnings
    return found


def walk(city, statements, ends) -> Iterator[date]:
    """Take the statements of a round through their approvals, each as far as its end."""
    people, drawn = city.people, timezone.localdate()
    steps = ["confirmed", "reviewed", "approved", "leader_approved", "on_notice", "paying", "paid"]
    for place, step in enumerate(steps):
        yield drawn + timedelta(days=[2, 4, 6, 8, 10, 25, 27][place])
        for statement, end in zip(statements, ends, strict=True):
            goes_on = end in steps and steps.index(end) >= place
            if goes_on:
                walk_one(people, city, statement, step)
    for statement, end in zip(statements, ends, strict=True):
        if end == "disputed":
            dispute(
                statement, by=city.login_of(statement.payee), note="第一批固定资产的金额请再核对"
            )
        elif end == "withdrawn":
            withdraw(statement, by=people["section_head"], note="与下一期合并结算")


def walk_one(people, city, statement, step):
    statement.refresh_from_db()
    if step == "confirmed":
        move(statement, "confirm", by=city.login_of(statement.payee))
    elif step == "reviewed":
        move(statement, "review", by=people["section_head"])
    elif step == "approved":
        move(statement, "approve", by=people["finance"])
    elif step == "leader_approved":
        if next_approval(statement) == "leader_approve":
            move(statement, "leader_approve", by=people["leader"])
    elif step == "on_notice":
        publish(statement, by=people["finance"])
    elif step == "paying":
        if not statement.payee.is_referrer:
            record_invoice(
                statement,
                number=f"2543{statement.pk:016d}",
                issued_on=timezone.localdate(),
                rate=Decimal("0.06"),
                amount=statement.total,
                by=city.login_of(statement.payee),
            )
        move(statement, "order_payment", by=people["finance_2"])
    else:
        reference = f"YH{statement.number.removeprefix('DZ-')}"
        pay(
            statement,
            paid_on=timezone.localdate(),
            bank_reference=reference,
            by=people["finance_2"],
        )


def talk(lead, kind, summary, next_step, by):
    now = timezone.now()
    for earlier in lead.activities.with_open_step():
        finish_next_step(earlier, by=by)
    record_activity(
        lead=lead,
        kind=kind,
        happened_at=now,
        summary=summary,
        next_step=next_step,
        next_on=day_of(now) + timedelta(days=14),
        by=by,
    )


def contribute(city, enterprise, park, **facts):
    facts.setdefault("happened_on", timezone.localdate())
    contribution = report(enterprise, by=park, evidence=evidence("凭证"), **facts)
    perform(contribution, "verify", by=city.people["finance"])


def evidence(kind: str) -> ContentFile:
    return ContentFile(f"演示用{kind}\n".encode(), name="evidence.txt")
