"""The unified social credit code 统一社会信用代码 (GB 32100-2015)."""

import csv
import unicodedata
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as StdnumError

# Registering authority (first character) with the kinds of body it registers (second): GB
# 32100-2015 table 1.
LEADING = {
    "1": "1239",
    "2": "19",
    "3": "1234519",
    "4": "19",
    "5": "12349",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "123",
    "A": "19",
    "N": "1239",
    "Y": "1",
}


# Cities that were dissolved or renumbered after they had begun to register bodies.
FORMER_CITIES = {
    "3414",
    "3712",
    "5222",
    "5224",
    "5421",
    "5422",
    "5423",
    "5424",
    "5426",
    "6321",
    "6521",
    "6522",
}


@cache
def known_cities() -> frozenset[str]:
    with open(Path(__file__).parents[1] / "data" / "regions.csv", encoding="utf-8") as file:
        return (
            frozenset(row["code"] for row in csv.DictReader(file) if len(row["code"]) == 4)
            | FORMER_CITIES
        )


def normalised(text: str) -> str:
    """Half-width, upper case, without blanks or hyphens."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()


def check_credit_code(text: str):
    """Raise ValidationError unless ``text`` is a credit code with the right check character."""
    code = normalised(text)
    if len(code) != 18:
        raise ValidationError(
            _("A credit code has 18 characters; this one has %(n)d."), params={"n": len(code)}
        )
    if code[1] not in LEADING.get(code[0], ""):
        raise ValidationError(
            _("A credit code does not begin with “%(start)s”."), params={"start": code[:2]}
        )
    if code[4:6] != "00" and code[2:6] not in known_cities():
        raise ValidationError(
            _("No place in China has the code “%(place)s”."), params={"place": code[2:8]}
        )
    try:
        uscc.validate(code)
    except StdnumError:
        raise ValidationError(
            _("The check character of this credit code is wrong; compare it with the licence.")
        ) from None
