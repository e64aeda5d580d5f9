"""Kinds of quantities and the words of their units: what 亿元, 公顷 or 万吨标准煤 in a heading or a
cell is worth, exactly.

Each kind has a base unit (元, ㎡, 吨标准煤, 人, %); ``worth`` is how many of it one unit is. A
column says of which kind
it is and in which unit the database keeps it. To teach the software a word, add it to its kind
below.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import pgettext_lazy

CNY = "CNY"
ANY = "*"  # 原币: whatever currency the row names
SCALES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
    "thousand": 1000,
    "k": 1000,
    "tenthousand": 10**4,
    "10k": 10**4,
    "10000": 10**4,
    "million": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "hundredmillion": 10**8,
    "billion": 10**9,
    "bn": 10**9,
}
CURRENCY_WORDS = {
    "元": CNY,
    "圆": CNY,
    "块": CNY,
    "块钱": CNY,
    "人民币": CNY,
    "人民币元": CNY,
    "元人民币": CNY,
    "rmb": CNY,
    "cny": CNY,
    "yuan": CNY,
    "¥": CNY,
    "rmb元": CNY,
    "美元": "USD",
    "美金": "USD",
    "美圆": "USD",
    "usd": "USD",
    "us$": "USD",
    "$": "USD",
    "dollars": "USD",
    "usdollars": "USD",
    "欧元": "EUR",
    "eur": "EUR",
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "港元": "HKD",
    "港币": "HKD",
    "港圆": "HKD",
    "hkd": "HKD",
    "hk$": "HKD",
    "日元": "JPY",
    "日圆": "JPY",
    "日币": "JPY",
    "jpy": "JPY",
    "英镑": "GBP",
    "gbp": "GBP",
    "£": "GBP",
    "韩元": "KRW",
    "韩圆": "KRW",
    "韩币": "KRW",
    "krw": "KRW",
    "新加坡元": "SGD",
    "新加坡币": "SGD",
    "新元": "SGD",
    "新币": "SGD",
    "坡币": "SGD",
    "sgd": "SGD",
    "s$": "SGD",
    "新台币": "TWD",
    "台币": "TWD",
    "新台币元": "TWD",
    "twd": "TWD",
    "澳门元": "MOP",
    "澳门币": "MOP",
    "mop": "MOP",
    "澳元": "AUD",
    "澳大利亚元": "AUD",
    "澳币": "AUD",
    "aud": "AUD",
    "加元": "CAD",
    "加拿大元": "CAD",
    "加币": "CAD",
    "cad": "CAD",
    "瑞士法郎": "CHF",
    "瑞郎": "CHF",
    "chf": "CHF",
    "泰铢": "THB",
    "thb": "THB",
    "卢布": "RUB",
    "rub": "RUB",
    "原币": ANY,
    "原币种": ANY,
    "originalcurrency": ANY,
    "林吉特": "MYR",
    "马币": "MYR",
    "myr": "MYR",
    "越南盾": "VND",
    "vnd": "VND",
    "卢比": "INR",
    "印度卢比": "INR",
    "inr": "INR",
}
AREA_WORDS = {
    "平方米": 1,
    "平米": 1,
    "平方": 1,
    "m2": 1,
    "m^2": 1,
    "sqm": 1,
    "sq.m": 1,
    "squaremetres": 1,
    "squaremeters": 1,
    "平": 1,
    "亩": Fraction(2000, 3),
    "mu": Fraction(2000, 3),
    "市亩": Fraction(2000, 3),
    "顷": Fraction(200_000, 3),
    "公顷": 10**4,
    "ha": 10**4,
    "hm2": 10**4,
    "hectares": 10**4,
    "hectare": 10**4,
    "公亩": 100,
    "平方公里": 10**6,
    "平方千米": 10**6,
    "km2": 10**6,
    "km^2": 10**6,
    "sqkm": 10**6,
    "平方厘米": Fraction(1, 10**4),
    "cm2": Fraction(1, 10**4),
    "英亩": Fraction("4046.8564224"),
    "acres": Fraction("4046.8564224"),
    "坪": Fraction(400, 121),
    "平方英尺": Fraction("0.09290304"),
    "sqft": Fraction("0.09290304"),
}
ENERGY_WORDS = {
    "吨标准煤": 1,
    "吨标煤": 1,
    "标准煤吨": 1,
    "标煤吨": 1,
    "tce": 1,
    "吨标准煤当量": 1,
    "吨ce": 1,
    "千克标准煤": Fraction(1, 1000),
    "公斤标准煤": Fraction(1, 1000),
    "千克标煤": Fraction(1, 1000),
    "公斤标煤": Fraction(1, 1000),
    "kgce": Fraction(1, 1000),
}
PEOPLE_WORDS = {"人": 1, "名": 1, "位": 1, "人次": 1, "persons": 1, "people": 1}
SHARE_WORDS = {"%": 1, "百分比": 1, "百分点": 1, "percent": 1, "‰": Fraction(1, 10), "成": 10}
COUNT_WORDS = dict.fromkeys(
    (
        "个",
        "家",
        "户",
        "项",
        "件",
        "台",
        "套",
        "宗",
        "次",
        "只",
        "条",
        "份",
        "批",
        "辆",
        "栋",
        "间",
    ),
    1,
)
MASS_WORDS = {
    "吨": 1,
    "t": 1,
    "千克": Fraction(1, 1000),
    "公斤": Fraction(1, 1000),
    "kg": Fraction(1, 1000),
}
TIME_WORDS = {"年": 1, "个月": Fraction(1, 12), "月": Fraction(1, 12)}
OLD_FORMS = str.maketrans(
    "萬億畝圓幣頃噸標準煤萬個間臺項戶條", "万亿亩圆币顷吨标准煤万个间台项户条"
)
OUTER = {
    "(": ")",
    "[": "]",
    "【": "】",
    "{": "}",
    "〔": "〕",
    "〖": "〗",
    "<": ">",
    "《": "》",
    "「": "」",
    "“": "”",
    '"': '"',
}
NO_MORE_THAN_A_CURRENCY = ("人民币", "rmb", "cny", "¥")
NAMED_FIRST = re.compile(r"^(?:人民币|rmb|cny|¥)")
SIGN = re.compile(r"[a-z]{0,3}[$€£¥]|[a-z]{3}")
CODE_FIRST = re.compile(
    r"(?P<word>[a-z$€£¥]+?)(?P<scale>[十百千万亿]+|thousand|10k|10000|k|million|mn|m|billion|bn)"
)


@dataclass(frozen=True)
class Unit:
    """``word`` as people write it, ``worth`` in the base unit of ``kind``; ``currency`` an ISO code
    for money, else "".
    """

    word: str
    kind: str
    worth: Fraction
    currency: str = ""

    @property
    def is_foreign(self) -> bool:
        return self.currency not in ("", CNY)


@dataclass(frozen=True)
class Kind:
    """A kind of quantity; ``offered`` are the units that a person may choose from when a table
    names none.
    """

    name: str
    label: str
    words: dict
    offered: tuple[str, ...]

    def unit(self, text: str) -> Unit | None:
        """The unit that ``text`` is from its first to its last character; None where it is none of
        this kind.
        """
        return _unit(self.name, bare(text))

    def __hash__(self):
        return hash(self.name)


MONEY = Kind(
    "money",
    pgettext_lazy("quantity", "money"),
    CURRENCY_WORDS,
    ("元", "千元", "万元", "百万元", "千万元", "亿元"),
)
AREA = Kind(
    "area",
    pgettext_lazy("quantity", "area"),
    AREA_WORDS,
    ("平方米", "亩", "公顷", "万平方米", "平方公里"),
)
ENERGY = Kind(
    "energy",
    pgettext_lazy("quantity", "energy"),
    ENERGY_WORDS,
    ("吨标准煤", "万吨标准煤", "千克标准煤"),
)
PEOPLE = Kind("people", pgettext_lazy("quantity", "people"), PEOPLE_WORDS, ("人", "万人"))
SHARE = Kind("share", pgettext_lazy("quantity", "share"), SHARE_WORDS, ("%", "‰", "成"))
COUNT = Kind("count", pgettext_lazy("quantity", "count"), COUNT_WORDS, ("个", "万个"))
MASS = Kind("mass", pgettext_lazy("quantity", "mass"), MASS_WORDS, ("吨", "万吨", "千克"))
DURATION = Kind("duration", pgettext_lazy("quantity", "duration"), TIME_WORDS, ("年", "个月"))
UNIT_KINDS = {
    kind.name: kind for kind in (MONEY, AREA, ENERGY, PEOPLE, SHARE, COUNT, MASS, DURATION)
}


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Half width, small letters, no blanks, no brackets around: “（ 萬元 ）” is 万元, ㎡ is m2."""
    text = (
        "".join(unicodedata.normalize("NFKC", text.replace("￥", "¥")).split())
        .lower()
        .translate(OLD_FORMS)
    )
    while len(text) > 1 and OUTER.get(text[0]) == text[-1]:
        text = text[1:-1]
    return text


def any_unit(text: str) -> Unit | None:
    """The unit of whatever kind that ``text`` is."""
    return next((unit for kind in UNIT_KINDS.values() if (unit := kind.unit(text))), None)


@lru_cache(maxsize=4096)
def _unit(kind: str, text: str) -> Unit | None:
    if not text:
        return None
    if kind == MONEY.name:
        return _money(text)
    words = UNIT_KINDS[kind].words
    for scale, word in _split(text):
        if word in words:
            return Unit(text, kind, Fraction(words[word]) * scale)
    return None


def _money(text: str) -> Unit | None:
    """万元, 人民币亿元, 亿元人民币, 千万, 万美元, usd million; 人民币 alone names a currency and no
    unit.
    """
    text = text.removesuffix("整")
    if text in NO_MORE_THAN_A_CURRENCY:
        return None
    spelt = text if text in CURRENCY_WORDS else NAMED_FIRST.sub("", text)
    for scale, word in _split(spelt):
        currency = CURRENCY_WORDS.get(word) or (
            CNY if not word and spelt[-1:] in ("万", "亿") else None
        )
        if currency and (spelt == text or currency == CNY):
            return Unit(text, MONEY.name, Fraction(scale), currency)
    match = CODE_FIRST.fullmatch(text)
    if match and match["word"] in CURRENCY_WORDS and match["scale"] in SCALES:
        return Unit(
            text, MONEY.name, Fraction(SCALES[match["scale"]]), CURRENCY_WORDS[match["word"]]
        )
    return None


def _split(text: str):
    """(scale, word) in every way in which a scale may stand in front of the word."""
    yield 1, text
    for length in range(len(text), 0, -1):
        if text[:length] in SCALES:
            yield SCALES[text[:length]], text[length:]


def names_currency(text: str) -> str:
    """The ISO code of a word that names a currency and nothing else; "" where it names none."""
    return CURRENCY_WORDS.get(bare(text), "")


def sign_of_currency(words: str) -> str:
    """The ISO code of ¥, $, RMB, USD or 人民币, which stand before a number without saying its
    scale; else "".
    """
    return CURRENCY_WORDS.get(words, "") if words == "人民币" or SIGN.fullmatch(words) else ""


def converted(number: Decimal, ratio: Fraction, places: int | None) -> Decimal:
    """``number`` × ``ratio``: exact where only the point moves (亿元 to 元), else rounded half up
    to ``places`` (㎡ to 亩).

    None for ``places``: as exact as sixty digits are.
    """
    if ratio.denominator == 1 and (places is None or only_moves_the_point(ratio)):
        return number if ratio == 1 else number * ratio.numerator
    with localcontext(prec=60):
        value = number * ratio.numerator / ratio.denominator
        if places is None or only_moves_the_point(ratio):
            return value
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=1024)
def ratio_between(kind: str, word: str, kept: str) -> tuple[Decimal | None, Fraction]:
    """How many of the unit ``kept`` one ``word`` is; as a Decimal too where a multiplication is
    exact.
    """
    ratio = _unit(kind, bare(word)).worth / _unit(kind, bare(kept)).worth
    exact = ratio.denominator == 1 and only_moves_the_point(ratio)
    return Decimal(ratio.numerator) if exact else None, ratio


def only_moves_the_point(ratio: Fraction) -> bool:
    """Whether the ratio is a power of ten."""
    one, other = sorted((ratio.numerator, ratio.denominator))
    return one == 1 and str(other).strip("0") == "1"
