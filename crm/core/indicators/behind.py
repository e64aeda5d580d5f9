"""The records behind a figure: an address of their list that holds exactly what was counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlencode

from django.db.models import QuerySet
from django.urls import reverse

from ..models import IndicatorFact
from ..models.indicator import DIMENSIONS
from .registry import DIMENSION_NAMES, INDICATORS, Indicator, Span

KEY = "figure"  # in the address of a list
LONGEST = 2_000


@dataclass(frozen=True)
class Behind:
    """What was counted: ``where`` holds keys as texts."""

    indicator: Indicator
    span: Span
    where: Mapping[str, Sequence[str]]

    def of(self, rows: QuerySet) -> QuerySet:
        """Those of ``rows``, of the indicator's model, that were counted."""
        cuts = {f"{name}__in": keys for name, keys in self.where.items()}
        facts = IndicatorFact.objects.filter(
            indicator=self.indicator.code, day__range=self.span, **cuts
        )
        return rows.filter(pk__in=facts.values("record"))

    def in_words(self, user) -> str:
        first, last = self.span
        parts = [str(self.indicator.label), f"{first} – {last}"]
        for name, keys in self.where.items():
            words = {str(key): word for key, word in DIMENSION_NAMES[name].names(user).items()}
            parts += [str(words.get(key, key)) for key in keys]
        return " · ".join(parts)


def address_behind(code: str, span: Span, where: Mapping[str, Sequence] | None = None) -> str:
    """The list of the records behind the figure; "" for what is not summed of records."""
    indicator = INDICATORS[code]
    if not isinstance(indicator, Indicator):
        return ""
    cuts = [(name, key) for name, keys in (where or {}).items() for key in keys]
    query = urlencode([("of", code), ("from", span[0]), ("to", span[1]), *cuts])
    return f"{reverse(indicator.source.index)}?{urlencode({KEY: query})}"


def read_behind(text: str) -> Behind | None:
    """The figure that an address names; None where there is no such figure."""
    query = parse_qs(text[:LONGEST])
    indicator = INDICATORS.get(query.get("of", [""])[0])
    try:
        first, last = (date.fromisoformat(query[name][0]) for name in ("from", "to"))
    except (KeyError, ValueError):
        return None
    where = {name: query[name] for name in DIMENSIONS if name in query}
    are_keys = all(_is_key(name, key) for name, keys in where.items() for key in keys)
    if not are_keys or not isinstance(indicator, Indicator):
        return None
    return Behind(indicator, (first, last), where)


def _is_key(name: str, text: str) -> bool:
    field = IndicatorFact._meta.get_field(name)
    if field.get_internal_type() == "CharField":
        return "\0" not in text
    return text.isascii() and text.isdigit() and len(text) < 18
