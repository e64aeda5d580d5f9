"""The demonstration: made by calling the same use cases as the screens, so that history and ledger are real."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import override
from stdnum.cn import uscc

from commissions.models import Agreement, Policy, PolicyVersion
from commissions.settlement.settle import settle
from commissions.statements.draw_up import draw_up
from crm.core.management.commands.demo_logins import PASSWORD
from crm.core.models import Department, User
from crm.core.roles import ROLES, give_role
from crm.core.transitions import move, perform
from leads.agents.accounts import change_account
from leads.models import Activity, Agent, Company, Industry, Lead
from leads.pipeline.convert import convert
from leads.pipeline.milestones import reach_stage
from leads.pipeline.register import channel_of, register_lead
from parks.enter import enter
from parks.models import Park, Plot
from parks.report import report

ZONE = ZoneInfo("Asia/Shanghai")
DEALS = [
    # name, industry, how far, fixed assets, [(year, tax, local)]
    ("示范动力电池", "3841", 5, 120_000_000, [(2023, 10_000_000, 4_000_000), (2024, 15_000_000, 6_000_000)]),
    ("示范智能终端", "3921", 4, 66_000_000, [(2024, 5_000_000, 2_100_000)]),
    ("示范生物医药", "2761", 3, 35_000_000, []),
    ("示范装备制造", "3511", 2, 0, []),
    ("示范食品加工", "1391", 1, 0, []),
    ("示范光电材料", "3985", 0, 0, []),
]


class Command(BaseCommand):
    help = "Load the demonstration: a city, its people, and deals in every stage."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are users already")

    @transaction.atomic
    def handle(self, *, if_empty, **options):
        if if_empty and User.objects.exists():
            return
        people = self.people()
        agents = self.agents(people)
        self.policy(people, agents)
        plots = self.parks(people)
        for number, deal in enumerate(DEALS):
            self.deal(number, deal, people, agents[number % 2], plots[number])
        settle(as_of=date(2026, 1, 1), by=people["finance"])
        for agent in agents:
            draw_up(agent, by=people["section_head"], title="2025")
        self.stdout.write("The demonstration is loaded.")

    def people(self):
        city = Department.objects.create(name="示范市商务局（演示）", short_name="市商务局")
        self.park_department = Department.objects.create(name="示范经开区管委会（演示）", short_name="经开区", parent=city)
        people = {}
        for code, role in ROLES.items():
            user = User.objects.create_user(f"demo_{code}", password=PASSWORD, name=f"演示·{label_in_chinese(role)}")
            if role.is_staff:
                user.department = self.park_department if code == "park_officer" else city
                user.save()
            give_role(user, code)
            people[code] = User.objects.get(pk=user.pk)
        self.city = city
        return people

    def agents(self, people):
        agency = Agent.objects.create(name="示范招商咨询公司（演示）", kind="investment_firm", department=self.city, is_demo=True)
        referrer = Agent.objects.create(name="示范引荐人（演示）", kind="referrer", department=self.city, is_demo=True)
        for agent, code, number in ((agency, "agency", "6222000011112222"), (referrer, "referrer", "6222000033334444")):
            agent.users.add(people[code])
            change_account(agent, holder=agent.name, bank="示范银行营业部", number=number, by=people["finance"])
        return [agency, referrer]

    def policy(self, people, agents):
        document = yaml.safe_load(Path(settings.BASE_DIR / "commissions/library/changde-demo.yaml").read_text(encoding="utf-8"))
        policy = Policy.objects.create(code=document["code"], name=document["name"]["zh"])
        version = PolicyVersion.objects.create(policy=policy, number="1", document=document, valid_from=date(2020, 1, 1))
        move(version, "submit", by=people["finance"])
        move(version, "publish", by=people["leader"])
        for number, agent in enumerate(agents, start=1):
            Agreement.objects.create(
                number=f"XY-2020-{number:04d}", agent=agent, policy_version=version, starts_on=date(2020, 1, 1),
                ends_on=date(2029, 12, 31), state="active", is_demo=True,
                kind="registration" if agent.is_referrer else "entrustment",
            )  # fmt: skip

    def parks(self, people):
        park = Park.objects.create(name="示范经济技术开发区（演示）", level="national", department=self.park_department, is_demo=True)
        return [Plot.objects.create(park=park, code=f"A-{n:02d}", kind="land", area_sqm=Decimal(33_350 * n)) for n in range(1, 10)]

    def deal(self, number, deal, people, agent, plot):
        name, industry, stage, assets, taxes = deal
        officer, head, park = people["officer"], people["section_head"], people["park_officer"]
        code = f"91430700MA4L{number:05d}"
        company = Company.objects.create(name=f"{name}有限公司（演示）", credit_code=code + uscc.calc_check_digit(code), is_demo=True)
        lead = register_lead(
            by=agent.users.get(), company=company, title=f"{name}项目", channel=channel_of(agent), agent=agent, department=self.city,
            industry=Industry.objects.get(code=industry), investment=Decimal(300_000_000), is_demo=True,
        )  # fmt: skip
        Lead.objects.filter(pk=lead.pk).update(received_at=datetime(2022, 1, 10, 9, tzinfo=ZONE))
        move(lead, "judge", by=head, owner=officer)
        Activity.objects.create(lead=lead, kind="visit", happened_at=datetime(2022, 1, 15, 10, tzinfo=ZONE), summary="首次拜访", by=officer)
        move(lead, "engage", by=officer)
        if stage == 0:
            return
        move(lead, "negotiate", by=officer)
        project = convert(lead, by=officer)
        if stage >= 2:
            move(project, "sign", by=officer, contract_number=f"HT-{number}", contract_amount=Decimal(300_000_000), signed_on=date(2022, 3, 1), planned_start_on=date(2022, 6, 1))
        if stage >= 3:
            enterprise = enter(
                project, plot=plot, starts_on=date(2022, 4, 1), name=f"{name}（示范市）有限公司", credit_code=company.credit_code,
                registered_on=date(2022, 3, 15), by=park,
            )  # fmt: skip
            reach_stage(project, "start", by=park, happened_on=date(2022, 6, 1), evidence=evidence())
            self.contribute(enterprise, people, metric="fixed_assets", amount=Decimal(assets), happened_on=date(2022, 12, 20))
        if stage >= 4:
            reach_stage(project, "produce", by=park, happened_on=date(2023, 1, 10), evidence=evidence())
        if stage >= 5:
            reach_stage(project, "fill", by=park, happened_on=date(2024, 6, 1), evidence=evidence())
        for year, total, local in taxes:
            self.contribute(
                enterprise, people, metric="tax", amount=Decimal(total), local_amount=Decimal(local), happened_on=date(year, 12, 31),
                period_from=date(year, 1, 1), period_to=date(year, 12, 31),
            )  # fmt: skip

    def contribute(self, enterprise, people, **facts):
        contribution = report(enterprise, by=people["park_officer"], evidence=evidence(), **facts)
        perform(contribution, "verify", by=people["finance"])


def label_in_chinese(role):
    with override("zh-hans"):
        return str(role.label)


def evidence():
    return ContentFile("演示用凭证\n".encode(), name="evidence.txt")
