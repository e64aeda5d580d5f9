"""The city of the demonstration: its offices, people, parks, agents, and the policy they are paid
by.
"""

from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from stdnum.cn import uscc

from commissions.models import Agreement, Policy, PolicyVersion
from commissions.policies.library import document_of, text_of
from crm.core.granting import give_role
from crm.core.management.commands.demo_logins import PASSWORD
from crm.core.models import Department, User
from crm.core.roles import ROLES
from crm.core.transitions import move
from leads.agents.accounts import change_account
from leads.agents.consents import agree
from leads.models import Agent, Region
from parks.models import Park, Plot

from . import grounds
from .home import stand_for_the_city

# Login without "demo_": name. A second one of a role, for what two people must do, ends in _2.
PEOPLE = {
    "officer": "林晓岚",
    "section_head": "周致远",
    "park_officer": "吴凯",
    "finance": "郑敏",
    "finance_2": "何静",
    "leader": "孙国梁",
    "headquarters": "钱慕云",
    "auditor": "冯守约",
    "assessor": "许知微",
    "system_administrator": "王一凡",
    "security_administrator": "罗守正",
    "security_administrator_2": "戴明远",
    "audit_administrator": "严知畏",
    "editor": "蔡文澜",
    "publisher": "温如许",
    "agency": "曹莹",
    "referrer": "陈远山",
    "enterprise": "邱雪",
    "enterprise_2": "丁向东",
}
# Officers beside the one who logs in, as deals.csv names them.
OFFICERS = {"黄": "黄一帆", "陈": "陈思远"}
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
# Whoever does a park's work: its own officer.
PARK_OFFICERS = {
    "武陵区": "彭雨桐",
    "鼎城区": "唐立夏",
    "安乡县": "蒋维新",
    "汉寿县": "谢竹青",
    "澧县": "邓思齐",
    "临澧县": "覃明礼",
    "桃源县": "罗松涛",
    "石门县": "向文川",
    "西洞庭": "贺小满",
    "津市市": "龚长青",
    "高新区": "苏沐阳",
}
AGENTS = {
    # Key: name, kind, who logs in for it.
    "江海": ("江海招商咨询有限公司", "investment_firm", "曹莹"),
    "衡枢": ("衡枢会计师事务所", "accounting_firm", "邱文渊"),
    "沪澧": ("沪澧商会", "chamber", "龙在野"),
    "苏澜": ("苏澜产业服务有限公司", "investment_firm", "尹可欣"),
    "湾澜": ("湾澜招商服务有限公司", "investment_firm", "麦景行"),
    "朗江": ("朗江科创研究院", "institute", "季允中"),
    "陈先生": ("陈远山", "referrer", "陈远山"),
    "李女士": ("李望舒", "referrer", "李望舒"),
    "王博士": ("王怀瑾", "referrer", "王怀瑾"),
    "赵会长": ("赵鹤年", "referrer", "赵鹤年"),
}
# Departments that judge leads: key, name, who gives the opinion.
ASSESSING = {
    "发改委": ("市发展和改革委员会", "许知微"),
    "自然资源": ("市自然资源和规划局", "姚静安"),
    "税务": ("市税务局", "卢敬之"),
    "生态环境": ("市生态环境局", "程蔚然"),
    "应急管理": ("市应急管理局", "廖振宇"),
}
PLOTS_A_PARK = 12
ADMINISTRATION = "管委会"


def credit_code(serial: int) -> str:
    """A code with a right check character, of a number block made up for the demonstration."""
    body = f"91430700DEM{serial:06d}"
    return body + uscc.calc_check_digit(body)


class City:
    """The people, offices, parks and agents that the deals of the demonstration need."""

    def __init__(self, founded: date):
        stand_for_the_city()
        self.founded, self.this_year = founded, timezone.localdate().year
        self.password = make_password(PASSWORD)  # one for all logins: to make one takes 0.4 s
        self.bureau = Department.objects.create(
            name="市商务局", short_name="市商务局", is_demo=True
        )
        self.departments = {name: self.department(name, "投资促进中心") for name in DISTRICTS}
        self.departments |= {name: self.department(name, ADMINISTRATION) for name in CITY_PARKS}
        self.assessing = {
            key: Department.objects.create(name=name, short_name=name, is_demo=True)
            for key, (name, _person) in ASSESSING.items()
        }
        self.people = {
            code: self.person(f"demo_{code}", name, code.removesuffix("_2"))
            for code, name in PEOPLE.items()
        }
        self.officers = {"林": self.people["officer"]} | {
            key: self.person(f"demo_officer_{number}", name, "officer")
            for number, (key, name) in enumerate(OFFICERS.items(), start=1)
        }
        self.assessors = {
            department: self.assessor(key, department) for key, department in self.assessing.items()
        }
        self.park_officers = {"经开区": self.people["park_officer"]}
        for number, name in enumerate(name for name in self.departments if name != "经开区"):
            self.park_officers[name] = self.person(
                f"demo_park_{number}", PARK_OFFICERS[name], "park_officer", self.departments[name]
            )
        self.plots = {name: self.park(name, number) for number, name in enumerate(self.departments)}
        self.logins: dict[int, User] = {}
        # what enterprises receive and pay, which the bureaus report month by month
        self.receipts: list = []
        self.taxpayers: list = []
        self.agents = {key: self.agent(key, number) for number, key in enumerate(AGENTS)}

    def department(self, name, kind):
        return Department.objects.create(
            name=f"{name}{kind}", short_name=name, parent=self.bureau, is_demo=True
        )

    def person(self, username, name, role, department=None):
        logs_in = username.removeprefix("demo_") in PEOPLE
        user = User(
            username=username,
            name=name,
            phone=f"0736-77{User.objects.count():05d}" if ROLES[role].is_staff else "",
            is_demo=True,
            password=self.password if logs_in else make_password(None),
        )
        user.save()
        if ROLES[role].is_staff:
            user.department = department or self.home_of(role)
            user.save()
        give_role(user, role)
        return User.objects.get(pk=user.pk)

    def person_called(self, name: str) -> User:
        return next(
            person
            for person in [*self.people.values(), *self.officers.values()]
            if person.name == name
        )

    def home_of(self, role) -> Department:
        return {
            "park_officer": self.departments["经开区"],
            "assessor": self.assessing["发改委"],
        }.get(role, self.bureau)

    def assessor(self, key, department) -> User:
        """Whoever gives the opinion of a department that is asked for its judgement."""
        assessor = self.people["assessor"]
        return (
            assessor
            if assessor.department == department
            else self.person(
                f"demo_assessor_{department.pk}", ASSESSING[key][1], "assessor", department
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
            name=title,
            level=level,
            department=self.departments[name],
            region=region,
            is_demo=True,
        )
        grounds.industries(park, name, leading)
        within = [
            Park.objects.create(
                name=child,
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
        name, kind, person = AGENTS[key]
        is_referrer = kind == Agent.Kind.REFERRER
        agent = Agent.objects.create(
            name=name,
            kind=kind,
            department=self.bureau,
            is_demo=True,
            contact_name="" if is_referrer else person,
            hometown_tie="常德籍" if is_referrer else "",
            qualifications="" if is_referrer else "招商服务五年以上",
            credit_code="" if is_referrer else credit_code(900 + number),
        )
        codes = {"江海": "agency", "陈先生": "referrer"}
        role = "referrer" if is_referrer else "agency"
        login = self.people.get(codes.get(key)) or self.person(f"demo_payee_{number}", person, role)
        agent.users.add(login)
        self.logins[agent.pk] = login
        if is_referrer:
            agree(agent, by=login)
        change_account(
            agent,
            holder=agent.name,
            bank="朗澧银行营业部",
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
