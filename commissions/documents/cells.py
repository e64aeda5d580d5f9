"""Splits long texts in table cells, because WeasyPrint takes quadratic time to lay them out.

At each place where a line may end it lays out all the rest of the text again: a hundred sentences
in one cell took minutes. Split into spans they take a second, and look the same.
"""

import re
from xml.etree.ElementTree import Element

CELLS = {"td", "th"}
LEFT_ALONE = {"svg", "style", "script", "pre"}
# At least forty characters up to a mark after which a line may end.
PIECE = re.compile(r".{40,}?[。；：！？，、\s](?![”’」』）》】〉。；：！？，、)\s])|.+", re.S)


def split_long_cells(element: Element, *, is_in_cell: bool = False):
    """Put what ``element`` says in cells into spans of a sentence or so each."""
    is_in_cell = is_in_cell or element.tag in CELLS
    for child in list(element):
        if child.tag not in LEFT_ALONE:
            split_long_cells(child, is_in_cell=is_in_cell)
    if is_in_cell:
        _split(element)


def _split(element: Element):
    children = list(element)
    for child in reversed(children):
        child.tail, spans = _in_spans(child.tail)
        place = list(element).index(child) + 1
        element[place:place] = spans
    element.text, spans = _in_spans(element.text)
    element[0:0] = spans


def _in_spans(text: str | None) -> tuple[str | None, list[Element]]:
    """(the text, no spans) for a short text; (None, its pieces as spans) for a long one."""
    pieces = PIECE.findall(text or "")
    if len(pieces) < 2:
        return text, []
    spans = [Element("span") for _piece in pieces]
    for span, piece in zip(spans, pieces, strict=True):
        span.text = piece
    return None, spans
