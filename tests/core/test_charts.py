"""A chart and the table behind it say the same, and every number leads to its records."""

import json
import re
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from crm.core.charts import Band, Chart, Role, Series, Shape
from crm.core.money import unit_for


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def money_chart(**changed):
    series = [
        Series("今年", [Decimal("318600000"), Decimal("96400000")], links=["/a/", "/b/"]),
        Series("目标", [Decimal("350000000"), None], Role.TARGET),
    ]
    return Chart(**{"title": "签约", "labels": ["签约", "到位"], "series": series, **changed})


def drawn(chart):
    return Template("{% load charts %}{% chart it %}").render(Context({"it": chart}))


def test_amounts_of_a_chart_have_one_unit_that_of_the_largest():
    assert money_chart().measure.name == "亿元"
    assert [series["values"] for series in money_chart().drawn()["series"]] == [
        [3.186, 0.964],
        [3.5, None],
    ]


def test_what_is_counted_keeps_its_own_unit():
    chart = Chart("线索", ["新登记"], [Series("线索", [1200])], unit="条")
    assert (chart.measure.name, chart.rows()) == ("条", [("新登记", [("1,200", "")])])


def test_the_table_behind_it_has_every_number_with_its_link():
    assert money_chart().rows() == [
        ("签约", [("3.19", "/a/"), ("3.50", "")]),
        ("到位", [("0.96", "/b/"), ("", "")]),
    ]


def test_the_picture_is_named_and_its_numbers_are_in_the_page():
    page = drawn(money_chart())
    assert 'aria-label="签约，亿元，下表内容相同"' in page
    stored = re.search(r'<script id="chart-\d+" type="application/json">(.*?)</script>', page)
    assert json.loads(stored[1])["labels"] == ["签约", "到位"]
    assert page.count("<a href=") == 2


def test_two_charts_of_a_page_have_places_of_their_own():
    page = drawn(money_chart()) + drawn(money_chart())
    assert len(set(re.findall(r'id="(chart-\d+)"', page))) == 2


def test_nothing_is_drawn_where_there_is_nothing_to_compare():
    empty = Chart("签约", ["签约"], [Series("今年", [Decimal(0)])])
    assert drawn(empty).strip() == ""


def test_a_series_has_a_number_for_each_label():
    with pytest.raises(ValueError, match="今年"):
        Chart("签约", ["一月", "二月"], [Series("今年", [1])], Shape.LINE)


@pytest.mark.parametrize(
    ("largest", "name", "text"),
    [
        (Decimal("9999.994"), "元", "9,999.99"),
        (Decimal("-12345"), "万元", "(1.23)"),
        (Decimal("250000000"), "亿元", "2.50"),
        (Decimal("-0.001"), "元", "0.00"),
    ],
)
def test_the_unit_of_a_column_fits_its_largest_amount(largest, name, text):
    unit = unit_for([None, Decimal(0), largest])
    assert (unit.name, unit.text(largest)) == (name, text)


def test_of_what_is_counted_there_is_no_half():
    assert Chart("线索", ["一月"], [Series("线索", [1])], unit="条").drawn()["whole"]
    assert not Chart("比率", ["一月"], [Series("率", [Decimal("0.5")])], unit="%").drawn()["whole"]
    assert not money_chart().drawn()["whole"]


def test_a_band_stands_in_the_picture_and_in_the_table():
    chart = money_chart(band=Band("区间", [None, Decimal(10**8)], [None, Decimal(2 * 10**8)]))
    assert chart.drawn()["band"] == {"name": "区间", "low": [None, 1.0], "high": [None, 2.0]}
    assert chart.columns == ["今年", "目标", "区间下限", "区间上限"]
    assert chart.rows()[1] == ("到位", [("0.96", "/b/"), ("", ""), ("1.00", ""), ("2.00", "")])
    with pytest.raises(ValueError, match="区间"):
        money_chart(band=Band("区间", [None], [None]))
