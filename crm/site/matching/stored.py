"""Facts as text: in a database, in the query of an address."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from .conditions import Facts
from .vocabulary import AMOUNTS, FACTS, FLAG, LISTS, fact_named


def to_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is known, in values that JSON has."""
    return {name: _text(value) for name, value in values.items() if value is not None}


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return sorted(value) if isinstance(value, (set, frozenset)) else value


def from_stored(stored: Mapping[str, Any], as_of: date) -> Facts:
    """Facts that were stored. What is no value of its fact any more is left out as unknown."""
    values = {name: _value(name, value) for name, value in stored.items()}
    return Facts(as_of, {name: value for name, value in values.items() if value is not None})


def _value(name: str, value: Any) -> Any:
    fact = fact_named(name)
    if name in AMOUNTS:
        return _number(value)
    if fact.kind == LISTS:
        return frozenset(value) & set(fact.choices) if isinstance(value, list) else None
    if fact.kind == FLAG:
        return value if isinstance(value, bool) else None
    if not isinstance(value, str) or not value:
        return None
    return value if not FACTS[name].choices or value in FACTS[name].choices else None


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None
