"""Columns of numbers: bare ones, and quantities of a kind, each read in the unit that its table or
its cell names.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from ..money import plain
from ..punctuation import listed
from . import cells
from .cells import BadCell
from .columns import Column
from .titles import brackets_of
from .units import CNY, MONEY, Kind, Unit, converted, ratio_between, sign_of_currency

WAN = Decimal(10_000)


class Foreign(NamedTuple):
    """Money in another currency, in whole units of it; yuan only at a rate."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Number(Column):
    """A bare number, whole where its field is; with a ``quantity`` one of a kind, which the
    database keeps in the unit ``kept``.

    ``usual`` is the unit where a table names none; without it a table without a unit is asked
    about. Only what has one
    unit by nature (people), or is checked against a value that is known, may have it.
    """

    least: Decimal | None = None
    quantity: Kind | None = None
    kept: str = ""
    usual: str = ""
    filled_down = False

    @property
    def unit(self) -> str:
        return self.kept

    @cached_property
    def is_yuan(self) -> bool:
        return self.quantity is MONEY and self.kept == "元"

    @property
    def heading(self) -> str:
        """The unit stands in it once, also where the field's own name says it."""
        if self.quantity and any(
            self.quantity.unit(bracket) for bracket in brackets_of(self.label)
        ):
            return self.label
        return super().heading

    @cached_property
    def is_whole(self) -> bool:
        return isinstance(self.model_field, models.IntegerField)

    @cached_property
    def places(self) -> int:
        return 0 if self.is_whole else self.model_field.decimal_places

    @cached_property
    def bound(self) -> Decimal:
        return Decimal(10) ** (self.model_field.max_digits - self.places)

    def value_of(self, raw, reading):
        """None where the unit is lacking, which ``reading`` then knows of."""
        number, words = cells.number_of(raw)
        if self.quantity is None:
            if words:
                raise BadCell(_("“%s” is not a number.") % cells.readable(raw))
            return self._kept(number, raw)
        unit = self._unit_in_cell(words, raw, reading.unit) if words else reading.unit
        if unit is None and number:
            reading.lacks_unit(number)
            return None
        return self._kept(number, raw) if unit is None else self._of(number, unit, raw, reading)

    def _of(self, number, unit, raw, reading):
        if unit.is_foreign and self.is_yuan:
            return self._foreign(number, unit, raw, reading)
        multiplier, ratio = ratio_between(self.quantity.name, unit.word, self.kept)
        value = converted(number, ratio, self.places) if multiplier is None else number * multiplier
        return self._kept(value, raw)

    def _foreign(self, number, unit, raw, reading):
        if not reading.converts:
            raise BadCell(foreign_is_refused(cells.readable(raw)))
        return Foreign(converted(number, unit.worth, None), unit.currency)

    def _unit_in_cell(self, words, raw, of_column) -> Unit | None:
        """A sign of the currency beside a number (¥, $, RMB) says nothing of its scale; the column
        does.
        """
        sign = sign_of_currency(words) if self.quantity is MONEY else ""
        if sign and sign == (of_column.currency if of_column else CNY):
            return of_column
        unit = None if sign else self.quantity.unit(words)
        if unit is None:
            raise BadCell(foreign_is_refused(cells.readable(raw)) if sign else self._no_amount(raw))
        return unit

    def _no_amount(self, raw) -> str:
        words = {"text": cells.readable(raw), "units": listed(self.quantity.offered)}
        return (
            _(
                "“%(text)s” is not read. Type digits, such as 3450.5, with one of these units "
                "behind where it differs from the column: %(units)s."
            )
            % words
        )

    def _kept(self, value, raw):
        value = cells.rounded(value, raw, places=self.places)
        if self.least is not None and value < self.least:
            raise BadCell(
                _("“%(text)s” is less than %(least)s.")
                % {"text": cells.readable(raw), "least": self.least}
            )
        if self.is_whole:
            value = int(value)
            self.check(value)
        elif abs(value) >= self.bound:
            raise BadCell(
                _("“%s” is larger than can be kept. Is the unit right?") % cells.readable(raw)
            )
        return value

    def at_rate(self, money: Foreign, rate: Decimal) -> Decimal:
        """In yuan, rounded once. Raises BadCell where it is no amount that can be kept."""
        value = converted(money.amount, Fraction(rate), None)
        return self._kept(cells.half_up(value, self.places), str(value))

    def dumped(self, value):
        return None if value is None else str(value)

    def loaded(self, value):
        if value is None:
            return None
        return int(value) if self.is_whole else Decimal(value)

    def kind_in_words(self):
        if self.is_whole:
            return _("whole number")
        if self.quantity:
            return (
                _("number in the unit that the heading names; “%s” behind a number is read too")
                % self.quantity.offered[-1]
            )
        return _("number with at most %d decimal places") % self.places

    def in_words(self, value):
        if value is None:
            return "—"
        return f"{value:,f} {self.unit}" if self.quantity else f"{value:f}"

    def size_of(self, value):
        """By this the largest values of a column are found."""
        return value

    def in_both_units(self, value) -> list[str]:
        """As it is kept, and money in ten thousand yuan too."""
        if not self.is_yuan:
            return [f"{plain(Decimal(value))} {self.unit}"]
        return [
            f"{value:,f} {pgettext('unit', 'yuan')}",
            f"{plain(Decimal(value) / WAN)} {pgettext('unit', 'ten thousand yuan')}",
        ]


def foreign_is_refused(text: str) -> str:
    message = _(
        "“%s” is foreign money, which is not taken for yuan. Convert it to yuan, or add the "
        "columns 币种 and 汇率 with the rate of each row."
    )
    return message % text


@dataclass(frozen=True)
class Amount(Number):
    """Yuan in the database; templates and exports write 万元."""

    above_zero: bool = True
    quantity: Kind = MONEY
    kept: str = "元"
    unit = pgettext_lazy("unit", "ten thousand yuan")

    def _kept(self, value, raw):
        if self.above_zero and value <= 0:
            raise BadCell(
                _("The amount must be more than zero. Leave the cell empty where it is not known.")
            )
        return super()._kept(value, raw)

    def cell_of(self, record):
        value = getattr(record, self.name)
        return None if value is None else (value / WAN).normalize()

    def kind_in_words(self):
        return _("amount in the unit of the heading; “1.2亿元” is read too")

    def in_words(self, value):
        from ..money import scaled

        return "—" if value is None else scaled(value)
