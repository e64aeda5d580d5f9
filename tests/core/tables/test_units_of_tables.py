"""In which unit a table stands: wherever and however it says so, the same money comes in."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.core.tables.columns import TABLES
from crm.core.tables.read import read_plan
from crm.core.tables.units import AREA, ENERGY, MONEY, PEOPLE, any_unit
from leads.models import Company, Lead, Project
from parks.models import Contribution, Enterprise
from tests.leads.spreadsheets.test_spreadsheets import bring_in, offer, workbook

FILES = Path(__file__).parents[1] / "files"
OURS = "91430700MA4L16JQ9C"


def sample(name) -> bytes:
    return (FILES / name).read_bytes()


def ledger(title, *cells, above=(), below=()):
    """A ledger of leads with one column of money."""
    rows = [["项目名称", "企业名称", "渠道", title]]
    rows += [[f"项目{n}", f"示范{n}光学有限公司", "产业链", cell] for n, cell in enumerate(cells)]
    return workbook([*above, *rows, *below])


def plan_of(content, user, table="leads.lead", name="台账.xlsx", **more):
    return read_plan(TABLES[table], name, content, user=user, **more)


def money(plan, column="investment"):
    return [values.get(column) for _number, values in plan.rows]


@pytest.mark.parametrize(
    ("file", "yuan"),
    [
        ("unit_line_above_heading.xlsx", 120_000_000),
        ("unit_line_yuan.xlsx", 50_000_000),
        ("heading_yi_without_yuan.xlsx", 1_250_000_000),
        ("heading_qianwan.xlsx", 120_000_000),
        ("title_brackets_and_column_unit.xlsx", 120_000_000),
    ],
)
def test_a_ledger_is_stored_in_the_unit_that_it_names(people, industry, file, yuan):
    bring_in("leads.project", sample(file), people.officer, file)
    assert Project.objects.get().investment == yuan


@pytest.fixture
def industry(db):
    from leads.models import Industry

    return Industry.objects.get_or_create(
        code="3841", defaults={"name": "锂离子电池制造", "level": 4}
    )[0]


def test_a_monthly_tax_file_in_ten_thousand_yuan_is_read_as_such(people, deal):
    Enterprise.objects.update(credit_code="91430700DEM0005213")
    bring_in("parks.tax", sample("monthly_tax_unit_line.xlsx"), people.finance)
    tax = Contribution.objects.get()
    assert (tax.amount, tax.local_amount) == (125_000, 50_000)


def test_land_in_square_metres_becomes_mu(people):
    from crm.core.tables.begin import answer_units, confirm_import
    from crm.core.tables.importing import check_import, write_import

    job = offer("leads.lead", sample("land_in_square_metres.xlsx"), people.officer)
    assert [each["column"] for each in job.preview["questions"]] == ["investment"]
    answer_units(job, {"investment": "万元"}, by=people.officer)
    job.refresh_from_db()
    check_import(job)
    confirm_import(job, by=people.officer)
    job.refresh_from_db()
    write_import(job)
    lead = Lead.objects.get()
    assert (lead.land_mu, lead.investment) == (Decimal("100.00"), Decimal(30_000_000))


WORDS = {
    "元": 1,
    "千元": 1000,
    "万元": 10**4,
    "万": 10**4,
    "百万元": 10**6,
    "千万元": 10**7,
    "亿": 10**8,
    "亿元": 10**8,
    "人民币亿元": 10**8,
    "亿元人民币": 10**8,
    "人民币元": 1,
    "十亿元": 10**9,
    "RMB万元": 10**4,
    "萬元": 10**4,
    "億圓": 10**8,
    "ten thousand yuan": 10**4,
    "million yuan": 10**6,
    "¥万": 10**4,
}
BRACKETS = ("（%s）", "(%s)", "[%s]", "【%s】", "〔%s〕", "（单位：%s）", "（ %s ", "( %s )")


def test_words_of_money_in_brackets_of_all_sorts(people):
    for word, yuan in WORDS.items():
        for brackets in BRACKETS:
            text = f"项目名称,企业名称,渠道,总投资{brackets % word}\n甲,示范光学有限公司,产业链,3\n"
            plan = plan_of(text.encode(), people.officer, name="a.csv")
            assert (money(plan), plan.questions) == ([Decimal(3 * yuan)], []), text


@pytest.mark.parametrize(
    "title",
    [
        "总投资万元",
        "总投资/万元",
        "总投资：万元",
        "总投资-万元",
        "总投资 万元",
        "总投资（含土地）万元",
    ],
)
def test_a_unit_may_stand_behind_the_title(people, title):
    assert money(plan_of(ledger(title, 3), people.officer)) == [Decimal(30_000)]


@pytest.mark.parametrize(
    "line",
    [
        "单位：万元",
        "金额单位：万元",
        "（单位：万元）",
        "单位:人民币万元",
        "单 位：万 元",
        "计量单位：万元、亩",
        "单位：万元，%",
        "单位：万元 填报日期：2026年3月",
        "填报单位：招商局    单位：万元",
        "币种：人民币 金额：万元",
        "以万元为单位",
        "万元",
        "（万元）",
        "Unit: ten thousand yuan",
        "金额单位为万元",
    ],
)
def test_a_line_above_the_heading_says_the_unit(people, line):
    above = [["2026年台账（亿元以上）"], ["填报单位：招商局", None, None, line]]
    plan = plan_of(ledger("总投资", 3, above=above), people.officer)
    assert (money(plan), plan.questions) == ([Decimal(30_000)], [])
    assert (plan.units[0].cell, plan.units[0].said, plan.units[0].word) == (
        "D2",
        line,
        plan.units[0].word,
    )


def test_the_unit_of_a_column_goes_before_a_line_and_both_before_the_title(people):
    title, line = ["2026年台账（亿元）"], [None, None, "单位：千元"]
    assert money(plan_of(ledger("总投资（万元）", 3, above=[title, line]), people.officer)) == [
        Decimal(30_000)
    ]
    assert money(plan_of(ledger("总投资", 3, above=[title, line]), people.officer)) == [
        Decimal(3000)
    ]
    assert money(plan_of(ledger("总投资", 3, above=[title]), people.officer)) == [
        Decimal(300_000_000)
    ]


def test_a_line_of_several_kinds_gives_each_column_its_own(people):
    rows = [
        ["单位：亿元、公顷"],
        ["项目名称", "企业名称", "渠道", "总投资", "用地面积"],
        ["甲", "示范光学有限公司", "产业链", 2, 4],
    ]
    plan = plan_of(workbook(rows), people.officer)
    assert (money(plan), money(plan, "land_mu")) == ([Decimal(200_000_000)], [Decimal(60)])


def test_a_row_of_units_below_the_titles_belongs_to_the_heading(people):
    rows = [
        ["项目名称", "企业名称", "渠道", "总投资", "用地面积"],
        [None, None, None, "亿元", "（公顷）"],
        ["甲", "示范光学有限公司", "产业链", 2, 4],
    ]
    plan = plan_of(workbook(rows), people.officer)
    assert (len(plan.rows), money(plan), money(plan, "land_mu")) == (
        1,
        [Decimal(200_000_000)],
        [Decimal(60)],
    )
    assert [unit.cell for unit in plan.units] == ["D2", "E2"]


def test_a_title_over_a_group_of_columns_names_their_unit(people):
    rows = [
        ["项目台账"],
        ["项目名称", "企业名称", "渠道", "资金（亿元）", None, "签约日期"],
        [None, None, None, "总投资", "合同金额", None],
        ["甲", "示范光学有限公司", "产业链", 2, 1, "2026-03-05"],
    ]
    merges = ("A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3")
    plan = plan_of(workbook(rows, merges), people.officer, "leads.project")
    assert (money(plan), money(plan, "contract_amount")) == (
        [Decimal(200_000_000)],
        [Decimal(100_000_000)],
    )


def test_a_unit_line_among_the_rows_of_the_heading_is_no_title(people):
    rows = [
        ["项目名称", "企业名称", "渠道", "投资情况", "单位：亿元"],
        [None, None, None, "总投资", "用地（亩）"],
        ["甲", "示范光学有限公司", "产业链", 2, 4],
    ]
    plan = plan_of(workbook(rows, ("A1:A2", "B1:B2", "C1:C2")), people.officer)
    assert (money(plan), money(plan, "land_mu")) == ([Decimal(200_000_000)], [Decimal(4)])


@pytest.mark.parametrize(
    ("title", "above"),
    [
        ("总投资", ()),
        ("总投资", [["2026年台账（亿元以上）"]]),
        ("总投资（含土地）", ()),
        ("总投资", [["填报单位：招商局"]]),
        ("总投资（万泰国铢）", [["单位：万元"]]),
        ("总投资（亩）", [["单位：万元"]]),
        ("总投资（mil）", ()),
        ("总投资（万元/亩）", [["单位：万元"]]),
        ("总投资", [["单位：万元"], ["单位：亿元"]]),
        ("总投资（万元、亿元）", ()),
        ("总投资", [["单位：吨标准煤"]]),
        ("总投资（人民币）", ()),
        ("总投资", [["单位：佰元"]]),
    ],
)
def test_a_unit_that_is_lacking_or_not_known_is_asked_for_and_never_guessed(people, title, above):
    plan = plan_of(ledger(title, 3, above=above), people.officer)
    assert [question.column for question in plan.questions] == ["investment"]
    assert money(plan) == [None]


def test_cells_that_name_their_own_unit_need_none_in_the_heading(people):
    plan = plan_of(ledger("总投资", "1.2亿元", "3000万元", 0, None), people.officer)
    assert plan.questions == []
    assert money(plan)[:2] == [Decimal(120_000_000), Decimal(30_000_000)]


def test_a_condition_or_remark_in_brackets_is_no_unit(people):
    for title in ("总投资（含土地）", "总投资（1000万元以上）", "总投资（估算）"):
        assert money(plan_of(ledger(title, 3, above=[["单位：万元"]]), people.officer)) == [
            Decimal(30_000)
        ]


def test_the_preview_says_of_each_column_which_unit_was_read_where_and_its_largest_values(
    client, people
):
    above = [["台账"], [None, None, None, "单位：亿元"]]
    job = offer(
        "leads.lead", ledger("总投资", 1, "1.2", "3000万元", 0.5, above=above), people.officer
    )
    [unit] = job.preview["units"]
    assert (unit["title"], unit["word"], unit["cell"], unit["said"]) == (
        "总投资",
        "亿元",
        "D2",
        "单位：亿元",
    )
    assert unit["largest"] == [
        [5, "120,000,000.00 元 ＝ 12,000 万元"],
        [4, "100,000,000.00 元 ＝ 10,000 万元"],
        [7, "50,000,000.00 元 ＝ 5,000 万元"],
    ]
    client.force_login(people.officer)
    page = client.get(f"/admin/tables/imports/{job.pk}/").content.decode()
    assert "D2：单位：亿元" in page and "12,000 万元" in page


UNITS = {
    "元": 0,
    "千元": 3,
    "万元": 4,
    "百万元": 6,
    "千万元": 7,
    "亿元": 8,
    "人民币万元": 4,
    "亿": 8,
}
PLACES = (
    "bracket",
    "square",
    "behind",
    "line",
    "money line",
    "line with the bureau",
    "group",
    "row of units",
    "title",
    "cells",
)


def written(yuan: list[Decimal], unit: str, place: str) -> list[list]:
    numbers = [f"{each.scaleb(-UNITS[unit]):f}" for each in yuan]
    titles = {
        "bracket": f"总投资（{unit}）",
        "square": f"总投资[{unit}]",
        "behind": f"总投资/{unit}元".replace("元元", "元"),
    }
    above = {
        "line": [["台账（亿元以上）"], [None, None, None, f"单位：{unit}"]],
        "money line": [[f"金额单位：{unit}"]],
        "line with the bureau": [[f"填报单位：招商局  单位：{unit}"]],
        "title": [[f"2026年台账（{unit}）"]],
        "group": [["台账"], ["基本情况", None, None, f"资金（{unit}）"]],
    }
    rows = [*above.get(place, []), ["项目名称", "企业名称", "渠道", titles.get(place, "总投资")]]
    rows += [[None, None, None, unit]] if place == "row of units" else []
    numbers = [f"{number}{unit}" for number in numbers] if place == "cells" else numbers
    return rows + [
        [f"项目{n}", f"示范{n}光学有限公司", "产业链", number] for n, number in enumerate(numbers)
    ]


def as_csv(rows) -> bytes:
    return "\n".join(",".join(cell or "" for cell in row) for row in rows).encode()


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    yuan=st.lists(st.decimals(min_value=1, max_value=10**12, places=2), min_size=1, max_size=4),
    unit=st.sampled_from(sorted(UNITS)),
    place=st.sampled_from(PLACES),
    is_workbook=st.booleans(),
)
def test_the_same_table_in_every_unit_and_place_comes_in_as_the_same_money(
    people, yuan, unit, place, is_workbook
):
    rows = written(yuan, unit, place)
    content, name = (workbook(rows), "a.xlsx") if is_workbook else (as_csv(rows), "a.csv")
    plan = plan_of(content, people.officer, name=name)
    assert (money(plan), plan.questions, plan.problems) == (yuan, [], [])


@pytest.mark.parametrize(
    ("text", "kind", "worth"),
    [
        ("万吨标准煤", ENERGY, 10_000),
        ("吨标煤", ENERGY, 1),
        ("tce", ENERGY, 1),
        ("万人", PEOPLE, 10_000),
        ("人", PEOPLE, 1),
        ("㎡", AREA, 1),
        ("m²", AREA, 1),
        ("万㎡", AREA, 10_000),
        ("公顷", AREA, 10_000),
        ("平方公里", AREA, 1_000_000),
        ("㎢", AREA, 1_000_000),
    ],
)
def test_units_of_other_kinds_are_known(text, kind, worth):
    assert (any_unit(text).kind, any_unit(text).worth) == (kind.name, worth)


@pytest.mark.parametrize(
    "text", ["", "亿元以上", "万元/亩", "元/月", "企业", "千", "百", "m", "招商局", "人民币美元"]
)
def test_what_is_no_unit_of_money_is_none(text):
    assert MONEY.unit(text) is None


def test_templates_and_exports_name_the_unit_of_every_column_that_has_one(db):
    from django.utils import translation

    from crm.core.tables.titles import brackets_of

    for table in TABLES.values():
        for column in (each for each in table.columns if each.quantity):
            for language in ("zh-hans", "en"):
                with translation.override(language):
                    named = [
                        unit
                        for bracket in brackets_of(column.heading)
                        if (unit := column.quantity.unit(bracket))
                    ]
                assert len(named) == 1, (column.heading, language)


def test_nothing_is_stored_of_a_table_that_asks(people):
    job = offer("leads.lead", ledger("总投资", 3), people.officer)
    assert (job.phase, Lead.objects.count(), Company.objects.count()) == ("asking", 0, 0)
