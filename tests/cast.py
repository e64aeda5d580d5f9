"""The people of most tests and the deal that they make: how it is made, and how it is found where a
database has it already (``tests/prepared.py``).
"""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from commissions.models import Agreement, Policy, PolicyVersion
from commissions.policies.library import document_of
from crm.core.granting import give_role
from crm.core.models import Department, Notification, Parameter, User
from crm.core.transitions import move
from leads.agents.accounts import change_account
from leads.models import Activity, Agent, Company, Industry, Lead, Project
from leads.pipeline.convert import convert
from leads.pipeline.milestones import reach_stage
from leads.pipeline.register import register_lead
from parks.entries.enter import enter
from parks.models import Enterprise, Park, Plot

DEPARTMENTS = {
    "city": "市商务局",
    "park_department": "经开区管委会",
    "other_department": "武陵区招商局",
}
HOME = 430700  # the city's code
# Name in the tests: login, role, department.
PEOPLE = {
    "officer": ("officer", "officer", "city"),
    "head": ("head", "section_head", "city"),
    "outsider": ("outsider", "officer", "other_department"),
    "park_officer": ("park", "park_officer", "park_department"),
    "finance": ("finance", "finance", "city"),
    "finance2": ("finance2", "finance", "city"),
    "leader": ("leader", "leader", "city"),
    "headquarters": ("hq", "headquarters", "city"),
    "auditor": ("auditor", "auditor", "city"),
    "agency": ("agency", "agency", None),
    "referrer": ("referrer", "referrer", None),
}


def new_evidence(name="evidence.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 evidence")


def make_people():
    city = Department.objects.create(name=DEPARTMENTS["city"])
    Department.objects.create(name=DEPARTMENTS["park_department"], parent=city)
    Department.objects.create(name=DEPARTMENTS["other_department"])
    Parameter.objects.filter(code="home_region").update(value=HOME)
    offices = _offices()
    for login, role, office in PEOPLE.values():
        user = User.objects.create_user(
            login, password="a-long-password-1", name=login, department=offices.get(office)
        )
        give_role(user, role)
    return people()


def people():
    by_login = {user.username: user for user in User.objects.all()}
    found = {name: by_login[login] for name, (login, _role, _office) in PEOPLE.items()}
    return SimpleNamespace(**_offices(), **found)


def _offices() -> dict:
    by_name = {office.name: office for office in Department.objects.all()}
    return {key: by_name[name] for key, name in DEPARTMENTS.items()}


def make_plot(people):
    park = Park.objects.create(
        name="常德经开区", level="national", department=people.park_department
    )
    return Plot.objects.create(park=park, code="A-01", kind="land", area_sqm=Decimal(66700))


def plot():
    return Plot.objects.select_related("park").get()


def make_policy_version(people):
    document = document_of("changde-demo")
    policy = Policy.objects.create(code="changde-demo", name="示范市委托招商与亲情引荐奖励办法")
    version = PolicyVersion.objects.create(
        policy=policy, number="1", document=document, valid_from="2020-01-01"
    )
    move(version, "submit", by=people.finance)
    move(version, "publish", by=people.leader)
    return version


def policy_version():
    return PolicyVersion.objects.select_related("policy").get()


def make_agent(people):
    agent = Agent.objects.create(
        name="长江招商咨询有限公司", kind="investment_firm", department=people.city
    )
    agent.users.add(people.agency)
    change_account(
        agent,
        holder=agent.name,
        bank="工商银行常德分行",
        number="6222 0219 0200 1234 567",
        by=people.finance,
    )
    Notification.objects.all().delete()  # of the account
    return agent


def agent():
    """That of the deal, which was there before any that a test makes."""
    return Agent.objects.select_related("department").earliest("pk")


def make_agreement(agent, policy_version):
    return Agreement.objects.create(
        number="XY-2020-0001",
        agent=agent,
        policy_version=policy_version,
        starts_on="2020-01-01",
        ends_on="2035-12-31",
        state="active",
    )


def agreement(agent, policy_version):
    found = Agreement.objects.earliest("pk")
    found.agent, found.policy_version = agent, policy_version
    return found


def make_deal(people, plot, agent):
    lead = _lead(people, agent)
    project = convert(lead, by=people.officer)
    project.referrals.update(registered_on=date(2022, 1, 10))
    move(
        project,
        "sign",
        by=people.officer,
        contract_number="HT-1",
        contract_amount=Decimal(300_000_000),
        signed_on=date(2022, 3, 1),
        planned_start_on=date(2022, 6, 1),
    )
    enterprise = enter(
        project,
        plot=plot,
        starts_on=date(2022, 4, 1),
        name="常德示范新能源有限公司",
        credit_code="91430700MA4L16JQ9C",
        registered_on=date(2022, 3, 15),
        by=people.park_officer,
    )
    for stage, day in (("start", date(2022, 6, 1)), ("produce", date(2023, 6, 1))):
        reach_stage(
            project, stage, by=people.park_officer, happened_on=day, evidence=new_evidence()
        )
    project.refresh_from_db()
    return SimpleNamespace(project=project, enterprise=enterprise, lead=lead, agent=agent)


def _lead(people, agent):
    company = Company.objects.create(
        name="湖南示范新能源有限公司", credit_code="91430700MA4L16JQ9C"
    )
    lead = register_lead(
        by=people.agency,
        company=company,
        title="动力电池项目",
        channel="agent",
        agent=agent,
        department=people.city,
        investment=Decimal(300_000_000),
        industry=Industry.objects.get(code="3841"),
    )
    move(lead, "judge", by=people.head, owner=people.officer)
    Activity.objects.create(
        lead=lead, kind="call", happened_at=timezone.now(), summary="首次通话", by=people.officer
    )
    move(lead, "engage", by=people.officer)
    move(lead, "negotiate", by=people.officer)
    return lead


def deal(agent):
    return SimpleNamespace(
        project=Project.objects.earliest("pk"),
        enterprise=Enterprise.objects.earliest("pk"),
        lead=Lead.objects.earliest("pk"),
        agent=agent,
    )
