"""The city of the demonstration: its offices, people, parks, agents, and the policy they are paid
by.
"""

from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from stdnum.cn import uscc

from commissions.models import Agreement, Policy, PolicyVersion
from commissions.policies.library import document_of, text_of
from crm.core.management.commands.demo_logins import PASSWORD
from crm.core.models import Department, User
from crm.core.roles import ROLES, give_role
from crm.core.transitions import move
from leads.agents.accounts import change_account
from leads.models import Agent, Region
from parks.models import Park, Plot

from . import grounds

MARK = "（演示）"
# Login without "demo_": name. A second one of a role, for what two people must do, ends in _2.
PEOPLE = {
    "officer": "招商专员·林",
    "section_head": "科长·周",
    "park_officer": "园区专员·吴",
    "finance": "财务·郑",
    "finance_2": "财务·何",
    "leader": "分管领导·孙",
    "headquarters": "指挥部·钱",
    "auditor": "审计·冯",
    "assessor": "发改委·许",
    "administrator": "管理员·王",
    "agency": "机构·江海",
    "referrer": "引荐人·陈",
}
DISTRICTS = {
    "武陵区": "430702",
    "鼎城区": "430703",
    "安乡县": "430721",
    "汉寿县": "430722",
    "澧县": "430723",
    "临澧县": "430724",
    "桃源县": "430725",
    "石门县": "430726",
    "西洞庭": "430771",
    "津市市": "430781",
}
# Name, level, leading industries, parks within it.
CITY_PARKS = {
    "经开区": (
        "常德经开区",
        "national",
        ["智能终端", "新能源", "新材料"],
        ["德国工业园", "智能终端产业园", "新型光电产业园"],
    ),
    "高新区": (
        "常德高新区",
        "national",
        ["装备制造", "生物医药", "电子信息"],
        ["新能源产业园", "生物医药产业园"],
    ),
}
AGENTS = {
    # Key: name, kind.
    "江海": ("江海示范招商咨询有限公司", "investment_firm"),
    "中衡": ("中衡示范会计师事务所", "accounting_firm"),
    "湖湘": ("湖湘示范商会", "chamber"),
    "长三角": ("长三角示范产业服务有限公司", "investment_firm"),
    "湾区": ("湾区示范招商服务有限公司", "investment_firm"),
    "科创": ("科创示范研究院", "institute"),
    "陈先生": ("陈先生", "referrer"),
    "李女士": ("李女士", "referrer"),
    "王博士": ("王博士", "referrer"),
    "赵会长": ("赵会长", "referrer"),
}
# Departments that judge leads: key, name.
ASSESSING = {
    "发改委": "市发展和改革委员会",
    "自然资源": "市自然资源和规划局",
    "税务": "市税务局",
    "生态环境": "市生态环境局",
    "应急管理": "市应急管理局",
}
PLOTS_A_PARK = 12
ADMINISTRATION = "管委会"


def credit_code(serial: int) -> str:
    """A code with a right check character, of a number block made up for the demonstration."""
    body = f"91430700DEM{serial:06d}"
    return body + uscc.calc_check_digit(body)


class City:
    """Everything that the deals of the demonstration need at hand."""

    def __init__(self, founded: date):
        self.founded, self.this_year = founded, timezone.localdate().year
        self.password = make_password(PASSWORD)  # one for all logins: to make one takes 0.4 s
        self.bureau = Department.objects.create(name=f"市商务局{MARK}", short_name="市商务局")
        self.departments = {name: self.department(name, "投资促进中心") for name in DISTRICTS}
        self.departments |= {name: self.department(name, ADMINISTRATION) for name in CITY_PARKS}
        self.assessing = {
            key: Department.objects.create(name=f"{name}{MARK}", short_name=name)
            for key, name in ASSESSING.items()
        }
        self.people = {
            code: self.person(f"demo_{code}", name, code.removesuffix("_2"))
            for code, name in PEOPLE.items()
        }
        self.assessors = {
            department: self.assessor(key, department) for key, department in self.assessing.items()
        }
        self.park_officers = {"经开区": self.people["park_officer"]}
        for number, name in enumerate(name for name in self.departments if name != "经开区"):
            self.park_officers[name] = self.person(
                f"demo_park_{number}", f"园区专员·{name}", "park_officer", self.departments[name]
            )
        self.plots = {name: self.park(name, number) for number, name in enumerate(self.departments)}
        self.logins: dict[int, User] = {}
        self.agents = {key: self.agent(key, number) for number, key in enumerate(AGENTS)}

    def department(self, name, kind):
        return Department.objects.create(
            name=f"{name}{kind}{MARK}", short_name=name, parent=self.bureau
        )

    def person(self, username, name, role, department=None):
        logs_in = username.removeprefix("demo_") in PEOPLE
        user = User(
            username=username,
            name=f"{name}{MARK}",
            password=self.password if logs_in else make_password(None),
        )
        user.save()
        if ROLES[role].is_staff:
            user.department = department or self.home_of(role)
            user.save()
        give_role(user, role)
        return User.objects.get(pk=user.pk)

    def home_of(self, role) -> Department:
        return {
            "park_officer": self.departments["经开区"],
            "assessor": self.assessing["发改委"],
        }.get(role, self.bureau)

    def assessor(self, key, department) -> User:
        """Whoever gives the opinion of a department that is asked for its judgement."""
        own = self.people["assessor"]
        return (
            own
            if own.department == department
            else self.person(
                f"demo_assessor_{department.pk}", f"{key}·专员", "assessor", department
            )
        )

    def park(self, name, number) -> list[Plot]:
        """The park of a district or of the city, with its industries, inner parks, plants and plots
        of land (returned free).
        """
        title, level, leading, inner = CITY_PARKS.get(name) or (
            f"{name}产业园",
            "provincial",
            ["装备制造", "食品医药"],
            [],
        )
        region = Region.objects.get(code=DISTRICTS.get(name, "4307"))
        park = Park.objects.create(
            name=f"{title}{MARK}",
            level=level,
            department=self.departments[name],
            region=region,
            is_demo=True,
        )
        grounds.industries(park, name, leading)
        within = [
            Park.objects.create(
                name=f"{child}{MARK}",
                level=level,
                parent=park,
                department=park.department,
                region=region,
                is_demo=True,
            )
            for child in inner
        ]
        for child, title in zip(within, inner, strict=True):
            grounds.industries(child, title, [grounds.INNER[title]])
        return grounds.land_and_plants(park, within, number, PLOTS_A_PARK)

    def agent(self, key, number) -> Agent:
        name, kind = AGENTS[key]
        is_referrer = kind == Agent.Kind.REFERRER
        agent = Agent.objects.create(
            name=f"{name}{MARK}",
            kind=kind,
            department=self.bureau,
            is_demo=True,
            contact_name="" if is_referrer else "联系人",
            hometown_tie="常德籍" if is_referrer else "",
            qualifications="" if is_referrer else "招商服务五年以上",
            credit_code="" if is_referrer else credit_code(900 + number),
        )
        own = {"江海": "agency", "陈先生": "referrer"}
        login = (
            self.people[own[key]]
            if key in own
            else self.person(f"demo_payee_{number}", name, "referrer" if is_referrer else "agency")
        )
        agent.users.add(login)
        self.logins[agent.pk] = login
        change_account(
            agent,
            holder=agent.name,
            bank="示范银行营业部",
            number=f"62220000111{number:05d}",
            by=self.people["finance"],
        )
        return agent

    def login_of(self, agent) -> User:
        return self.logins[agent.pk]

    def policy(self) -> PolicyVersion:
        """The demonstration policy, published."""
        document = document_of("changde-demo")
        policy = Policy.objects.create(code=document["code"], name=document["name"]["zh"])
        version = PolicyVersion.objects.create(
            policy=policy,
            number="1",
            document=document,
            text=text_of("changde-demo"),
            valid_from=self.founded,
        )
        move(version, "submit", by=self.people["finance"])
        move(version, "publish", by=self.people["leader"])
        return version

    def agreement(self, agent, number: int, version) -> Agreement:
        """A draft agreement with ``agent`` for eight years."""
        return Agreement.objects.create(
            number=f"XY-{self.founded.year}-{number:04d}",
            agent=agent,
            policy_version=version,
            starts_on=self.founded,
            ends_on=self.founded.replace(year=self.founded.year + 8),
            is_demo=True,
            industries="装备制造、电子信息、生物医药",
            regions="长三角、粤港澳大湾区",
            kind=Agreement.Kind.REGISTRATION if agent.is_referrer else Agreement.Kind.ENTRUSTMENT,
            annual_targets=""
            if agent.is_referrer
            else "引荐意向企业 12 家\n签约项目 2 个\n到位资金 1 亿元",
        )
