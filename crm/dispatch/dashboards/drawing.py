"""A chart as SVG, for paper: the same numbers as on the screen, drawn without a browser."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from crm.core.charts import Chart, Role, Shape

WIDTH, HEIGHT, ROW = 560, 220, 24
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 10, 22
NAMES, TEXT = 130, 11
COLOURS = {
    Role.NOW: "#0b5aa0",
    Role.BEFORE: "#b4c0d0",
    Role.TARGET: "#1d2530",
    Role.SECOND: "#2c8a8a",
    Role.THIRD: "#8a6d2c",
}
GREY, GRID = "#5b6675", "#e3e8ef"
NICE = (1, 2, 2.5, 5, 10)


def as_svg(chart: Chart) -> SafeString:
    if chart.shape in (Shape.BARS, Shape.FUNNEL):
        return _lying(chart)
    return _standing(chart)


def _svg(width: float, height: float, parts: Sequence[str]) -> SafeString:
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    return mark_safe(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>')


def _text(x: float, y: float, words, anchor: str = "start", colour: str = GREY) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{TEXT}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
        f'height="{max(height, 0):.1f}" fill="{colour}"/>'
    )


def _colour(role) -> str:
    return COLOURS.get(role, COLOURS[Role.NOW])


def _lying(chart: Chart) -> SafeString:
    all_series, rows = chart.drawn()["series"], chart.rows()
    most = max((value or 0 for series in all_series for value in series["values"]), default=0) or 1
    room, parts = WIDTH - NAMES - 80, []
    for place, (label, cells) in enumerate(rows):
        y = place * ROW
        parts.append(_text(NAMES - 8, y + 15, _short(label, 11), "end"))
        for number, series in enumerate(all_series):
            length = room * max(series["values"][place] or 0, 0) / most
            thick, down = (12, 4) if number == 0 else (4, 17)
            parts.append(_rect(NAMES, y + down, length, thick, _colour(series["role"])))
            if number == 0:
                parts.append(_text(NAMES + length + 5, y + 14, cells[0][0], colour="#1d2530"))
    return _svg(WIDTH, ROW * len(rows) + 4, parts)


def _short(label, longest: int) -> str:
    label = str(label)
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


def _fitting(label: str, most: float) -> str:
    """As much of the label as fits the width of ``most`` Chinese characters; two others are as wide
    as one.
    """
    wide = sum(1 if ord(letter) > 0x2E80 else 0.55 for letter in label)
    return label if wide <= most else _short(label, max(2, int(most)))


def _standing(chart: Chart) -> SafeString:
    drawing = chart.drawn()
    series, band = drawing["series"], drawing["band"]
    numbers = [value for line in series for value in line["values"]]
    numbers += [*band["low"], *band["high"]] if band else []
    step, top = nice_steps(
        max((value or 0 for value in numbers), default=0), whole=drawing["whole"]
    )
    scale = (HEIGHT - TOP - BOTTOM) / top
    wide = (WIDTH - LEFT - RIGHT) / max(1, len(chart.labels))
    parts = [*_grid(step, top, scale), *_labels(chart.labels, wide)]
    if band:
        parts.append(_band(band, wide, scale))
    for number, line in enumerate(series):
        if chart.shape == Shape.COLUMNS and line["role"] != Role.TARGET:
            parts += _columns(line, number, len(series), wide, scale)
        else:
            parts.append(_line(line, wide, scale))
    return _svg(WIDTH, HEIGHT, parts)


def nice_steps(most: float, *, whole: bool = False) -> tuple[float, float]:
    """(the step of the axis, its end): about four steps of a round number; whole numbers for things
    that are counted.
    """
    if most <= 0:
        return 1, 4
    size = 10 ** len(str(int(most / 4))) / 10 if most >= 4 else 1.0
    while size > most / 4:
        size /= 10
    step = next(multiple * size for multiple in NICE if multiple * size * 4 >= most)
    step = max(1, round(step + 0.49)) if whole else step
    steps = -(-most // step)
    return step, step * steps


def _y(value: float, scale: float) -> float:
    return HEIGHT - BOTTOM - value * scale


def _x(place: int, wide: float) -> float:
    return LEFT + (place + 0.5) * wide


def _grid(step: float, top: float, scale: float) -> list[str]:
    parts, value = [], 0.0
    while value <= top + step / 2:
        y = _y(value, scale)
        parts.append(_rect(LEFT, y, WIDTH - LEFT - RIGHT, 0.6, GRID))
        parts.append(_text(LEFT - 6, y + 4, f"{value:,.10g}", "end"))
        value += step
    return parts


def _labels(labels: Sequence[str], wide: float) -> list[str]:
    most = wide / TEXT
    return [
        _text(_x(place, wide), HEIGHT - 6, _fitting(str(label), most), "middle")
        for place, label in enumerate(labels)
    ]


def _columns(series: dict, number: int, count: int, wide: float, scale: float) -> list[str]:
    thick = min(18, wide * 0.7 / count)
    first = (wide - thick * count) / 2
    return [
        _rect(
            LEFT + place * wide + first + number * thick,
            _y(max(value or 0, 0), scale),
            thick - 1,
            max(value or 0, 0) * scale,
            _colour(series["role"]),
        )
        for place, value in enumerate(series["values"])
    ]


def _line(series: dict, wide: float, scale: float) -> str:
    points = " ".join(
        f"{_x(place, wide):.1f},{_y(value, scale):.1f}"
        for place, value in enumerate(series["values"])
        if value is not None
    )
    dashes = ' stroke-dasharray="4 4"' if series["role"] == Role.TARGET else ""
    colour = _colour(series["role"])
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'


def _band(band: dict, wide: float, scale: float) -> str:
    places = [place for place, value in enumerate(band["low"]) if value is not None]
    upper = [f"{_x(place, wide):.1f},{_y(band['high'][place], scale):.1f}" for place in places]
    lower = [f"{_x(place, wide):.1f},{_y(band['low'][place], scale):.1f}" for place in places]
    points = " ".join([*upper, *reversed(lower)])
    return f'<polygon points="{points}" fill="{COLOURS[Role.NOW]}" fill-opacity="0.18"/>'
