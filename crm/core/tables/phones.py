"""Telephone numbers as people write them into one cell, told apart and checked for what a
spreadsheet takes away.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from .cells import BadCell

BETWEEN = re.compile(r"[;；、,，|\n]+|(?<!\d)/|/(?!\d{1,4}(?!\d))|\s*或者?\s*")
WHOLE = 7  # digits of the shortest number that stands alone
LOST_ZERO = re.compile(r"[2-9]\d{9,10}|10\d{8}")
TOLL = ("400", "800")


def phones_of(text: str) -> str:
    """“13800001111 13900002222” is two numbers, “+86 138 0000 1111” is one. Raises BadCell where a
    leading zero is lost.
    """
    text = unicodedata.normalize("NFKC", text)
    numbers = []
    for part in BETWEEN.split(text):
        numbers += _apart(part.split())
    for number in numbers:
        refuse_lost_zero(number)
    return "、".join(numbers)


def _apart(words) -> list[str]:
    """Words that make up one number belong together; one that is a number by itself begins anew."""
    numbers: list[str] = []
    for word in words:
        if numbers and not (_digits(word) >= WHOLE and _digits(numbers[-1]) >= WHOLE):
            numbers[-1] += word
        else:
            numbers.append(word)
    return numbers


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def refuse_lost_zero(number: str):
    if LOST_ZERO.fullmatch(number) and not number.startswith(TOLL):
        message = _(
            "“%s” seems to have lost the zero of its area code. Format the column as text and "
            "write 0731-88888888; foreign numbers begin with +."
        )
        raise BadCell(message % number)
