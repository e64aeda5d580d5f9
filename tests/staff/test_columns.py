"""How lists draw each kind of fact."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from crm.core.days import day_of
from crm.core.models import AuditEntry, ExportLog
from crm.staff.columns import (
    AgeColumn,
    DayColumn,
    DueColumn,
    LightColumn,
    MomentColumn,
    MoneyColumn,
    NameColumn,
    NumberColumn,
    PlainColumn,
    StateColumn,
    unit_of_column,
)
from crm.staff.lists import column_class_of
from leads.models import Activity, Company, Lead
from leads.pipeline.register import register_lead
from parks.models import Plot


def drawn(column, value, people, rows=None) -> str:
    """The cell of a row whose fact is ``value``."""
    row = SimpleNamespace(fact=value, pk=1)
    request = SimpleNamespace(user=people.officer)
    table = SimpleNamespace(fits={column.name: column.fit(rows or [row])})
    with override("zh-hans"):
        return str(column.inner(row, {"request": request, "table": table}))


@pytest.mark.parametrize(
    "value, text",
    [
        ("常德", "常德"),
        ("<b>&", "&lt;b&gt;&amp;"),
        (None, ""),
        (" ", ""),
        (0, "0"),
        (12345, "12345"),
        (True, "是"),
        (False, "否"),
        (Decimal("1234.50"), "1,234.5"),
        (Decimal("0.00"), "0"),
    ],
    ids=repr,
)
def test_a_plain_fact_in_words(people, value, text):
    assert drawn(PlainColumn("fact"), value, people) == text


def test_a_long_text_says_the_whole_on_hover(people):
    text = "与常德经开区就二期用地和用能指标再次对接"
    assert f'title="{text}"' in drawn(PlainColumn("fact"), text, people)


@pytest.mark.parametrize(
    "amounts, size",
    [
        ([], 1),
        ([Decimal("99.99")], 1),
        ([Decimal(10_000)], 10**4),
        ([Decimal(99_999_999)], 10**4),
        ([Decimal(100_000_000), Decimal(1_000_000)], 10**8),
        ([Decimal(100_000_000), Decimal(999_999)], 10**4),
        ([Decimal(100_000_000), Decimal(5)], 10**4),
        ([Decimal(20_000), Decimal("99.99")], 1),
        ([Decimal(-300_000_000), None, Decimal(0)], 10**8),
    ],
)
def test_one_unit_in_which_no_amount_of_the_column_is_lost(amounts, size):
    assert unit_of_column(amounts).size == size


def test_an_amount_in_the_unit_of_its_column_and_in_yuan_on_hover(people):
    column = MoneyColumn("fact")
    rows = [SimpleNamespace(fact=Decimal(320_000_000))]
    cell = drawn(column, Decimal("50000000.25"), people, rows)
    assert ">0.50<" in cell and 'title="50,000,000.25"' in cell and "亿元" in cell


def test_a_negative_amount_stands_in_brackets_and_in_red(people):
    cell = drawn(MoneyColumn("fact"), Decimal(-25_000), people)
    assert ">(2.50)<" in cell and 'class="ds-money bad"' in cell


def test_an_amount_of_another_currency_brings_its_own_unit(people):
    row = SimpleNamespace(fact=Decimal(3_000_000), amounts_in="USD", pk=1)
    column = MoneyColumn("fact")
    table = SimpleNamespace(fits={"fact": column.fit([row])})
    with override("zh-hans"):
        request = SimpleNamespace(user=people.officer)
        cell = column.inner(row, {"request": request, "table": table})
    assert "300 万美元" in cell


def test_days_have_their_year_only_where_the_rows_are_of_several(people):
    this_year = day_of(timezone.now()).replace(month=3, day=9)
    other = date(this_year.year - 1, 3, 9)
    alone, both = (
        [SimpleNamespace(fact=this_year)],
        [SimpleNamespace(fact=this_year), SimpleNamespace(fact=other)],
    )
    assert ">03-09<" in drawn(DayColumn("fact"), this_year, people, alone)
    assert f">{this_year.year}-03-09<" in drawn(DayColumn("fact"), this_year, people, both)


@pytest.mark.parametrize(
    "days, text, urgency",
    [
        (0, "今天", "soon"),
        (1, "明天", "soon"),
        (-1, "昨天", "late"),
        (3, None, "soon"),
        (4, None, ""),
        (-9, None, "late"),
    ],
)
def test_what_is_due_is_near_in_words_and_late_in_red(people, days, text, urgency):
    day = day_of(timezone.now()) + timedelta(days=days)
    column = DueColumn("fact", due_of=lambda row: (row.fact, "答复"))
    cell = drawn(column, day, people)
    assert f'class="{urgency}"' in cell and "答复" in cell
    if text:
        assert f">{text}</time>" in cell


@pytest.mark.parametrize(
    "ago, text",
    [
        (timedelta(seconds=20), "刚刚"),
        (timedelta(days=2), "2 天前"),
        (timedelta(days=6), "6 天前"),
    ],
)
def test_a_moment_by_how_long_ago_it_was(people, ago, text):
    moment = timezone.now() - ago
    cell = drawn(AgeColumn("fact"), moment, people)
    assert f">{text}</time>" in cell
    assert timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") in cell


def test_a_moment_long_ago_by_its_day(people):
    moment = datetime(2024, 12, 31, 17, 30, tzinfo=timezone.get_default_timezone())
    assert ">2024-12-31</time>" in drawn(AgeColumn("fact"), moment, people)


def test_a_moment_in_a_log_to_the_second(people):
    moment = datetime(2026, 12, 1, 3, 4, 5, tzinfo=timezone.get_default_timezone())
    assert ">2026-12-01 03:04:05</time>" in drawn(MomentColumn("fact"), moment, people)


def test_a_light_has_shape_word_and_the_reason_of_the_worst(people):
    column = LightColumn(
        "fact", lights_of=lambda row: [("red", "红灯", "3 个月无进展"), ("yellow", "黄灯", "x")]
    )
    cell = drawn(column, None, people)
    assert "ds-light--red" in cell and "3 个月无进展" in cell and cell.count("<span") == 2


@pytest.mark.parametrize(
    "model, name, column_class",
    [
        (Lead, "investment", MoneyColumn),
        (Lead, "state", StateColumn),
        (Lead, "updated_at", AgeColumn),
        (AuditEntry, "at", MomentColumn),
        (ExportLog, "at", MomentColumn),
        (Lead, "channel", PlainColumn),
        (Plot, "area_sqm", NumberColumn),
        (Activity, "next_on", DayColumn),
        (Lead, "next_clock", PlainColumn),
    ],
)
def test_a_field_is_drawn_by_what_kind_it_is(model, name, column_class):
    assert column_class_of(model, name) is column_class


def test_a_row_is_named_linked_and_ticked(client, people):
    company = Company.objects.create(name="<i>沅江</i>实业")
    lead = register_lead(
        by=people.officer, company=company, title="基<地", channel="list500", department=people.city
    )
    client.force_login(people.head)
    page = client.get(
        reverse("lead:index"), {"view": "all", "ordering": "-updated_at"}
    ).content.decode()
    assert (
        f'<a href="{reverse("lead:inspect", args=[lead.pk])}"><span '
        f'id="lead_{lead.pk}_title">基&lt;地</span></a>'
    ) in page
    assert f'aria-describedby="lead_{lead.pk}_title"' in page
    assert "基<地" not in page


def test_a_name_without_a_page_is_no_link(people):
    row = SimpleNamespace(fact="常德", pk=1, _meta=SimpleNamespace(model_name="x"))
    context = {"request": SimpleNamespace(user=people.officer)}
    assert NameColumn("fact").inner(row, context) == '<span id="x_1_title">常德</span>'
