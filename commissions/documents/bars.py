"""Bars that a document draws itself, from the chart that its facts hold: the same numbers stand in
the table below it.

A chart is {"title", "unit", "labels": [text], "series": [{"name", "role", "values": [text or
null]}]}; the role "target" draws a mark where the bar should end, any other a bar.
"""

from decimal import Decimal

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

COLOURS = {"now": "#1f4e9c", "before": "#aab4c4", "target": "#c8102e", "series-2": "#d28a1c"}
PLAIN = "#1f4e9c"
WIDTH, BARS_FROM, BARS_TO = 270, 2, 240
LABEL, BAR, GAP = 13, 10, 6  # heights of a label, of a bar, and between two labels


def bars_of(chart: dict) -> SafeString:
    """An SVG as wide as the page: each label above its bars, each bar with its number."""
    largest = max(
        (_number(value) for series in chart["series"] for value in series["values"]), default=0
    )
    bars = [series for series in chart["series"] if series["role"] != "target"]
    marks = [series for series in chart["series"] if series["role"] == "target"]
    rows, top = [], 4
    for place, label in enumerate(chart["labels"]):
        rows.append(_label(label, top))
        top += LABEL
        for mark in marks:
            rows.append(_mark(mark, place, top, len(bars), largest))
        for bar in bars:
            rows.append(_bar(bar, place, top, largest))
            top += BAR
        top += GAP
    content = mark_safe("".join(rows))
    return format_html('<svg class="chart" viewBox="0 0 {} {}">{}</svg>', WIDTH, top, content)


def legend_of(chart: dict) -> SafeString:
    """What each colour means: nothing for one series."""
    if len(chart["series"]) < 2:
        return mark_safe("")
    return format_html_join(
        "　",
        '<span style="color: {}">■</span>{}',
        [(COLOURS.get(series["role"], PLAIN), series["name"]) for series in chart["series"]],
    )


def _number(text: str | None) -> Decimal:
    return max(Decimal(text), Decimal(0)) if text is not None else Decimal(0)


def _end(value: str | None, largest: Decimal) -> str:
    length = (BARS_TO - BARS_FROM) * _number(value) / largest if largest else 0
    return f"{length:.1f}"


def _label(text: str, top: int) -> str:
    return (
        f'<text x="{BARS_FROM}" y="{top + 10}" font-family="song" font-size="10.5">'
        f"{escape(text)}</text>"
    )


def _bar(series: dict, place: int, top: int, largest) -> str:
    value = series["values"][place]
    colour, length = COLOURS.get(series["role"], PLAIN), _end(value, largest)
    text = "—" if value is None else value
    return (
        f'<rect x="{BARS_FROM}" y="{top}" width="{length}" height="{BAR - 2}" fill="{colour}"/>'
        f'<text x="{BARS_FROM + float(length) + 5:.1f}" y="{top + 8}" font-family="song" '
        f'font-size="9.5">{escape(text)}</text>'
    )


def _mark(series: dict, place: int, top: int, bars: int, largest) -> str:
    """A stroke over the bars of the label."""
    x = BARS_FROM + float(_end(series["values"][place], largest))
    return (
        f'<rect x="{x - 1:.1f}" y="{top - 3}" width="2" height="{bars * BAR + 4}" '
        f'fill="{COLOURS["target"]}"/>'
    )
