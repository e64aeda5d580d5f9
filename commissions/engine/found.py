"""What a condition was compared with, and in what unit an amount is told."""

from collections.abc import Iterable, Iterator

from .facts import Step
from .nodes import Component, Condition, Document, Terms
from .scope import Missing, Scope
from .words import unit_of

UNKNOWN = "?"  # of what is not known where another condition decides


def found_in(scope: Scope, condition: Condition) -> dict[str, object]:
    """``found`` is what a plain condition is compared with; of one made of others ``found.0``,
    ``found.1``… in their order.
    """
    leaves = list(leaves_of(condition))
    if leaves == [condition]:
        return {"found": _found(scope, condition)}
    return {f"found.{index}": _found(scope, each) for index, each in enumerate(leaves)}


def leaves_of(condition: Condition) -> Iterator[Condition]:
    """The plain conditions of which one is made, in their order."""
    if "not" in condition:
        yield from leaves_of(condition["not"])
    elif "any" in condition or "all" in condition:
        for each in condition.get("any") or condition["all"]:
            yield from leaves_of(each)
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
    """The unit of what is counted where that is not yuan: a currency, or the metric that is counted
    by itself.
    """
    metric = terms.get("metric", "")
    unit = metric if unit_of(document, metric) else terms.get("currency", "CNY")
    return {} if unit == "CNY" else {"unit": unit}


def in_units(document: Document, steps: Iterable[Step], component: Component) -> Iterator[Step]:
    """The reasons of a component with the units of their amounts, where these are not yuan."""
    pays_in = currency_of(document, component)
    units = counted_in(document, component) | ({} if pays_in == "CNY" else {"pays_in": pays_in})
    for each in steps:
        yield each._replace(values=(*each.values, *units.items())) if units else each


def currency_of(document: Document, component: Component) -> str:
    """The currency of the sums in the schedule: that of the amounts; where none are counted, that
    of the policy.
    """
    usual = "CNY" if "metric" in component else document.get("currency", "CNY")
    currency: str = component.get("pays_in", component.get("currency", usual))
    return currency
