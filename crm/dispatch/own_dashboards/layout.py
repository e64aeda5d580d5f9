"""What a card may be, and what is made of what people (or anybody) sent as cards."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.indicators.read import is_told
from crm.core.indicators.registry import DIMENSION_NAMES, INDICATORS, Live, Ratio

from ..dashboards.pivot import TIMES

MOST, LONGEST = 12, 60  # cards of a dashboard, characters of a title
WIDTHS = (3, 4, 6, 8, 12)  # of twelve columns
FIELDS = ("kind", "what", "by", "across", "width", "title")


class Kind(TextChoices):
    FIGURE = "figure", pgettext_lazy("of a card", "figure")
    LINE = "line", gettext_lazy("line, month by month")
    UPON = "upon", gettext_lazy("line, month upon month")
    BARS = "bars", pgettext_lazy("of a card", "bars")
    TABLE = "table", pgettext_lazy("of a card", "table")


USUAL = {Kind.FIGURE: 3, Kind.LINE: 6, Kind.UPON: 6, Kind.BARS: 6, Kind.TABLE: 12}
FIRST = [
    {"kind": "figure", "what": "signed_amount", "width": 3},
    {"kind": "figure", "what": "paid_in", "width": 3},
    {"kind": "figure", "what": "signed_projects", "width": 3},
    {"kind": "figure", "what": "tax", "width": 3},
    {"kind": "upon", "what": "signed_amount", "width": 6},
    {"kind": "bars", "what": "signed_amount", "by": "channel", "width": 6},
]


def clean_cards(cards: Iterable[Mapping], known: Iterable[str] = ()) -> list[dict]:
    """The cards with what each kind needs and nothing else. ``known`` are codes that stood there
    before: an indicator that exists no longer may stay.

    Raises ValidationError, which names each card that cannot be.
    """
    cards = list(cards)
    if len(cards) > MOST:
        raise ValidationError(_("A dashboard has at most %(most)s cards.") % {"most": MOST})
    cleaned, wrong = [], []
    for number, card in enumerate(cards, start=1):
        try:
            cleaned.append(_cleaned(card, set(known)))
        except ValidationError as refusal:
            words = {"number": number, "why": refusal.messages[0]}
            wrong.append(_("Card %(number)s: %(why)s") % words)
    if wrong:
        raise ValidationError(wrong)
    return cleaned


def _cleaned(card: Mapping, codes: set[str]) -> dict:
    kind, what = str(card.get("kind", "")), str(card.get("what", ""))
    if kind not in Kind.values:
        raise ValidationError(_("Choose what kind of card it is."))
    title = " ".join(str(card.get("title") or "").split())
    if len(title) > LONGEST:
        raise ValidationError(_("A title has at most %(most)s characters.") % {"most": LONGEST})
    result = {"kind": kind, "what": what, "width": _width(card, kind)}
    result |= {"title": title} if title else {}
    if what in INDICATORS:
        return result | _divided(kind, what, card)
    if what not in codes:
        raise ValidationError(_("Choose an indicator."))
    return result | {name: card[name] for name in ("by", "across") if card.get(name)}


def _width(card: Mapping, kind: str) -> int:
    text = str(card.get("width", "") or USUAL[kind])
    if text not in map(str, WIDTHS):
        raise ValidationError(_("Choose how wide it is."))
    return int(text)


def _divided(kind: str, what: str, card: Mapping) -> dict:
    """By what it is divided; nothing for figures and lines."""
    indicator = INDICATORS[what]
    if isinstance(indicator, Live) and kind != Kind.FIGURE:
        raise ValidationError(_("This indicator is known of today alone: show it as a figure."))
    if isinstance(indicator, Ratio) and kind == Kind.UPON:
        raise ValidationError(_("Shares can not be added up: show it month by month."))
    if kind == Kind.BARS:
        return {"by": _dimension(what, card.get("by"), DIMENSION_NAMES)}
    if kind != Kind.TABLE:
        return {}
    division = {"by": _dimension(what, card.get("by"), {**DIMENSION_NAMES, **TIMES})}
    across = str(card.get("across") or "")
    if across and across != division["by"]:
        division["across"] = _dimension(what, across, {**DIMENSION_NAMES, **TIMES})
    _check_together(what, division.values())
    return division


def _dimension(what: str, name, allowed: Mapping) -> str:
    if not isinstance(name, str) or name not in allowed:
        raise ValidationError(_("Choose by what it is divided."))
    _check_together(what, [name])
    return name


def _check_together(what: str, names: Iterable[str]) -> None:
    if not is_told(what, set(names) - TIMES.keys()):
        raise ValidationError(_("This indicator can not be divided like that."))
