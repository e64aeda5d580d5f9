"""Long texts in the cells of tables, of which WeasyPrint tries every place where a line may end.

It lays out the rest of the text for each, so that a hundred sentences in one cell took
minutes. In pieces they take a second; a piece is a span and looks the same.
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
    """(what stays where it is, the rest in spans)."""
    pieces = PIECE.findall(text or "")
    if len(pieces) < 2:
        return text, []
    spans = [Element("span") for _piece in pieces]
    for span, piece in zip(spans, pieces, strict=True):
        span.text = piece
    return None, spans
