"""Any indicator by any two dimensions adds up to itself."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from crm.core.indicators.keep import keep_up
from crm.core.indicators.read import is_told, value_of
from crm.core.indicators.registry import INDICATORS, Live, Ratio
from crm.dispatch.dashboards.pivot import pivot
from crm.dispatch.dashboards.selection import selection_from
from tests.core.indicators.test_indicators import make_city, money

TODAY = date(2025, 12, 31)
NO_DIMENSIONS = {"month", "year", "none"}
THE_YEAR = (date(2025, 1, 1), TODAY)
PAGE = "dashboard:table"


@pytest.fixture
def city(db):
    made = make_city()
    money(made.projects[0], 5_000_000, date(2025, 5, 5), metric="fixed_assets")
    money(made.projects[1], 3_000_000, date(2025, 8, 5), metric="fixed_assets")
    keep_up()
    return made


def table(user, **query):
    found = pivot(selection_from(user, query, TODAY), query)
    return found.columns, [row.cells for row in found.rows]


def test_amounts_by_park_and_quarter(city, people):
    columns, rows = table(people.leader, what="signed_amount", lines="park", columns="quarter")
    assert columns == ["园区", "2025 Q1", "2025 Q2", "合计"]
    assert rows == [
        ["指标0园", Decimal(4_000_000), Decimal(5_000_000), Decimal(9_000_000)],
        ["指标1园", Decimal(2_000_000), Decimal(10_000_000), Decimal(12_000_000)],
        ["合计", Decimal(6_000_000), Decimal(15_000_000), Decimal(21_000_000)],
    ]


def test_counts_by_channel_alone(city, people):
    columns, rows = table(people.leader, what="signed_projects", lines="channel", columns="none")
    assert columns[1:] == ["合计"]
    assert [row[1] for row in rows] == [2, 2, 2, 6]


def test_a_ratio_is_divided_anew_in_every_cell(city, people):
    _columns, rows = table(people.leader, what="arrival", lines="park", columns="none")
    assert rows == [["指标0园", "55.56%"], ["指标1园", "25%"], ["合计", "38.1%"]]


@pytest.mark.parametrize("lines", ["department", "month", "year", "listed", "agent"])
@pytest.mark.parametrize("columns", ["year", "section", "channel", "none"])
def test_every_indicator_adds_up_to_itself(city, people, lines, columns):
    for code, indicator in INDICATORS.items():
        if isinstance(indicator, (Live, Ratio)):
            continue
        _columns, rows = table(people.leader, what=code, lines=lines, columns=columns)
        stated = value_of(code, THE_YEAR, user=people.leader)
        if stated is None or not is_told(code, {lines, columns} - NO_DIMENSIONS):
            assert rows == []
            continue
        assert (rows[-1][-1] if rows else 0) == stated, code
        if rows:
            assert sum(row[-1] for row in rows[:-1]) == stated, code


def test_a_park_looks_at_itself_first(city):
    asks = {"what": "signed_projects", "lines": "channel", "columns": "none"}
    _columns, rows = table(city.user, **asks)
    assert rows[-1] == ["合计", 3]
    _columns, rows = table(city.user, **asks, of="city")
    assert rows[-1] == ["合计", 6]


@pytest.mark.parametrize("query", ["", "?what=x&lines=<b>&columns=%2500&days=9&of=park-x"])
def test_the_page_answers_whatever_is_asked(client, people, city, query):
    client.force_login(people.leader)
    answer = client.get(reverse(PAGE) + query)
    assert answer.status_code == 200
    assert "<b>" not in answer.text.replace("<b></b>", "").split("<main")[-1].split("</form>")[0]


def test_the_table_goes_out_with_a_reason(client, people, city):
    client.force_login(people.leader)
    address = f"{reverse(PAGE)}?what=signed_amount&lines=park&columns=year&days=three&export=csv"
    answer = client.post(address, {"reason": "月度调度材料", "format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "指标0园" in text and "9000000" in text.replace(",", "")
