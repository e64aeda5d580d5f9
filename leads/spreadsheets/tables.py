"""The bureau's ledgers: which columns of companies, contacts, agents, leads and projects go into
and come out of spreadsheets.
"""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.tables.columns import (
    Choice,
    Code,
    Column,
    Day,
    Key,
    ModelTable,
    Moment,
    Phone,
    Reference,
    YesNo,
    register,
)
from crm.core.tables.quantities import Amount, Number
from crm.core.tables.units import AREA

from ..agents.add import agents_of_rows, check_department
from ..agents.telling import addresses_moved
from ..companies.contact import contacts_of_rows
from ..models import Agent, Company, Contact, Lead, Project
from ..models.project import CONTRACT
from ..naming.credit_code import normalised
from .find import (
    agents_named,
    codes,
    companies_named,
    company_keys,
    department_choices,
    departments_named,
    identity,
    industries_named,
    numbers,
    officer_choices,
    officers_named,
    pairs,
    regions_named,
)
from .import_registrations import check_brought, register_brought
from .new import CHANNEL_WORDS, new_company, new_leads, new_projects, note_likely_duplicates

CREDIT_CODE = (
    "统一社会信用代码",
    "社会信用代码",
    "信用代码",
    "统一信用代码",
    "组织机构代码",
    "credit code",
)
OWNER = ("招商专员", "责任人", "项目负责人", "跟踪责任人", "对接人", "owner", "officer")
DEPARTMENT = ("责任单位", "牵头单位", "招商单位", "所属部门", "单位", "department")
INVESTMENT = (
    "拟投资额",
    "意向投资额",
    "计划投资额",
    "投资总额",
    "总投资",
    "总投资额",
    "投资额",
    "投资规模",
    "计划总投资",
)
CONTENT = ("建设内容", "项目内容", "主要建设内容", "项目简介", "项目概况", "建设内容及规模")


def company_of_row(*synonyms, name="company"):
    return Reference(
        name,
        synonyms=synonyms,
        required=True,
        find=companies_named,
        new_by="leads.add_company",
        new=new_company,
        after_new=note_likely_duplicates,
        one_name=identity,
        shown=lambda company: company.name,
        example="湖南示范新能源有限公司",
    )


def industry(*synonyms, required=False):
    return Reference(
        "industry",
        synonyms=("行业", "所属行业", "产业", "行业类别", "行业代码", *synonyms),
        required=required,
        find=industries_named,
        example="3841",
        note=gettext_lazy("Code or name of GB/T 4754."),
    )


def officer(required=False):
    return Reference(
        "owner", synonyms=OWNER, required=required, find=officers_named, offers=officer_choices
    )


def department():
    return Reference(
        "department",
        synonyms=DEPARTMENT,
        find=departments_named,
        offers=department_choices,
        note=gettext_lazy("Empty: your own department."),
    )


def of_credit_code(values):
    return values.get("credit_code") or None


def of_number(values):
    return values.get("number") or None


def known_company(values):
    """The key of the company a row names, where it is stored."""
    company = values.get("company")
    return None if company is None or isinstance(company, dict) else company


def company_and(name):
    def key(values):
        company, text = values.get("company"), values.get(name)
        if company is None or not text:
            return None
        return (identity(company["new"]) if isinstance(company, dict) else company, text)

    return key


def stored_pairs(first, second):
    """Rows of companies that are new themselves have nothing stored."""
    find = pairs(first, second)
    return lambda keys, stored: find([key for key in keys if isinstance(key[0], int)], stored)


def one_code_a_company(values, record):
    code = values.get("credit_code")
    if record and code and record.credit_code and code != record.credit_code:
        yield (
            "credit_code",
            _("“%(company)s” is stored with the credit code %(code)s. Correct one of the two.")
            % {"company": record, "code": record.credit_code},
        )


def moved_elsewhere(values, record):
    """A lead or project stays with its company."""
    if record and values.get("company") not in (None, record.company_id):
        yield (
            "company",
            _("%(record)s belongs to “%(company)s”. Its company is not changed by an import.")
            % {"record": record, "company": record.company},
        )


def problems_of_project(values, record):
    """From the signing on the contract and the promised days stand: the record says by which step,
    and with which reason, they change.
    """
    yield from moved_elsewhere(values, record)
    if record is None or record.state == Project.State.NEGOTIATING:
        return
    for name in (*CONTRACT, "planned_production_on", "is_foreign", "host_department"):
        stored = getattr(record, Project._meta.get_field(name).attname)
        if values.get(name) not in (None, "", stored):
            yield (
                name,
                _("%(record)s is signed: change this on its own page.") % {"record": record},
            )


register(
    ModelTable(
        Company,
        [
            Column(
                "name",
                ("企业名称", "公司名称", "单位名称", "企业全称", "投资方", "投资主体", "company"),
                required=True,
                example="湖南示范新能源有限公司",
            ),
            Column("name_en", ("英文名称", "英文名", "english name")),
            Code(
                "credit_code",
                CREDIT_CODE,
                clean=normalised,
                example="91430700MA4L16JQ9C",
                note=gettext_lazy("Identifies the company; format the column as text."),
            ),
            Column("country", ("国家", "国别", "国家地区", "国别地区"), example="中国"),
            Reference(
                "region",
                ("地区", "所在地", "注册地", "省市", "所在地区", "来源地"),
                find=regions_named,
                example="湖南省长沙市",
                note=gettext_lazy("Name or code of GB/T 2260; the province before a county."),
            ),
            industry(),
            Reference(
                "parent",
                ("上级集团", "母公司", "集团", "所属集团", "控股集团"),
                find=companies_named,
                shown=lambda company: company.name,
            ),
            Column("website", ("网址", "网站", "官网"), example="https://example.com"),
            Column("remark", ("备注", "说明", "情况说明")),
        ],
        keys=[
            Key("credit_code", of_credit_code, codes("credit_code"), exact=True),
            Key(
                "name",
                lambda values: (
                    (values["name"], identity(values["name"])) if values.get("name") else None
                ),
                company_keys,
                alike=lambda key: key[1],
            ),
        ],
        also_checks=one_code_a_company,
        after=note_likely_duplicates,
        notes=[
            gettext_lazy(
                "A row is joined to the stored company with its credit code, else with its "
                "name, in whatever way it is written; a namesake in another place, a group "
                "or a branch is another company."
            )
        ],
    )
)

register(
    ModelTable(
        Contact,
        [
            company_of_row("企业名称", "公司名称", "单位名称", "所属企业", "企业"),
            Column("name", ("姓名", "联系人", "联系人姓名", "name"), required=True, example="张伟"),
            Column("position", ("职务", "职位")),
            Phone(
                "phone",
                ("电话", "手机", "联系电话", "联系方式", "手机号码", "phone"),
                example="13800001111",
            ),
            Column("email", ("邮箱", "电子邮箱", "电子邮件", "e-mail")),
            Code("wechat", ("微信", "微信号"), clean=str.strip),
            YesNo("is_native", ("本市籍", "本地籍", "是否本市籍", "乡友")),
            Column("remark", ("备注", "说明")),
        ],
        keys=[Key("name", company_and("name"), stored_pairs("company", "name"))],
        build=contacts_of_rows,
        notes=[gettext_lazy("A row is joined to the stored contact of the same company and name.")],
    )
)

register(
    ModelTable(
        Agent,
        [
            Column(
                "name",
                ("机构名称", "单位名称", "代理机构", "引荐人", "姓名", "名称"),
                required=True,
                example="示范招商咨询有限公司",
            ),
            Choice("kind", ("类型", "机构类型", "类别"), required=True),
            Code("credit_code", CREDIT_CODE, clean=normalised),
            Column("representative", ("法定代表人", "法人", "法人代表")),
            Column("contact_name", ("联系人",)),
            Phone("phone", ("电话", "联系电话", "手机", "联系方式")),
            Column("email", ("邮箱", "电子邮箱")),
            Column("address", ("地址", "联系地址", "办公地址")),
            Column("hometown_tie", ("与本市的渊源", "籍贯", "乡情关系")),
            Column("qualifications", ("资质", "业绩", "资质业绩")),
            Reference("department", DEPARTMENT, find=departments_named, offers=department_choices),
        ],
        keys=[
            Key("credit_code", of_credit_code, codes("credit_code"), exact=True),
            Key("name", lambda values: values.get("name") or None, codes("name")),
        ],
        build=agents_of_rows,
        also_checks=one_code_a_company,
        checks_together=check_department,
        after_changes=addresses_moved,
        notes=[
            gettext_lazy(
                "A row is joined to the stored agent with its credit code, else with its "
                "whole name."
            )
        ],
    )
)

register(
    ModelTable(
        Lead,
        [
            Code(
                "number",
                ("线索编号", "编号"),
                note=gettext_lazy(
                    "Only for leads that are stored already; a new one gets its number here."
                ),
            ),
            Column(
                "title",
                ("线索名称", "项目名称", "项目", "意向项目", "标题"),
                required=True,
                example="动力电池项目",
            ),
            company_of_row(
                "企业名称", "投资企业", "投资方", "意向企业", "投资主体", "企业", "公司名称"
            ),
            Choice(
                "channel",
                ("渠道", "招商渠道", "来源渠道", "招商方式", "来源"),
                required=True,
                also=CHANNEL_WORDS,
            ),
            Reference(
                "agent",
                ("推荐机构", "引荐人", "委托机构", "中介机构", "引荐单位"),
                find=agents_named,
                shown=lambda agent: agent.name,
                note=gettext_lazy("A new lead is registered for it."),
            ),
            officer(),
            department(),
            industry(),
            Amount("investment", INVESTMENT, example="30000"),
            Number(
                "land_mu",
                ("用地", "拟用地", "用地需求", "用地面积", "拟用地面积", "拟用地亩", "需用地"),
                least=Decimal(0),
                example="120",
                quantity=AREA,
                kept="亩",
            ),
            Column("content", CONTENT),
            Column("wishes", ("诉求", "企业诉求", "需协调事项", "存在问题", "需解决的问题")),
            Moment(
                "received_at", ("登记日期", "登记时间", "获取时间", "线索日期", "接收时间", "日期")
            ),
            Choice("state", ("状态", "线索状态", "进展"), read_only=True),
        ],
        keys=[
            Key("number", of_number, numbers, exact=True, must_exist=True),
            Key("title", company_and("title"), stored_pairs("company", "title")),
        ],
        build=new_leads,
        also_checks=moved_elsewhere,
        checks_together=check_brought,
        after=register_brought,
        notes=[
            gettext_lazy(
                "A row is joined to the stored lead with its number, else with the same "
                "company and title. New leads begin in the first state."
            ),
            gettext_lazy(
                "A new lead that names an agent is registered for it when the import is "
                "confirmed, in the order of the rows; where the company is already in hand "
                "the row is a problem."
            ),
        ],
    )
)

register(
    ModelTable(
        Project,
        [
            Code(
                "number",
                ("项目编号", "编号"),
                note=gettext_lazy(
                    "Only for projects that are stored already; a new one gets its number here."
                ),
            ),
            Column("name", ("项目名称", "项目"), required=True, example="动力电池项目"),
            company_of_row("企业名称", "投资企业", "投资方", "投资主体", "企业", "公司名称"),
            Choice(
                "channel",
                ("渠道", "招商渠道", "来源渠道", "招商方式"),
                required=True,
                also=CHANNEL_WORDS,
            ),
            officer(),
            department(),
            Reference(
                "host_department",
                ("落户园区", "承接园区", "所在园区", "落地园区"),
                find=departments_named,
                offers=department_choices,
            ),
            industry(required=True),
            Amount("investment", INVESTMENT, required=True, example="30000"),
            Column("content", CONTENT),
            YesNo("is_foreign", ("是否外资", "外资")),
            Code("contract_number", ("合同编号", "合同号"), clean=str.strip),
            Amount(
                "contract_amount", ("合同金额", "合同额", "合同投资额", "签约金额", "合同引资额")
            ),
            Day("signed_on", ("签约日期", "签约时间", "签订时间", "合同签订日期")),
            Day(
                "planned_start_on",
                ("计划开工", "计划开工日期", "计划开工时间", "拟开工时间", "预计开工时间"),
            ),
            Day(
                "planned_production_on",
                ("计划投产", "计划投产日期", "计划投产时间", "预计投产时间", "拟投产时间"),
            ),
            Choice("state", ("阶段", "项目阶段", "状态", "进展"), read_only=True),
        ],
        keys=[
            Key("number", of_number, numbers, exact=True, must_exist=True),
            Key("name", company_and("name"), stored_pairs("company", "name")),
        ],
        build=new_projects,
        add_permission="leads.convert_lead",
        also_checks=problems_of_project,
        notes=[
            gettext_lazy(
                "A row is joined to the stored project with its number, else with the same "
                "company and name. New projects begin in negotiation; the steps after it are "
                "taken on the record."
            )
        ],
    )
)
