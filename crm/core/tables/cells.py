"""What people type into cells, turned into values: text, amounts, numbers, days, yes and no. Raises
BadCell with what to do.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext as _

from ..spreadsheets import as_written

BLANKS = {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "n/a", "none", "null"}
ERRORS = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!")
NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff\ufffe"
    "\uffff]"
)
NUMBER = re.compile(
    r"(?P<before>[^\d().+-]*)"
    r"(?P<sign>[-+]?)"
    r"(?P<number>\d[\d,]*(?:\.\d*)?|\.\d+)"
    r"(?:e(?P<power>[-+]?\d{1,2}))?"
    r"(?P<behind>\D.*)?"
)
SCIENTIFIC = re.compile(r"[-+]?\d(?:\.\d+)?e\+?\d{1,3}", re.IGNORECASE)
DAY = re.compile(
    r"(?P<year>(?:19|20)\d\d)"
    r"(?:"
    r"[-./年](?P<month>\d{1,2})(?:[-./月](?P<day>\d{1,2})日?|月?)"
    r"|(?P<packed>\d{4})"
    r")"
)
TIME = re.compile(r"[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?")
YES = {"是", "有", "对", "√", "✓", "✔", "y", "yes", "true", "1", "t"}
NO = {"否", "没有", "不是", "×", "✗", "✕", "x", "n", "no", "false", "0", "f"}
HUGE = 10**24
ROUNDED_TO = [Decimal(1).scaleb(-places) for places in range(13)]
WITHOUT_MEANING = Decimal("0.0001")  # what a binary fraction leaves behind
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
FIRST_SERIAL, LAST_SERIAL = 18_264, 109_574  # 1950-01-01 to 2199-12-31


class BadCell(ValueError):
    """The cell holds nothing that its column takes; the message says what and what to do."""


def readable(raw) -> str:
    """A cell as text: half-width only where it is read as a number or a day; no control characters,
    no ends of blanks.
    """
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return _whole_or_short(raw)
    if isinstance(raw, datetime):
        return (
            raw.strftime("%Y-%m-%d %H:%M") if (raw.hour or raw.minute) else raw.strftime("%Y-%m-%d")
        )
    text = str(raw)
    if "_x" in text:
        from openpyxl.utils.escape import unescape  # heavy, and every command imports the columns

        text = unescape(text)
    if not text.isprintable():
        text = NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return as_written(text.strip())


def _whole_or_short(number: float) -> str:
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def is_blank(raw) -> bool:
    return raw is None or (isinstance(raw, str) and readable(raw).lower() in BLANKS)


def refuse_error(raw):
    if isinstance(raw, str) and raw.startswith("#") and raw.strip().upper() in ERRORS:
        raise BadCell(
            _("The cell shows the error %s. Correct its formula, or type the value.") % raw.strip()
        )


def half_width(raw) -> str:
    return "".join(unicodedata.normalize("NFKC", readable(raw)).split())


def text_of(raw, longest: int | None = None) -> str:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and abs(raw) >= 1e15:
        raise BadCell(
            _(
                "A number of this length has lost its last digits in the spreadsheet. Format "
                "the column as text and type it again."
            )
        )
    text = readable(raw)
    if longest is not None and len(text) > longest:
        raise BadCell(
            _("The text has %(n)d characters; at most %(most)d fit. Shorten it.")
            % {"n": len(text), "most": longest}
        )
    return text


def refuse_scientific(raw):
    """Raise BadCell for a text like 1.38E+10: a spreadsheet shows long numbers so, and their last
    digits are lost.
    """
    if isinstance(raw, str) and SCIENTIFIC.fullmatch(half_width(raw)):
        message = _(
            "“%s” is a long number that the spreadsheet has cut short. Format the column as "
            "text and type it again in full."
        )
        raise BadCell(message % readable(raw))


def number_of(raw) -> tuple[Decimal, str]:
    """The number in a cell and the words around it: “1.2亿元” is 1.2 and 亿元, “$500万” is 500 and
    $万.
    """
    if isinstance(raw, (bool, date, datetime)):
        raise BadCell(_("“%s” is not a number.") % readable(raw))
    if isinstance(raw, (int, float)) and abs(raw) < HUGE:
        return Decimal(str(raw)), ""
    text = half_width(raw).lower()
    text = f"-{text[1:-1]}" if text.startswith("(") and text.endswith(")") else text
    match = NUMBER.fullmatch(text)
    if match is None or _wrong_commas(match["number"]):
        raise BadCell(_("“%s” is not a number.") % readable(raw))
    try:
        number = Decimal(match["sign"] + match["number"].replace(",", "")) * Decimal(10) ** int(
            match["power"] or 0
        )
    except (InvalidOperation, OverflowError):
        raise BadCell(_("“%s” is not a number.") % readable(raw)) from None
    return number, f"{match['before']}{match['behind'] or ''}"


def decimal_of(raw, *, places: int, unit: Decimal = Decimal(1)) -> Decimal:
    """The bare number in ``raw`` times ``unit``."""
    number, words = number_of(raw)
    if words:
        raise BadCell(_("“%s” is not a number.") % readable(raw))
    return rounded(number * unit, raw, places=places)


def half_up(value: Decimal, places: int) -> Decimal:
    return (
        value.quantize(ROUNDED_TO[places], rounding=ROUND_HALF_UP) if abs(value) < HUGE else value
    )


def rounded(value: Decimal, raw, *, places: int) -> Decimal:
    """``value``, read from ``raw``, with ``places`` places; more than a binary fraction leaves
    behind is refused.
    """
    exact = isinstance(raw, str)
    shorter = half_up(value, places)
    if shorter != value and abs(shorter - value) > (0 if exact else WITHOUT_MEANING):
        raise BadCell(
            _("“%(text)s” has more places than are kept (%(places)d). Round it.")
            % {"text": readable(raw), "places": places}
        )
    return shorter


def _wrong_commas(number: str) -> bool:
    """Whether the commas fit neither groups of three (1,234,567) nor of four (1,2345): 1,23 is a
    typing mistake or a decimal comma.
    """
    head, *groups = number.split(".")[0].split(",")
    return bool(groups) and not (
        all(len(group) == 3 for group in groups)
        and len(head) <= 3
        or all(len(group) == 4 for group in groups)
        and len(head) <= 4
    )


def day_of(raw, *, epoch_1904: bool = False) -> date:
    """A day as ledgers write it: 2026.11.3, 2026年11月 (its first day), 2026/11/3, 20261103,
    Excel's serial, or a real date.
    """
    if isinstance(raw, datetime):
        return _within(date(raw.year, raw.month, raw.day), raw)
    if isinstance(raw, date):
        return _within(raw, raw)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _day_of_number(raw, epoch_1904)
    text = half_width(raw)
    if text.isdigit() and len(text) == 5 and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        return _day_of_number(int(text), epoch_1904)
    match = DAY.fullmatch(
        TIME.sub("", unicodedata.normalize("NFKC", readable(raw))).replace(" ", "")
    )
    if match is None:
        raise BadCell(
            _("“%s” is not a date. Write it as 2026-11-03 or 2026年11月3日.") % readable(raw)
        )
    month, day = (
        (match["packed"][:2], match["packed"][2:])
        if match["packed"]
        else (match["month"], match["day"] or 1)
    )
    try:
        return date(int(match["year"]), int(month), int(day))
    except ValueError:
        raise BadCell(_("There is no day “%s” in the calendar.") % readable(raw)) from None


def lacks_day(raw) -> bool:
    """Whether the cell names only a month: 2026年11月, 2026.11."""
    if isinstance(raw, (date, datetime)):
        return False
    if isinstance(raw, (int, float)):
        return not FIRST_SERIAL <= raw <= LAST_SERIAL and raw < 10_000
    match = DAY.fullmatch(half_width(raw))
    return bool(match and not match["packed"] and not match["day"])


def _day_of_number(number, epoch_1904):
    if FIRST_SERIAL <= number < LAST_SERIAL + 1:
        return (
            date(1904, 1, 1) + timedelta(int(number))
            if epoch_1904
            else date(1899, 12, 30) + timedelta(int(number))
        )
    text = _whole_or_short(float(number))
    if len(text) == 8 and text.isdigit():
        return day_of(text)
    year, _point, month = text.partition(".")
    if len(year) == 4 and month == "1":
        raise BadCell(
            _(
                "“%(text)s” may be January or October, because a spreadsheet drops the last "
                "zero. Write %(year)s年1月 or %(year)s年10月."
            )
            % {"text": text, "year": year}
        )
    if len(year) == 4 and month and len(month) <= 2:
        return day_of(f"{year}-{month}")
    raise BadCell(_("“%s” is not a date. Write it as 2026-11-03 or 2026年11月3日.") % text)


def _within(day, raw):
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadCell(_("There is no day “%s” in the calendar.") % readable(raw))
    return day


def moment_of(raw, *, epoch_1904: bool = False) -> datetime:
    """A day with or without a time of day, in the bureau's time zone."""
    day = day_of(raw, epoch_1904=epoch_1904)
    hour = minute = 0
    if isinstance(raw, datetime):
        hour, minute = raw.hour, raw.minute
    elif isinstance(raw, str) and (
        match := TIME.search(unicodedata.normalize("NFKC", readable(raw)))
    ):
        hour, minute = int(match[1]), int(match[2])
        if hour > 23 or minute > 59:
            raise BadCell(_("“%s” is not a time of day.") % readable(raw))
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


def yes_or_no(raw) -> bool:
    text = half_width(raw).lower()
    if text in YES or text in NO:
        return text in YES
    raise BadCell(_("“%s” is neither yes nor no. Write 是 or 否.") % readable(raw))
