"""Screen, spreadsheet and PDF say the same."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from crm.core.charts import Band, Chart, Role, Series, Shape
from crm.core.indicators.keep import keep_up
from crm.core.models import ExportLog
from crm.dispatch.dashboards.drawing import as_svg, nice_steps
from crm.dispatch.dashboards.files import Page, as_pages, as_workbook
from crm.dispatch.dashboards.screens import context_of, page_of
from crm.dispatch.dashboards.selection import selection_from
from crm.dispatch.dashboards.table import YUAN, Table
from crm.dispatch.models import OwnDashboard
from crm.dispatch.own_dashboards import change
from crm.dispatch.own_dashboards.layout import FIRST
from tests.core.indicators.test_indicators import make_city

TODAY = date(2025, 12, 31)


@pytest.fixture
def city(db):
    made = make_city()
    keep_up()
    return made


def test_the_workbook_has_each_card_with_its_exact_numbers(city, people):
    page = page_of(selection_from(people.leader, {}, TODAY), TODAY)
    book = load_workbook(io.BytesIO(as_workbook(page, "标记", people.leader)))
    assert len(book.sheetnames) == len(page.tables) == len(set(book.sheetnames))
    for table, sheet in zip(page.tables, book, strict=True):
        told = table.as_numbers or table
        rows = list(sheet.iter_rows(min_row=3, values_only=True))
        assert len(rows) == len(told.rows)
        for row, cells in zip(told.rows, rows, strict=True):
            for value, cell in zip(row, cells, strict=False):
                if isinstance(value, Decimal):
                    assert Decimal(str(cell)) == value
                else:
                    assert cell == value or not value


def test_the_screen_says_what_the_tables_say(client, city, people, monkeypatch):
    found = selection_from(people.leader, {}, TODAY)
    shown = context_of(found, TODAY)
    tables = {table.title: table for table in page_of(found, TODAY).tables}
    for figure, row in zip(shown["figures"], tables["关键数字"].shown(), strict=True):
        assert row[1] == figure.in_words
    money = tables["钱到哪一步"]
    for (bar, now, before), row in zip(shown["money"].rows(), money.shown(), strict=True):
        assert row[0] == bar.label and row[1] == now
        assert before in ("", row[2])
    months = tables[str(shown["months"].title)]
    assert [cells[0][0] for _label, cells in shown["months"].rows()] == [
        row[1] for row in months.shown()
    ]


def test_amounts_of_a_table_stand_in_one_unit():
    table = Table("表", ["园区", "金额"], ["", YUAN], [["甲", Decimal(320_000_000)], ["乙", None]])
    assert table.headed() == [("园区", False), ("金额（亿元）", True)]
    assert table.shown() == [["甲", "3.20"], ["乙", ""]]
    assert table.headings() == ["园区", "金额（元）"]


def test_the_pages_are_a_pdf(city, people):
    page = page_of(selection_from(people.leader, {}, TODAY), TODAY)
    assert as_pages(page, "标记", people.leader).startswith(b"%PDF-")


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_a_file_is_asked_a_reason_for_and_noted(client, people, city, kind):
    client.force_login(people.leader)
    mine = change.put_together(by=people.leader, name="晨会/一", cards=FIRST)
    for link in (reverse("dashboard:index"), reverse("own_dashboard:show", args=[mine.pk])):
        address = f"{link}?days=year&of=city&export={kind}"
        assert "reason" in client.get(address).text
        answer = client.post(address, {"reason": "月度调度材料"})
        assert answer["Content-Disposition"].startswith("attachment")
        assert f".{kind}" in answer["Content-Disposition"]
    assert set(ExportLog.objects.values_list("format", flat=True)) == {kind}


def test_two_cards_of_one_name_have_sheets_of_their_own(people, db):
    table = Table("签约:金额/[一]" + "长" * 40, ["a"], [""], [["=1+1"]])
    page = Page("看板", selection_from(people.leader, {}, TODAY), [table, table], TODAY)
    book = load_workbook(io.BytesIO(as_workbook(page, "标记", people.leader)))
    assert len(book.sheetnames) == 2
    assert book.worksheets[0]["A3"].value != "=1+1"


def test_nothing_of_an_empty_dashboard_is_still_a_file(client, people, city):
    client.force_login(people.leader)
    mine = change.put_together(by=people.leader, name="空", cards=[])
    link = reverse("own_dashboard:show", args=[mine.pk])
    for kind in ("xlsx", "pdf"):
        assert client.post(f"{link}?export={kind}", {"reason": "月度调度材料"}).status_code == 200
    assert OwnDashboard.objects.count() == 1


def test_a_chart_is_drawn_with_its_range_and_its_names_made_harmless():
    chart = Chart(
        "签约",
        ["1 月", "<b>"],
        [Series("今年", [1, 3]), Series("目标", [4, 4], Role.TARGET)],
        Shape.LINE,
        unit="个",
        band=Band("区间", [None, 2], [None, 4]),
    )
    svg = as_svg(chart)
    assert "<polygon" in svg and "stroke-dasharray" in svg and "&lt;b&gt;" in svg
    assert "<b>" not in svg
    lying = Chart("签约", ["甲"], [Series("今年", [2])], Shape.BARS, unit="个")
    assert "<rect" in as_svg(lying)


@pytest.mark.parametrize(
    ("most", "whole", "step"),
    [(3, True, 1), (1, True, 1), (0, True, 1), (50, False, 20), (0.35, False, 0.1), (7, True, 2)],
)
def test_an_axis_has_few_steps_that_read_well(most, whole, step):
    found, top = nice_steps(most, whole=whole)
    assert found == pytest.approx(step)
    assert top >= most and top / found <= 5
