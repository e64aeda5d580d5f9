"""A figure as people read it: in the unit that fits, beside the same days of the year before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import pgettext

from ..money import plain, scaled
from .registry import Indicator, Live, Ratio, Span


@dataclass(frozen=True)
class Figure:
    """``amount`` and ``before`` are in the indicator's unit, None where nothing can be said;
    ``link`` opens the records; ``goal`` is how it stands to the plan's target.
    """

    indicator: Indicator | Ratio | Live
    amount: Decimal | None
    before: Decimal | None = None
    link: str = ""
    goal: Any = None

    @property
    def label(self) -> str:
        return str(self.indicator.label)

    @property
    def value(self) -> str:
        return self._parts(self.amount)[0]

    @property
    def unit(self) -> str:
        return self._parts(self.amount)[1]

    @property
    def in_words(self) -> str:
        return " ".join(self._parts(self.amount))

    @property
    def before_in_words(self) -> str:
        return " ".join(self._parts(self.before))

    def _parts(self, amount: Decimal | None) -> tuple[str, str]:
        if amount is None:
            return "—", ""
        if self.indicator.is_money:
            number, _space, unit = scaled(amount).partition(" ")
            return number, unit
        return plain(amount), str(self.indicator.unit)

    @property
    def change(self) -> Decimal | None:
        """Per cent more or less than the year before; None where there was nothing."""
        if not self.before or self.amount is None:
            return None
        return (100 * (self.amount - self.before) / self.before).quantize(Decimal("0.1"))

    @property
    def is_more(self) -> bool:
        return self.amount is not None and self.before is not None and self.amount >= self.before

    @property
    def change_in_words(self) -> str:
        """How much more or less: money in per cent, counts as they are, shares in points."""
        if self.before is None or self.amount is None or self.amount == self.before:
            return ""
        if self.indicator.is_money:
            return "" if self.change is None else f"{abs(self.change)}%"
        points = (
            pgettext("of a share", "points")
            if isinstance(self.indicator, Ratio)
            else str(self.indicator.unit)
        )
        return f"{plain(abs(self.amount - self.before))} {points}"


def year_to(today: date) -> Span:
    return today.replace(month=1, day=1), today


def year_earlier(day: date) -> date:
    """The same day of last year; the 29th of February has the 28th."""
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def year_before(today: date) -> Span:
    """The same days of last year."""
    return year_to(year_earlier(today))
