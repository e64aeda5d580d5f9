"""Rows that are no records are left out and listed; cells that lost something are refused."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from crm.core.errors import Refused
from crm.core.tables.begin import confirm_import
from crm.core.tables.columns import TABLES
from crm.core.tables.phones import phones_of
from crm.core.tables.read import read_plan
from crm.core.tables.rows import (
    END_MARK,
    HEADING,
    NOTES,
    NUMBERS,
    PART_HEADING,
    TITLE,
    TOTALS,
    UNITS,
)
from leads.models import Company, Contact
from tests.leads.spreadsheets.test_spreadsheets import bring_in, offer, workbook

FILES = Path(__file__).parents[1] / "files"
HEAD = ["序号", "企业名称", "国家", "备注"]


def plan_of(rows, user, table="leads.company", merges=()):
    return read_plan(TABLES[table], "a.xlsx", workbook(rows, merges), user=user)


def left_out(plan):
    return [(row, why) for row, why, _text in plan.left_out]


def names(plan):
    return [values.get("name") for _number, values in plan.rows]


def test_totals_and_signatures_never_become_companies(people):
    job = bring_in(
        "leads.company", (FILES / "totals_in_every_column.xlsx").read_bytes(), people.officer
    )
    assert sorted(Company.objects.values_list("name", flat=True)) == [
        "湖南测试乙有限公司",
        "湖南测试甲有限公司",
    ]
    assert [(row, why) for row, why, _text in job.preview["left_out"]] == [
        (6, "合计"),
        (7, "合计"),
        (8, "合计"),
        (9, "注释和签署"),
        (10, "注释和签署"),
    ]
    assert job.preview["left_out"][1][2] == "合 计：2家"


def test_a_repeated_heading_is_no_company(people):
    job = bring_in("leads.company", (FILES / "repeated_heading.xlsx").read_bytes(), people.officer)
    assert sorted(Company.objects.values_list("name", flat=True)) == [
        "湖南复表头一有限公司",
        "湖南复表头二有限公司",
    ]
    assert [(row, why) for row, why, _text in job.preview["left_out"]] == [(3, "重复的表头")]


def test_what_was_left_out_stands_on_the_preview(client, people):
    job = offer(
        "leads.company", (FILES / "totals_in_every_column.xlsx").read_bytes(), people.officer
    )
    client.force_login(people.officer)
    page = client.get(f"/admin/tables/imports/{job.pk}/").content.decode()
    assert "未导入的行：5 行" in page and "合 计：2家" in page and "制表人：张三" in page


@pytest.mark.parametrize(
    "text",
    [
        "合计",
        "合 计",
        "合　计",
        "合计：",
        "合计（万元）",
        "合 计：2家",
        "合计2家",
        "共计三家",
        "小计",
        "总计",
        "总 计",
        "累计",
        "本页合计",
        "本年累计",
        "全市合计",
        "经开区小计",
        "合计金额：",
        "（合计）",
        "—合计—",
        "Total",
        "TOTAL:",
        "Sub-total",
        "汇总",
        "总合计",
        "合计:贰家",
    ],
)
def test_totals_in_every_writing_and_place(people, text):
    rows = [
        HEAD,
        [1, "湖南甲有限公司", "中国", "x"],
        [text, None, 2, None],
        [None, text, None, None],
        [None, text, "中国", "x"],
        [text, 2, None, None],
    ]
    plan = plan_of(rows, people.officer)
    assert (names(plan), left_out(plan)) == (
        ["湖南甲有限公司"],
        [(3, TOTALS), (4, TOTALS), (5, TOTALS), (6, TOTALS)],
    )


@pytest.mark.parametrize(
    "name",
    [
        "三一重工股份有限公司",
        "七匹狼实业",
        "九阳股份",
        "一汽大众",
        "合计科技有限公司",
        "总计划咨询有限公司",
        "说明书印务有限公司",
        "注册会计师协会",
        "日期工坊",
        "共享经济公司",
        "累计数据公司",
        "第一百货",
        "Sumitomo",
        "Total能源（中国）投资有限公司",
    ],
)
def test_a_name_that_only_looks_like_one_of_these_is_a_company(people, name):
    rows = [
        HEAD,
        [1, name, None, None],
        [None, name + "二", None, None],
        [2, name + "三", "中国", "x"],
    ]
    plan = plan_of(rows, people.officer)
    assert (names(plan), left_out(plan)) == ([name, name + "二", name + "三"], [])


@pytest.mark.parametrize(
    "row",
    [
        ["制表人：张三"],
        [None, "制表人：张三"],
        ["制表人：张三", None, "审核：李四", "日期：2026-3-31"],
        [None, "审核人：", None, "填报日期：2026年3月"],
        ["注：以上数据截至2026年3月底"],
        [None, "注：以上数据截至2026年3月底"],
        ["备注：不含在谈"],
        ["说明：1.本表按季报送；"],
        ["数据来源：税务局"],
        ["联系电话：0736-7777777"],
        [None, None, None, "（盖章）："],
        ["2026年3月31日"],
        [None, "2026年3月31日"],
        ["第1页 共3页"],
        ["单位负责人（签字）：", None, "制表人：张三"],
        ["# 导出 DC-2026-00001"],
        ["※ 表示新增"],
    ],
)
def test_notes_and_signatures_below_the_table(people, row):
    plan = plan_of([HEAD, [1, "湖南甲有限公司", "中国", "x"], row], people.officer)
    assert (names(plan), left_out(plan)) == (["湖南甲有限公司"], [(3, NOTES)])


def test_the_lines_of_a_note_belong_to_it(people):
    rows = [
        HEAD,
        [1, "湖南甲有限公司", "中国", "x"],
        ["注：1.以上数据截至3月底"],
        [None, "2、不含在谈项目"],
        ["（3）金额含土地款。"],
    ]
    plan = plan_of(rows, people.officer)
    assert (names(plan), left_out(plan)) == (
        ["湖南甲有限公司"],
        [(3, NOTES), (4, NOTES), (5, NOTES)],
    )


@pytest.mark.parametrize(
    "text",
    ["以下空白", "——以下空白——", "（以下空白）", "以下无正文", "此行以下空白", "*** END ***"],
)
def test_the_mark_of_the_end(people, text):
    plan = plan_of([HEAD, [1, "湖南甲有限公司", "中国", "x"], [None, text]], people.officer)
    assert (names(plan), left_out(plan)) == (["湖南甲有限公司"], [(3, END_MARK)])


def test_parts_numbers_of_columns_and_repeated_tops(people):
    rows = [
        ["2026年企业名录"],
        ["填报单位：招商局"],
        HEAD,
        [1, 2, 3, 4],
        ["一、电子信息"],
        [1, "湖南甲有限公司", "中国", "x"],
        ["2026年企业名录"],
        ["填报单位：招商局"],
        ["序号", "企业 名称", "国家", "备注"],
        ["1", "2", "3", "4"],
        ["（二）新材料"],
        [2, "湖南乙有限公司", "中国", "x"],
    ]
    plan = plan_of(rows, people.officer, merges=("A1:D1",))
    assert names(plan) == ["湖南甲有限公司", "湖南乙有限公司"]
    assert left_out(plan) == [
        (4, NUMBERS),
        (5, PART_HEADING),
        (7, TITLE),
        (8, TITLE),
        (9, HEADING),
        (10, NUMBERS),
        (11, PART_HEADING),
    ]


LEAD = ["项目名称", "企业名称", "渠道", "总投资（万元）"]
ROW = ["甲", "示范光学有限公司", "产业链", 5]


@pytest.mark.parametrize(
    "again", [["项目名称", "企业名称", "渠道", "总投资（亿元）"], [None, None, None, "单位：亿元"]]
)
def test_a_second_page_in_another_unit_is_refused(people, again):
    plan = plan_of(
        [LEAD, ROW, again, ["乙", "示范光电有限公司", "产业链", 5]], people.officer, "leads.lead"
    )
    assert plan.is_blocked and "亿元" in plan.problems[0].message


def test_a_second_page_in_the_same_unit_is_read_on(people):
    rows = [
        LEAD,
        ROW,
        [None, None, None, "单位：万元"],
        LEAD,
        ["乙", "示范光电有限公司", "产业链", 6],
    ]
    plan = plan_of(rows, people.officer, "leads.lead")
    assert [values["investment"] for _n, values in plan.rows] == [50_000, 60_000]
    assert left_out(plan) == [(3, UNITS), (4, HEADING)]


def test_another_table_below_is_refused(people):
    plan = plan_of(
        [
            LEAD,
            ROW,
            ["企业名称", "项目名称", "总投资（万元）", "渠道"],
            ["示范光电有限公司", "乙", 5, "产业链"],
        ],
        people.officer,
        "leads.lead",
    )
    assert plan.is_blocked


def test_a_row_that_only_lacks_something_is_a_problem_and_not_left_out(people):
    job = offer(
        "leads.lead",
        workbook(
            [LEAD, [None, "示范光学有限公司", "产业链", 5], ["2026-03-05", None, "产业链", 5]]
        ),
        people.officer,
    )
    assert job.phase == "faulty" and job.preview["left_out"] == []
    assert {problem[0] for problem in job.problems} == {2, 3}


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("0731-88888888/13800001111", "0731-88888888、13800001111"),
        ("13800001111 13900002222", "13800001111、13900002222"),
        ("13800001111\n13900002222", "13800001111、13900002222"),
        ("13800001111；13900002222", "13800001111、13900002222"),
        ("13800001111，13900002222", "13800001111、13900002222"),
        ("13800001111或13900002222", "13800001111、13900002222"),
        ("０１３８００００１１１１", "013800001111"),
        ("+86 138 0000 1111", "+8613800001111"),
        ("138 0000 1111", "13800001111"),
        ("0731 88888888", "073188888888"),
        ("0731-88888888转801", "0731-88888888转801"),
        ("13800001111（王）", "13800001111(王)"),
        ("0736-7771234/5", "0736-7771234/5"),
        ("400 123 4567", "4001234567"),
        ("", ""),
    ],
)
def test_several_phones_in_a_cell_stay_several(cell, kept):
    assert phones_of(cell) == kept


def test_the_phones_of_a_ledger(people):
    content = (FILES / "several_phones_in_a_cell.xlsx").read_bytes()
    job = offer("leads.contact", content, people.officer)
    assert [(problem[0], problem[1]) for problem in job.problems] == [(6, 2)]
    assert "文本" in job.problems[0][4]


@pytest.mark.parametrize(
    "cell",
    ["1.38E+10", "1.38e10", "１.38E＋10", 73188888888, "73188888888", "2188888888", 1088888888],
)
def test_a_phone_that_lost_digits_or_its_zero_is_refused(people, cell):
    rows = [
        ["企业名称", "联系人", "联系电话"],
        ["示范光学有限公司", "张一", cell],
        ["示范光学有限公司", "张二", 13800001111.0],
    ]
    job = offer("leads.contact", workbook(rows), people.officer)
    assert [(problem[0], problem[1]) for problem in job.problems] == [(2, 2)]


@pytest.mark.parametrize(
    ("table", "title"),
    [
        ("leads.company", "统一社会信用代码"),
        ("leads.project", "合同编号"),
        ("leads.contact", "微信号"),
        ("parks.receipts", "凭证号"),
        ("parks.tax", "税票号码"),
        ("leads.lead", "线索编号"),
    ],
)
def test_no_code_is_kept_in_scientific_notation(table, title):
    from crm.core.tables.cells import BadCell

    column = next(column for column in TABLES[table].columns if title in column.synonyms)
    for raw in ("1.38E+10", "9.14307E+17", "1E+10"):
        with pytest.raises(BadCell, match="文本"):
            column.value_of(raw, None)


def test_an_industry_that_lost_its_leading_zero_is_not_another_industry(people):
    from leads.models import Industry

    for code, name, level in (
        ("0111", "稻谷种植", 4),
        ("111", "开采辅助活动", 3),
        ("384", "电池制造", 3),
    ):
        Industry.objects.get_or_create(code=code, defaults={"name": name, "level": level})
    rows = [["企业名称", "行业"], ["甲公司", 111], ["乙公司", "0111"], ["丙公司", 384]]
    plan = plan_of(rows, people.officer)
    assert [problem.row for problem in plan.problems] == [2]
    assert [values["industry"] for _n, values in plan.rows] == [None, "0111", "384"]


def hidden_and_struck() -> bytes:
    book = Workbook()
    sheet = book.active
    for row in (
        ["企业名称", "备注"],
        ["甲公司", "x"],
        ["乙公司", "x"],
        ["丙公司", "x"],
        ["丁公司", "x"],
        ["戊公司", "x"],
    ):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet["A4"].font = Font(strike=True)
    struck = TextBlock(InlineFont(strike=True), "3000")
    sheet["B5"] = CellRichText(struck, "5000")
    sheet["C6"].font = Font(strike=True)  # nothing in it
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_rows_hidden_or_struck_out_are_announced_and_asked_back(client, people):
    job = offer("leads.company", hidden_and_struck(), people.officer)
    assert job.phase == "ready" and len(job.preview["doubts"]) == 2
    assert "第 3 行" in job.preview["doubts"][0] and "隐藏" in job.preview["doubts"][0]
    assert "第 4；5 行" in job.preview["doubts"][1] and "删除线" in job.preview["doubts"][1]
    client.force_login(people.officer)
    assert 'name="sure" required' in client.get(f"/admin/tables/imports/{job.pk}/").content.decode()
    with pytest.raises(Refused):
        confirm_import(job, by=people.officer)
    client.post(f"/admin/tables/imports/{job.pk}/confirm/")
    job.refresh_from_db()
    assert job.phase == "ready"
    client.post(f"/admin/tables/imports/{job.pk}/confirm/", {"sure": "on"})
    job.refresh_from_db()
    assert job.phase == "confirmed"


def test_contacts_keep_their_phones_apart_in_the_database(people):
    rows = [
        ["企业名称", "联系人", "联系电话"],
        ["示范光学有限公司", "张一", "13800001111 13900002222"],
    ]
    bring_in("leads.contact", workbook(rows), people.officer)
    assert Contact.objects.get().phone == "13800001111、13900002222"
