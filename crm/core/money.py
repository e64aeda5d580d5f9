"""Amounts of money: rounding, units for screens and documents, and the amount in words 大写. All
amounts are in yuan.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.db.models import DecimalField, Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FEN = Decimal("0.01")
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
CURRENCIES = {
    "CNY": gettext_lazy("yuan"),
    "USD": gettext_lazy("US dollars"),
    "EUR": gettext_lazy("euros"),
    "HKD": gettext_lazy("Hong Kong dollars"),
    "JPY": gettext_lazy("Japanese yen"),
    "GBP": gettext_lazy("pounds sterling"),
    "KRW": gettext_lazy("South Korean won"),
    "SGD": gettext_lazy("Singapore dollars"),
}


class MoneyField(DecimalField):
    """An amount in yuan or, where the record says so, in its currency. Screens show and take it
    with its unit; what is no amount (a length, a share, a count) is a DecimalField.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 18, "decimal_places": 2, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """To migrations a decimal like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


def is_money(field: Field) -> bool:
    return isinstance(field, MoneyField)


def to_fen(amount: Decimal) -> Decimal:
    """Rounded to the fen, half up (away from zero)."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def yuan(amount: Decimal) -> str:
    """1234567.891 → "1,234,567.89"."""
    return f"{to_fen(amount):,.2f}"


def scaled(amount: Decimal, currency: str = "CNY") -> str:
    """The amount in the unit that fits it, the unit always in view; negative in brackets: "1.2
    亿元", "(3,450 万元)", "60 亿美元".
    """
    size = abs(amount)
    name = CURRENCIES.get(currency, currency)
    if size >= 10**8:
        text = _("%(amount)s hundred million %(currency)s") % {
            "amount": _short(size / 10**8),
            "currency": name,
        }
    elif size >= 10**4:
        text = _("%(amount)s ten thousand %(currency)s") % {
            "amount": _short(size / 10**4),
            "currency": name,
        }
    else:
        text = _("%(amount)s %(currency)s") % {"amount": _short(size), "currency": name}
    return f"({text})" if amount < 0 else text


def _short(value: Decimal) -> str:
    text = f"{value.quantize(FEN, rounding=ROUND_HALF_UP):,.2f}"
    return text.rstrip("0").rstrip(".")


class Unit(NamedTuple):
    """One unit for all amounts of a column or a chart: ``size`` yuan, called ``name``."""

    size: int
    name: str

    def text(self, amount: Decimal, places: int = 2) -> str:
        """The amount in this unit, without its name: "3.20"; negative in brackets."""
        step = Decimal(1).scaleb(-places)
        number = (abs(amount) / self.size).quantize(step, rounding=ROUND_HALF_UP)
        return f"({number:,})" if amount < 0 and number else f"{number:,}"


def unit_for(amounts: Iterable[Decimal | None], currency: str = "CNY") -> Unit:
    """The unit in which the largest of ``amounts`` reads well: yuan, ten thousand, or hundred
    million.
    """
    largest = max((abs(amount) for amount in amounts if amount), default=Decimal(0))
    words = {"currency": CURRENCIES.get(currency, currency)}
    if largest >= 10**8:
        return Unit(10**8, _("hundred million %(currency)s") % words)
    if largest >= 10**4:
        return Unit(10**4, _("ten thousand %(currency)s") % words)
    return Unit(1, str(words["currency"]))


def plain(quantity: Decimal) -> str:
    """An area, a share or another number as it is read: 26400.00 → "26,400", 0.1500 → "0.15"."""
    whole, dot, places = f"{quantity:,f}".partition(".")
    places = places.rstrip("0")
    return f"{whole}.{places}" if places else whole


def in_words(amount: Decimal) -> str:
    """The amount in words for documents: 103333.34 → 壹拾万叁仟叁佰叁拾叁元叁角肆分. Up to 9,999
    万亿.
    """
    amount = to_fen(amount)
    if abs(amount) >= Decimal(10) ** 16:
        raise ValueError("an amount of 10^16 yuan or more has no words here")
    sign = "负" if amount < 0 else ""
    whole, fen = divmod(int(abs(amount) * 100), 100)
    words = _whole_in_words(whole) + "元" if whole else ""
    if not fen:
        return sign + (words or "零元") + "整"
    jiao, fen = divmod(fen, 10)
    if jiao:
        words += DIGITS[jiao] + "角"
    elif words:
        words += "零"
    return sign + words + (DIGITS[fen] + "分" if fen else "整")


def _whole_in_words(number: int) -> str:
    words, gap = "", False
    for index in range(len(GROUPS) - 1, -1, -1):
        group = number // 10 ** (4 * index) % 10**4
        if not group:
            gap = gap or bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _group_in_words(group) + _group_unit(index, number)
        gap = False
    return words


def _group_unit(index: int, number: int) -> str:
    """The unit behind a group of four digits. Where 亿 follows in the same number, 万亿 is
    written 万.
    """
    if index == 3 and number // 10**8 % 10**4:
        return "万"
    return GROUPS[index]


def _group_in_words(group: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return words
