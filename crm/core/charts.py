"""What a chart shows, apart from how it is drawn: the same numbers stand in the table behind it,
and each of them leads to its records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from django.utils.translation import gettext as _

from .money import Unit, plain, unit_for
from .punctuation import phrases

Number: TypeAlias = Decimal | int | None


class Shape(StrEnum):
    """How the series are drawn: a bar a label, a column a label, a line, a line that stays until
    the next fact, or a bar a stage with what passed on from the one before.
    """

    BARS = "bars"
    COLUMNS = "columns"
    LINE = "line"
    STEPS = "steps"
    FUNNEL = "funnel"


class Role(StrEnum):
    """What a series is beside the others; it decides the colour."""

    NOW = "now"
    BEFORE = "before"
    TARGET = "target"
    SECOND = "series-2"
    THIRD = "series-3"
    STAGES = "stages"
    LIGHTS = "lights"


@dataclass(frozen=True)
class Series:
    """A number for each label; None where there is none. ``links`` are the addresses of the
    records behind each number, in the same order, or nothing.
    """

    name: str
    values: Sequence[Number]
    role: Role = Role.NOW
    links: Sequence[str] = ()

    def link(self, place: int) -> str:
        return self.links[place] if place < len(self.links) else ""


@dataclass(frozen=True)
class Chart:
    """``unit`` names what is counted (家, 个); without it the numbers are yuan, shown in the one
    unit that fits the largest.
    """

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    shape: Shape = Shape.COLUMNS
    unit: str = ""

    def __post_init__(self):
        for series in self.series:
            if len(series.values) != len(self.labels):
                raise ValueError(f"{series.name}: a number for each label, or None")

    @property
    def is_empty(self) -> bool:
        return not any(value for series in self.series for value in series.values)

    @property
    def measure(self) -> Unit:
        if self.unit:
            return Unit(1, self.unit)
        return unit_for(value for series in self.series for value in series.values)

    def drawn(self) -> dict:
        """What the script needs, as JSON."""
        size = self.measure.size
        return {
            "shape": self.shape,
            "unit": self.measure.name,
            "labels": [str(label) for label in self.labels],
            "series": [
                {
                    "name": str(series.name),
                    "role": series.role,
                    "values": [
                        None if value is None else round(float(value / size), 4)
                        for value in series.values
                    ],
                    "links": [series.link(place) for place in range(len(self.labels))],
                }
                for series in self.series
            ],
        }

    def rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The table behind it: (label, [(text, link) of each series])."""
        return [
            (
                label,
                [(self._text(series.values[place]), series.link(place)) for series in self.series],
            )
            for place, label in enumerate(self.labels)
        ]

    def _text(self, value: Number) -> str:
        if value is None:
            return ""
        return plain(Decimal(value)) if self.unit else self.measure.text(Decimal(value))

    @property
    def summary(self) -> str:
        """Read aloud instead of the picture."""
        parts = [str(self.title), str(self.measure.name)]
        parts.append(_("the table below says the same"))
        return phrases(parts)
