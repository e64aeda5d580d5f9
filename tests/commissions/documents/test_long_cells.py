"""A hundred sentences in one cell of a table take time that grows with them, not their square."""

import time
from xml.etree.ElementTree import fromstring

import pytest

from commissions.documents.cells import split_long_cells
from commissions.documents.render import page_of

SENTENCE = (
    "按照第三条第一款，固定资产投资一亿二千万元，其中不足五千万元的部分按千分之三计算，计十五万元；"
    "其余部分按千分之五计算，计三十五万元。"
)
STYLE = "<style>@font-face{font-family:song;src:url(asset:song)} body{font-family:song}</style>"


def seconds(cell: str) -> float:
    html = f"<html lang='zh'>{STYLE}<table><tr><td>{cell}</td></tr></table></html>"
    began = time.process_time()
    page_of(html).render()
    return time.process_time() - began


@pytest.mark.parametrize(
    "sentences", [lambda n: SENTENCE * n, lambda n: "<br>".join([SENTENCE] * n)]
)
def test_a_hundred_sentences_take_as_long_as_ten_times_ten(sentences):
    seconds(sentences(1))  # the font is unpacked once
    assert seconds(sentences(100)) < 10


def test_nothing_is_lost_or_moved():
    cell = fromstring(
        f"<table><tr><td>{SENTENCE * 3}<b>甲{SENTENCE * 2}</b>乙{SENTENCE * 2}"
        f"<svg><text>{SENTENCE}</text></svg>尾</td></tr></table>"
    )
    before = "".join(cell.itertext())
    split_long_cells(cell)
    assert "".join(cell.itertext()) == before
    assert max(len(text) for text in cell.itertext()) <= len(SENTENCE)
    assert cell.find(".//text").text == SENTENCE, "a drawing is left alone"


def test_a_closing_mark_stays_with_what_it_closes():
    cell = fromstring(
        "<td>"
        + "“固定资产投资一亿二千万元，其中不足五千万元的部分按千分之三计算，计十五万元。”" * 4
        + "</td>"
    )
    split_long_cells(cell)
    assert all(not span.text.startswith(("”", "。", "，")) for span in cell)
    assert len(cell) > 1


def test_text_outside_tables_is_left_as_it_is():
    page = fromstring(f"<div><p>{SENTENCE * 9}</p></div>")
    split_long_cells(page)
    assert len(page.find("p")) == 0
