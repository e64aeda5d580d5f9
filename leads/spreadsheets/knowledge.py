"""News of companies and their suppliers and customers, in and out of spreadsheets."""

from django.utils.translation import gettext_lazy

from crm.core.tables.columns import Choice, Column, Day, Key, ModelTable, register

from ..knowledge.enter import notes_of_rows, relations_of_rows
from ..models import CompanyNote, CompanyRelation
from .tables import company_of_row

SOURCE = ("来源", "信息来源", "出处", "source")


def same_note(values):
    company, text = values.get("company"), values.get("text")
    return (company, text) if isinstance(company, int) and text else None


def stored_notes(keys, stored):
    return _stored(keys, stored, "company", "text")


def same_relation(values):
    key = (values.get("company"), values.get("kind"), values.get("other"))
    return key if all(key) and isinstance(key[0], int) and isinstance(key[2], int) else None


def stored_relations(keys, stored):
    return _stored(keys, stored, "company", "kind", "other")


def _stored(keys, stored, *names):
    by_key = {key: [] for key in keys}
    rows = stored.filter(company__in={key[0] for key in keys}).values_list("pk", *names)
    for pk, *key in rows:
        if tuple(key) in by_key:
            by_key[tuple(key)].append(pk)
    return {key: pks for key, pks in by_key.items() if pks}


register(
    ModelTable(
        CompanyNote,
        [
            company_of_row("企业名称", "公司名称", "单位名称", "企业", "公司"),
            Choice("kind", ("类型", "动态类型", "类别"), required=True),
            Day("noted_on", ("日期", "动态日期", "发布日期", "时间"), required=True),
            Column("text", ("内容", "动态内容", "动态", "摘要"), required=True),
            Column("source", SOURCE, required=True, example="公司公告"),
            Column("link", ("链接", "网址", "link")),
        ],
        keys=[Key("text", same_note, stored_notes)],
        build=notes_of_rows,
        notes=[
            gettext_lazy("A row is joined to the stored news of the same company and text."),
        ],
    )
)

register(
    ModelTable(
        CompanyRelation,
        [
            company_of_row("企业名称", "公司名称", "企业"),
            Choice("kind", ("关系", "关联类型", "类型"), required=True),
            company_of_row("关联企业", "对方企业", "供应商", "客户", name="other"),
            Column("what", ("内容", "产品", "供应内容")),
            Column("source", SOURCE, required=True, example="企业走访"),
            Day("said_on", ("截至日期", "日期", "时间"), required=True),
        ],
        keys=[Key("other", same_relation, stored_relations)],
        build=relations_of_rows,
        notes=[
            gettext_lazy(
                "The other company is to the first what the relation says: its supplier, its "
                "customer. A row is joined to the stored relation of the same two companies."
            )
        ],
    )
)
