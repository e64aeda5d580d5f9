"""What people type into cells, value by value."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from crm.core.tables.cells import BadCell, day_of, is_blank, readable, text_of, yes_or_no
from crm.core.tables.columns import TABLES
from crm.core.tables.units import AREA, MONEY

WAN = MONEY.unit("万元")


def amount(raw, unit=WAN):
    """As the column of a receipt, which may be negative, reads it."""
    column = TABLES["parks.receipts"].column("amount")
    return column.value_of(raw, SimpleNamespace(unit=unit, converts=False))


def land(raw, unit):
    column = TABLES["leads.lead"].column("land_mu")
    return column.value_of(raw, SimpleNamespace(unit=AREA.unit(unit), converts=False))


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2026.11.3", date(2026, 11, 3)),
        ("2026年11月3日", date(2026, 11, 3)),
        ("2026年11月", date(2026, 11, 1)),
        ("2026/11/3", date(2026, 11, 3)),
        ("2026-11-03", date(2026, 11, 3)),
        ("２０２６．１１．３", date(2026, 11, 3)),
        (" 2026 年 11 月 3 日 ", date(2026, 11, 3)),
        ("20261103", date(2026, 11, 3)),
        (20261103, date(2026, 11, 3)),
        (46329, date(2026, 11, 3)),
        (46329.75, date(2026, 11, 3)),
        ("46329", date(2026, 11, 3)),
        (2026.11, date(2026, 11, 1)),
        (2026.2, date(2026, 2, 1)),
        (datetime(2026, 11, 3, 8), date(2026, 11, 3)),
        ("2026年11月3日 14:05", date(2026, 11, 3)),
        ("2028-2-29", date(2028, 2, 29)),
    ],
)
def test_days_are_read_as_ledgers_write_them(raw, day):
    assert day_of(raw) == day


def test_a_serial_of_the_calendar_that_begins_in_1904(raw=44867):
    assert day_of(raw, epoch_1904=True) == date(2026, 11, 3)


@pytest.mark.parametrize(
    "raw",
    [
        2026.1,
        "2026",
        "2026年",
        "26.11.3",
        "2026-2-30",
        "2026.13.1",
        "2026-0-1",
        "明年初",
        True,
        0,
        -5,
        1e300,
        float("nan"),
        "3/11/2026",
        "２０２６",
        "2027-2-29",
        "十一月",
    ],
)
def test_what_is_no_day_is_refused(raw):
    with pytest.raises(BadCell):
        day_of(raw)


@pytest.mark.parametrize(
    ("raw", "yuan"),
    [
        ("3,450.5", "34505000.00"),
        ("３４５０．５", "34505000.00"),
        ("3，450", "34500000.00"),
        ("1.2亿元", "120000000.00"),
        ("1.2亿", "120000000.00"),
        ("5000元", "5000.00"),
        ("800万元整", "8000000.00"),
        (0.1 + 0.2, "3000.00"),
        (30000, "300000000.00"),
        ("(300)", "-3000000.00"),
        ("1,2345", "123450000.00"),
        ("¥100", "1000000.00"),
        (1e4, "100000000.00"),
        ("1 000", "10000000.00"),
        (".5", "5000.00"),
        (-0.0, "0.00"),
    ],
)
def test_amounts_are_read_in_the_unit_of_the_heading_or_their_own(raw, yuan):
    assert amount(raw) == Decimal(yuan)


@pytest.mark.parametrize(
    "raw",
    [
        "约3000",
        "1,23",
        "2000万美元",
        "abc",
        "3000-5000",
        "0.00000012",
        True,
        "NaN",
        "Infinity",
        float("inf"),
        float("nan"),
        "1e9999999",
        "--5",
        "三千万",
        "=1+1",
        "12,34,567",
        datetime(2026, 1, 1),
    ],
)
def test_what_is_no_exact_amount_is_refused(raw):
    with pytest.raises(BadCell):
        amount(raw)


@pytest.mark.parametrize(
    ("raw", "unit", "mu"),
    [
        (66_667, "平方米", "100.00"),
        (66_700, "㎡", "100.05"),
        ("10", "公顷", "150.00"),
        ("1", "平方公里", "1500.00"),
        ("6.6667", "万平方米", "100.00"),
        ("8公顷", "亩", "120.00"),
        ("120", "亩", "120.00"),
        ("120亩", "公顷", "120.00"),
        (33, "㎡", "0.05"),
        ("１２０．５", "亩", "120.50"),
    ],
)
def test_land_is_converted_into_mu_exactly_and_rounded_once(raw, unit, mu):
    assert land(raw, unit) == Decimal(mu)


@pytest.mark.parametrize("raw", ["120万元", "100人", "0.001亩", "约5亩"])
def test_what_is_no_area_or_has_more_places_than_are_kept_is_refused(raw):
    with pytest.raises(BadCell):
        land(raw, "亩")


@pytest.mark.parametrize("raw", [None, "", "  ", "—", "-", "/", "无", "N/A", "\u200b", "\u3000"])
def test_what_stands_for_nothing_is_blank(raw):
    assert is_blank(raw)


def test_zero_and_no_are_not_blank():
    assert not is_blank(0) and not is_blank("0") and not is_blank("否")


def test_text_loses_what_no_one_typed():
    assert readable("\u3000示范\u200b公司\x00_x000D_\r\n二 ") == "示范公司\n\n二"
    assert (readable(13800001111.0), readable(1.5), readable(True)) == (
        "13800001111",
        "1.5",
        "TRUE",
    )
    assert (readable("'=1+1"), readable("'quoted")) == ("=1+1", "'quoted")


def test_a_long_code_kept_as_a_number_is_refused_because_its_last_digits_are_gone():
    with pytest.raises(BadCell):
        text_of(914307001234567890.0)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("是", True),
        ("否", False),
        ("√", True),
        ("×", False),
        (True, True),
        (0, False),
        (" Ｙ ", True),
    ],
)
def test_yes_and_no(raw, value):
    assert yes_or_no(raw) is value


def test_neither_yes_nor_no():
    with pytest.raises(BadCell):
        yes_or_no("也许")
