"""A 500 list in whatever form it comes: read like every table, refused at the preview or not."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from leads.models import Company, TargetEntry, TargetList
from leads.targets.importing import compare, import_plan, read_plan

FILES = Path(__file__).parents[1] / "files"


def read(name):
    return read_plan(name, (FILES / name).read_bytes())


def messages(plan):
    return [message for _row, _column, message in plan.problems]


@pytest.fixture
def choose(client, people):
    """Choose a file on the screen, and the page that answers."""
    client.force_login(people.headquarters)

    def choose(name, content):
        upload = SimpleUploadedFile(name, content)
        facts = {"kind": "private500", "year": 2026, "file": upload}
        return client.post(reverse("targetentry:import"), facts)

    return choose


def test_a_workbook_that_misstates_its_size_is_read_whole(db):
    plan = read("target_wps_dimension.xlsx")
    assert plan.problems == []
    assert [(row.rank, row.name, row.revenue) for row in plan.rows] == [
        (1, "湖南榜单一有限公司", Decimal(1_000_000)),
        (2, "湖南榜单二有限公司", Decimal(900_000)),
    ]


def test_the_list_is_found_behind_a_chart_sheet(db):
    plan = read("target_chart_sheet_in_front.xlsx")
    assert (plan.problems, len(plan.rows)) == ([], 1)


def test_a_circled_rank_is_the_number_in_the_circle(db):
    plan = read("target_circled_rank.csv")
    assert (plan.problems, plan.rows[0].rank) == ([], 1)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("target_old_xls_renamed.xlsx", "xls"),
        ("target_truncated.xlsx", "损坏"),
        ("target_long_name.csv", "200"),
        ("target_huge_revenue.csv", "1e30"),
        ("target_unclosed_quote.csv", "引号"),
    ],
)
def test_the_preview_says_what_is_wrong_and_offers_nothing_to_confirm(choose, name, says):
    page = choose(name, (FILES / name).read_bytes())
    assert page.status_code == 200
    assert says in page.text
    assert "confirmed" not in page.context
    assert not TargetList.objects.exists()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("0,甲公司,1", "rank"),
        ("-1,甲公司,1", "rank"),
        ("1.5,甲公司,1", "rank"),
        ("32768,甲公司,1", "rank"),
        ("99999999999999999999999,甲公司,1", "rank"),
        ("1e30,甲公司,1", "rank"),
        ("²,甲公司,1e99", "revenue_10k_cny"),
        (",甲公司,1", "rank"),
        ("1,,1", "name_zh"),
        ("1,甲公司,NaN", "revenue_10k_cny"),
        ("1,甲公司,-5", "revenue_10k_cny"),
        ("1,甲公司,1e15", "revenue_10k_cny"),
    ],
)
def test_hostile_numbers_are_refused_at_their_place(choose, row, column):
    page = choose("p.csv", f"rank,name_zh,revenue_10k_cny\n{row}\n".encode())
    assert [(at, where) for at, where, _message in page.context["plan"].problems] == [(2, column)]


@pytest.mark.parametrize("rank", ["1", "１", "第1名", "1.0", "①"])
def test_a_rank_is_read_in_every_writing(db, rank):
    plan = read_plan("p.csv", f"rank,name_zh,revenue_10k_cny\n{rank},甲公司,1\n".encode())
    assert (plan.problems, plan.rows[0].rank) == ([], 1)


@pytest.mark.parametrize(
    ("heading", "cell", "revenue", "currency"),
    [
        ("营业收入（百万美元）", "713163", "713163000000", "USD"),
        ("营业收入(亿元)", "1309.5", "130950000000", "CNY"),
        ("营收（万元）", "130,908,500", "1309085000000", "CNY"),
        ("revenue_musd", "1.5", "1500000", "USD"),
        ("revenue_cny", "1.5", "1.50", "CNY"),
    ],
)
def test_chinese_headings_and_units_are_read_like_in_every_table(
    db, heading, cell, revenue, currency
):
    text = f'某榜单\n排名,企业名称,英文名称,国家,{heading}\n1,甲公司,FIRST,美国,"{cell}"\n'
    plan = read_plan("p.csv", text.encode())
    assert plan.problems == []
    row = plan.rows[0]
    assert (row.revenue, row.currency, row.number) == (Decimal(revenue), currency, 3)
    assert (row.name_en, row.place) == ("FIRST", "美国")


def test_a_revenue_without_a_unit_is_asked_back(db):
    plan = read_plan("p.csv", "排名,企业名称,营业收入\n1,甲公司,5\n".encode())
    assert len(plan.problems) == 1
    assert "单位" in messages(plan)[0]


def test_a_row_of_another_year_is_refused(db):
    plan = read_plan("p.csv", "年份,排名,企业名称,revenue_cny\n2025,1,甲公司,5\n".encode())
    compare(plan, kind="world500", year=2026)
    assert [(row, column) for row, column, _message in plan.problems] == [(2, "year")]


def test_a_company_stands_on_a_list_once(db):
    plan = read_plan("p.csv", "rank,name_zh,revenue_cny\n1,甲公司,5\n2,甲公司,4\n".encode())
    assert [(row, column) for row, column, _message in plan.problems] == [(3, "name_zh")]
    import_plan(
        read_plan("p.csv", "rank,name_zh,revenue_cny\n1,甲公司,5\n".encode()),
        kind="world500",
        year=2026,
    )
    moved = read_plan("p.csv", "rank,name_zh,revenue_cny\n2,甲公司,5\n".encode())
    compare(moved, kind="world500", year=2026)
    assert [(row, column) for row, column, _message in moved.problems] == [(2, "name_zh")]
    assert (TargetEntry.objects.count(), Company.objects.count()) == (1, 1)


def test_a_list_in_english_alone_is_read(db):
    plan = read_plan(
        "g.csv", b"year,rank,name_en,country,revenue_musd\n2026,1,Walmart,U.S.,514405.00\n"
    )
    assert plan.problems == []
    assert (plan.rows[0].name, plan.rows[0].place) == ("Walmart", "U.S.")


NO_UNIT = "排名,企业名称,营业收入\n1,甲公司,5\n合计,,5\n"


def test_the_screen_asks_for_the_unit_of_the_revenue_and_keeps_the_file(client, choose):
    page = choose("p.csv", NO_UNIT.encode())
    assert [each.column for each in page.context["questions"]] == ["revenue"]
    assert "confirmed" not in page.context
    asked = {"asked": page.context["asked"]}
    again = client.post(reverse("targetentry:import"), {**asked, "unit-revenue": "万美元"})
    assert "confirmed" not in again.context and len(again.context["questions"]) == 1
    read = client.post(reverse("targetentry:import"), {**asked, "unit-revenue": "亿元"})
    body = read.content.decode()
    assert "500,000,000.00 元 ＝ 5 亿元" in body and "由您选定" in body and "合计" in body
    client.post(reverse("targetentry:import"), {"confirmed": read.context["confirmed"]})
    entry = TargetEntry.objects.get()
    assert (entry.revenue, entry.currency) == (Decimal(500_000_000), "CNY")


@pytest.mark.parametrize(
    ("text", "revenue", "currency"),
    [
        ("单位：百万美元\n排名,企业名称,营业收入\n1,甲公司,5\n", 5_000_000, "USD"),
        ("某榜单（亿元以上）\n排名,企业名称,营收（亿）\n1,甲公司,5\n", 500_000_000, "CNY"),
        ("排名,企业名称,营业收入（千万元）\n1,甲公司,5\n", 50_000_000, "CNY"),
        ("排名,企业名称,营业收入（万港元）\n1,甲公司,5\n", 50_000, "HKD"),
        ("排名,企业名称,营业收入（万元）\n1,甲公司,5亿美元\n", 500_000_000, "USD"),
    ],
)
def test_the_revenue_keeps_the_unit_and_currency_that_the_list_names(db, text, revenue, currency):
    plan = read_plan("p.csv", text.encode())
    assert plan.problems == []
    assert (plan.rows[0].revenue, plan.rows[0].currency) == (Decimal(revenue), currency)


def test_revenues_a_thousand_times_beside_the_stored_lists_are_asked_back(client, choose):
    stored = "rank,name_zh,revenue_10k_cny\n" + "".join(f"{n},旧公司{n},100\n" for n in (1, 2, 3))
    import_plan(read_plan("s.csv", stored.encode()), kind="private500", year=2025)
    text = "rank,name_zh,revenue_10k_cny\n1,甲公司,99999\n2,乙公司,100000\n"
    page = choose("p.csv", text.encode())
    [doubt] = page.context["preview"].doubts
    assert "第 3 行" in doubt and "第 2 行" not in doubt
    confirmed = {"confirmed": page.context["confirmed"]}
    unsure = client.post(reverse("targetentry:import"), confirmed)
    assert "confirmed" in unsure.context and TargetEntry.objects.count() == 3
    client.post(reverse("targetentry:import"), {**confirmed, "sure": "on"})
    assert TargetEntry.objects.count() == 5
