from decimal import Decimal

import pytest
from django.utils import translation

from crm.core.money import in_words, scaled, to_fen, yuan


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("1.01", "壹元零壹分"),
        ("101.10", "壹佰零壹元壹角整"),
        ("1001", "壹仟零壹元整"),
        ("10001", "壹万零壹元整"),
        ("103333.34", "壹拾万叁仟叁佰叁拾叁元叁角肆分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("1000000", "壹佰万元整"),
        ("100000001", "壹亿零壹元整"),
        ("120000000", "壹亿贰仟万元整"),
        ("-460000.005", "负肆拾陆万元零壹分"),
    ],
)
def test_an_amount_is_written_in_words(amount, words):
    assert in_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("980", "980 元"),
        ("9999.99", "9,999.99 元"),
        ("10000", "1 万元"),
        ("34500000", "3,450 万元"),
        ("120000000", "1.2 亿元"),
        ("-120000000", "(1.2 亿元)"),
    ],
)
def test_a_screen_shows_the_unit_that_fits(amount, text):
    with translation.override("zh-hans"):
        assert scaled(Decimal(amount)) == text


def test_amounts_are_rounded_half_up():
    assert (to_fen(Decimal("0.005")), to_fen(Decimal("-0.005")), yuan(Decimal("1234567.885"))) == (
        Decimal("0.01"),
        Decimal("-0.01"),
        "1,234,567.89",
    )
