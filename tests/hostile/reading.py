"""What nobody should have to read on a page: a label that stands twice, “None”, an amount with an
exponent.
"""

import re
from collections import Counter

from tests.crawl import texts_of

ODD = re.compile(r"(?<![\w.])None(?!\w)|(?<![\w.])\d(?:\.\d+)?E[+-]\d+")


def labels_twice(answer) -> list[str]:
    found = []
    for context in answer.contexts:
        for layer in context.dicts if hasattr(context, "dicts") else [context]:
            found += _twice(
                "fact",
                [
                    str(label)
                    for label, _value in layer.get("facts") or ()
                    if isinstance(label, str) or label
                ],
            )
            for _title, columns, _rows in layer.get("panels") or ():
                found += _twice("column", [str(column) for column in columns if column])
            if hasattr(table := layer.get("table"), "columns"):
                columns = (
                    table.columns.values() if hasattr(table.columns, "values") else table.columns
                )
                found += _twice(
                    "column",
                    [str(column.label) for column in columns if getattr(column, "label", "")],
                )
    for form in answer.forms:
        found += _twice(
            "field", [str(field.label) for field in form.visible_fields() if field.label]
        )
    return found


def _twice(what: str, labels: list[str]) -> list[str]:
    return [
        f"{what} “{label}” stands twice" for label, count in Counter(labels).items() if count > 1
    ]


def odd_words(answer) -> list[str]:
    """In what a person reads of a page that was drawn, and in the fields of its forms."""
    html = answer.response.headers.get("Content-Type", "").startswith("text/html")
    if not html or answer.response.streaming:
        return []
    return odd_words_in(answer.response.content.decode(errors="replace"))


def odd_words_in(page: str) -> list[str]:
    text = texts_of(page)
    typed = " ".join(re.findall(r'<input[^>]*\bvalue="([^"]*)"', page))
    shown = [text[max(hit.start() - 30, 0) : hit.end() + 10].strip() for hit in ODD.finditer(text)]
    return [f"“{each}”" for each in shown] + [f"“{each}” in a field" for each in ODD.findall(typed)]
