"""Checks what may not be combined with rewards of the agent itself, years of the agreement, foreign
amounts and teams.
"""

from collections.abc import Iterator

from .nodes import Component, Document
from .possible import nodes_of
from .problems import Problem, problem
from .vocabulary import OF_AGREEMENT

OF_THE_AGENT = {"appointed", "terminated"}  # the milestones that an agreement has
DAYS = ("milestone", "from", "until", "rate_day")


def problems_of(document: Document) -> Iterator[Problem]:
    for index, component in enumerate(document["components"]):
        path = f"components[{index}]"
        if component.get("belongs_to") == "agent":
            yield from _of_agent(document, component, path)
        if component.get("per") == OF_AGREEMENT and "of" in component:
            yield problem(f"{path}.per", "of_agreement")
        if "tax" in component and "tax" not in document:
            yield problem(f"{path}.tax", "component_tax")
    yield from _years_of_agreement(document)
    yield from _foreign_amounts(document)
    payees = document.get("payees", {})
    if payees.get("teams_as_one") and {"payee", "payee_year"} & set(document.get("caps", {})):
        yield problem("payees.teams_as_one", "teams")


def _of_agent(document: Document, component: Component, path: str) -> Iterator[Problem]:
    for place, node in nodes_of(component, path):
        if "attribute" in node:
            yield problem(place, "of_agent", what=f"attribute {node['attribute']}")
        for name in DAYS:
            day = node.get(name)
            if isinstance(day, str) and day not in {*OF_THE_AGENT, "arrival"}:
                yield problem(f"{place}.{name}", "of_agent", what=day)
    if "of" in component:
        yield problem(f"{path}.of", "of_agent", what="of")
    for index, group in enumerate(document.get("higher_of", [])):
        if component["code"] in group["of"]:
            yield problem(f"higher_of[{index}].of", "of_agent", what="higher_of")


def _years_of_agreement(document: Document) -> Iterator[Problem]:
    by_agreement = {
        name
        for name, parameter in document.get("parameters", {}).items()
        if parameter["by"] == OF_AGREEMENT
    }
    prefixes = tuple(
        f"components[{index}]."
        for index, component in enumerate(document["components"])
        if component.get("per") == OF_AGREEMENT
    )
    for place, node in nodes_of(document):
        if (
            set(node) == {"parameter"}
            and node["parameter"] in by_agreement
            and not place.startswith(prefixes)
        ):
            yield problem(place, "agreement_year")


def _foreign_amounts(document: Document) -> Iterator[Problem]:
    """A foreign amount is converted to yuan, so what it is compared with must be in yuan."""
    for place, node in nodes_of(document):
        if {"amount", "rate_day"} <= set(node) and _is_foreign_place(document, place):
            yield problem(place, "yuan_only")


def _is_foreign_place(document: Document, place: str) -> bool:
    """Whether a node above, or the document, names a currency other than yuan."""
    nodes = [
        node
        for path, node in nodes_of(document)
        if path != place and (not path or place.startswith((f"{path}.", f"{path}[")))
    ]
    return any(node.get(name, "CNY") != "CNY" for node in nodes for name in ("currency", "pays_in"))
