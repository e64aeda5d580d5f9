"""No text that leaves as a spreadsheet is a formula there, and what comes back is what went out."""

import pytest

from crm.core.spreadsheets import neutral
from crm.core.tables.cells import readable


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "−"])
def test_a_sign_that_begins_a_formula_in_any_width_is_made_harmless(sign):
    text = f"{sign}cmd|' /C calc'!A0"
    assert neutral(text) == f"'{text}"
    assert readable(neutral(text)) == text


@pytest.mark.parametrize("text", ["'甲'", "湖南＝", "", "'", "'x"])
def test_other_text_stays_as_it_is(text):
    assert neutral(text) == text
    assert readable(text) == text
