"""What a condition was compared with, and in what unit an amount is told."""

from collections.abc import Iterable, Iterator

from .facts import Step
from .nodes import Component, Condition, Document, Terms
from .scope import Missing, Scope
from .words import unit_of

UNKNOWN = "?"  # stands for a value that is not known, where another condition decides


def found_in(scope: Scope, condition: Condition) -> dict[str, object]:
    """What a condition was compared with: {"found": …} for a plain one, {"found.0": …, "found.1":
    …} for the parts of one made of others, in their order.
    """
    leaves = list(leaves_of(condition))
    if leaves == [condition]:
        return {"found": _found(scope, condition)}
    return {f"found.{index}": _found(scope, leaf) for index, leaf in enumerate(leaves)}


def leaves_of(condition: Condition) -> Iterator[Condition]:
    """The plain conditions within a condition, in their order."""
    if "not" in condition:
        yield from leaves_of(condition["not"])
    elif "any" in condition or "all" in condition:
        for part in condition.get("any") or condition["all"]:
            yield from leaves_of(part)
    else:
        yield condition


def _found(scope: Scope, condition: Condition) -> object:
    try:
        if "metric" in condition:
            return scope.measured(condition)
        if "milestone" in condition:
            return scope.facts.milestones.get(condition["milestone"])
        return scope.attribute(condition["attribute"])
    except Missing:
        return UNKNOWN


def counted_in(document: Document, terms: Terms) -> dict[str, str]:
    """{"unit": a currency, or a metric that is no amount of money}; {} where yuan are counted."""
    metric = terms.get("metric", "")
    unit = metric if unit_of(document, metric) else terms.get("currency", "CNY")
    return {} if unit == "CNY" else {"unit": unit}


def in_units(document: Document, steps: Iterable[Step], component: Component) -> Iterator[Step]:
    """The reasons of a component with the units of their amounts, where these are not yuan."""
    pays_in = currency_of(document, component)
    units = counted_in(document, component) | ({} if pays_in == "CNY" else {"pays_in": pays_in})
    for step in steps:
        yield step._replace(values=(*step.values, *units.items())) if units else step


def currency_of(document: Document, component: Component) -> str:
    """The currency of the sums in the schedule: that of the amounts; where none are counted, that
    of the policy.
    """
    usual = "CNY" if "metric" in component else document.get("currency", "CNY")
    currency: str = component.get("pays_in", component.get("currency", usual))
    return currency
