"""The registry of indicators. Each app that has facts fills it in ``AppConfig.ready``; who shows a
figure asks for it by its code (``read.py``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Expression, F, Model, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from ..models.indicator import DIMENSIONS
from ..money import to_fen

Words = Any  # a text, translated when it is shown
Span = tuple[date, date]
YUAN, PERCENT = _("yuan"), "%"


@dataclass(frozen=True)
class Source:
    """Records that facts are made of. ``cuts`` says how a record of ``model`` leads to the keys of
    each dimension that it ``knows``. Who lacks the permission ``reads`` learns nothing of it.
    ``index`` names the list of records; ``owners`` are the paths from a record to the person and
    the enterprise that it belongs to.
    """

    code: str
    model: type[Model]
    knows: frozenset[str]
    reads: str
    cuts: Callable[[], Mapping[str, Expression | F | Value]]
    index: str
    owners: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Indicator:
    """The sum of ``value`` over the records of ``source`` for which ``which`` holds, each on its
    ``day``. ``which`` may ask for a dimension too, as ``fact_listed``; ``formula`` says all of it
    in words.
    """

    code: str
    label: Words
    unit: Words
    formula: Words
    source: Source
    day: str | Expression
    value: str | Expression | Value = field(default_factory=lambda: Value(Decimal(1)))
    which: Callable[[QuerySet], QuerySet] = lambda rows: rows

    @property
    def is_money(self) -> bool:
        return self.unit is YUAN


@dataclass(frozen=True)
class Ratio:
    """``part`` of ``whole`` (codes of indicators) in per cent."""

    code: str
    label: Words
    formula: Words
    part: str
    whole: str
    factor: Decimal = Decimal(100)
    unit: Words = PERCENT
    is_money: bool = False

    def of(self, part: Decimal, whole: Decimal | None) -> Decimal | None:
        """None where there is nothing to divide by."""
        return to_fen(self.factor * part / whole) if whole else None


@dataclass(frozen=True)
class Live:
    """What is known of today alone: ``read(user)``, the whole city's for None; it gives None where
    nothing can be said.
    """

    code: str
    label: Words
    unit: Words
    formula: Words
    read: Callable[[Any], Decimal | None]
    is_money: bool = False


@dataclass(frozen=True)
class Dimension:
    """``names(user)`` gives the keys whose names a person may read, with these."""

    code: str
    label: Words
    names: Callable[[Any], Mapping[Any, str]]


INDICATORS: dict[str, Indicator | Ratio | Live] = {}
FACT_SOURCES: dict[str, Source] = {}
# Source → [(another source whose records stand on it, the path from them to it)].
STANDING_ON: dict[str, list[tuple[str, str]]] = {}
DIMENSION_NAMES: dict[str, Dimension] = {}


def register_indicators(*indicators: Indicator | Ratio | Live) -> None:
    for indicator in indicators:
        INDICATORS[indicator.code] = indicator
        if isinstance(indicator, Indicator):
            FACT_SOURCES[indicator.source.code] = indicator.source


def register_dimension(dimension: Dimension) -> None:
    if dimension.code not in DIMENSIONS:
        raise ValueError(f"{dimension.code} is no dimension")
    DIMENSION_NAMES[dimension.code] = dimension


def stands_on(source: Source, other: Source, path: str) -> None:
    """When a record of ``other`` changes, the facts of ``source`` whose ``path`` leads to it are
    made anew.
    """
    STANDING_ON.setdefault(other.code, [])
    if (source.code, path) not in STANDING_ON[other.code]:
        STANDING_ON[other.code].append((source.code, path))


def facts_of(source: str) -> list[Indicator]:
    return [
        indicator
        for indicator in INDICATORS.values()
        if isinstance(indicator, Indicator) and indicator.source.code == source
    ]
