"""Columns that only the bureaus' files have: credit codes of settled enterprises, months, amounts
in yuan.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.money import plain
from crm.core.punctuation import clauses
from crm.core.tables import cells
from crm.core.tables.cells import BadCell
from crm.core.tables.columns import Choice, Day, Reference
from crm.core.tables.quantities import Amount, Foreign
from crm.core.tables.titles import name_key
from crm.core.tables.units import ANY, converted
from leads.naming.credit_code import check_credit_code, normalised

from ..models import Enterprise, OwnMetric

PACKED_MONTH = re.compile(r"(?P<year>20\d\d)(?P<month>\d\d)")


def enterprises_coded(codes, user) -> dict[str, list[int]]:
    """{credit code: [enterprise]} of those for which ``user`` reports."""
    enterprises = Enterprise.objects.reported_by(user).filter(credit_code__any_of=codes).order_by()
    return {code: [pk] for code, pk in enterprises.values_list("credit_code", "pk")}


def demonstration(rows) -> set[int]:
    """The enterprises of ``rows`` that belong to the demonstration."""
    ids = {row["enterprise_id"] for row in rows}
    return (
        set(Enterprise.objects.filter(is_demo=True, pk__any_of=ids).values_list("pk", flat=True))
        if ids
        else set()
    )


@dataclass(frozen=True)
class CodeOfEnterprise(Reference):
    """The settled enterprise with this credit code. The messages tell a wrong code from a sound one
    without a settled enterprise.
    """

    unknown: str = gettext_lazy("No settled enterprise has this credit code.")

    def value_of(self, raw, reading):
        code = normalised(cells.text_of(raw, 60))
        try:
            check_credit_code(code)
        except ValidationError as error:
            raise BadCell(clauses(error.messages)) from None
        return code

    def kind_in_words(self):
        return _("credit code of a settled enterprise, 18 characters")


@dataclass(frozen=True)
class Kind(Choice):
    """A kind of contribution, also one in yuan that a policy declared; what has a unit of its own
    is reported one by one.
    """

    def value_of(self, raw, reading):
        key = name_key(cells.readable(raw))
        if key not in self._known:
            for metric in OwnMetric.objects.amounts():
                if key in map(name_key, (metric.code, metric.name_zh, metric.name_en)):
                    return metric.code
        return super().value_of(raw, reading)

    def choices(self):
        return [*super().choices(), *map(str, OwnMetric.objects.amounts())]

    def in_words(self, value):
        return self.model_field.label_of(value) if value else super().in_words(value)


@dataclass(frozen=True)
class Month(Day):
    """The day on which a tax period begins: a month alone (2026年10月, 2026-10, 202610) is its
    first day.
    """

    def value_of(self, raw, reading):
        packed = (
            PACKED_MONTH.fullmatch(cells.half_width(raw))
            if isinstance(raw, (str, int, float))
            else None
        )
        if packed and 1 <= int(packed["month"]) <= 12:
            return date(int(packed["year"]), int(packed["month"]), 1)
        return cells.day_of(raw, epoch_1904=reading.epoch_1904)

    def kind_in_words(self):
        return _("month: 2026-10, 2026年10月, 202610")


@dataclass(frozen=True)
class Signed(Amount):
    """An amount that may be nothing or, for a refund, negative."""

    above_zero: bool = False


@dataclass(frozen=True)
class Yuan(Signed):
    """Templates and exports write it in yuan."""

    unit = pgettext_lazy("unit", "yuan")

    def cell_of(self, record):
        return getattr(record, self.name)


@dataclass(frozen=True)
class Units(Yuan):
    """In whole units of the row's currency, which a heading such as 万美元 may name too."""

    is_yuan = False
    unit = pgettext_lazy("unit", "original currency")

    def _of(self, number, unit, raw, reading):
        amount = self._kept(converted(number, unit.worth, None), raw)
        return (
            Foreign(amount, unit.currency) if unit.is_foreign and unit.currency != ANY else amount
        )

    def in_words(self, value):
        return "—" if value is None else plain(value)
