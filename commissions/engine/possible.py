"""What a document says that can never hold or mean anything: values that do not exist, sizes of
words, units that do not go together.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from .nodes import Component, Declared, Document, Node, Schedule, Value
from .problems import Problem, problem
from .scope import COMPARISONS, number_of, read_as
from .vocabulary import BUILT_IN_VALUES, OF_AGREEMENT
from .words import unit_of

NUMBERS = ("number", "rate")
WORDS_FOR = ("equals", "in", "not_in")
NOT_NEGATIVE = {"contract_amount": {"kind": "number", "from": Decimal(0)}}


def conditions(document: Document, path: str, node: Node) -> Iterator[Problem]:
    """The problems of an attribute's condition: what it is compared with must be among what the
    attribute can be.
    """
    name = node["attribute"]
    declared = (
        document.get("attributes", {}).get(name)
        or NOT_NEGATIVE.get(name)
        or BUILT_IN_VALUES.get(name)
    )
    operator = next((operator for operator in (*WORDS_FOR, *COMPARISONS) if operator in node), None)
    if declared is None or operator is None:
        return
    if operator in COMPARISONS:
        yield from _sizes(path, name, declared, operator, node[operator])
        return
    values = [node["equals"]] if operator == "equals" else node[operator]
    if not values:
        yield problem(f"{path}.{operator}", "empty")
    for value in values:
        if not _can_be(declared, value):
            yield _is_none_of(path, name, declared, value)


def _can_be(declared: Declared, value: object) -> bool:
    pattern = declared.get("pattern")
    return read_as(declared, value) is not None and (
        pattern is None or re.fullmatch(pattern, str(value)) is not None
    )


def _is_none_of(path: str, name: str, declared: Declared, value: object) -> Problem:
    if declared["kind"] == "flag":
        return problem(path, "flag_value", name=name, value=value)
    if declared["kind"] in NUMBERS and number_of(value) is None:
        return problem(path, "number", value=value)
    if declared.get("choices"):
        choices = ", ".join(str(choice) or '""' for choice in declared["choices"])
        return problem(path, "not_a_choice", value=value, name=name, choices=choices)
    if "pattern" in declared:
        return problem(path, "industry_code", name=name, value=value)
    return problem(path, "outside", value=value, name=name, range=_range(declared))


def _sizes(
    path: str, name: str, declared: Declared, operator: str, limit: Value
) -> Iterator[Problem]:
    """Only a number has a size, and one that lies outside its range is never reached."""
    if declared["kind"] not in NUMBERS:
        yield problem(path, "no_size", name=name, operator=operator)
    elif isinstance(limit, Decimal):
        ends = [declared[key] for key in ("from", "to") if key in declared]
        ends += [Decimal(str(choice)) for choice in declared.get("choices", [])]
        is_minimum = operator in ("at_least", "more_than")
        is_open = ("to" if is_minimum else "from") not in declared and "choices" not in declared
        if not is_open and not any(COMPARISONS[operator](end, limit) for end in ends):
            yield problem(
                path, "outside", value=f"{operator} {limit:f}", name=name, range=_range(declared)
            )


def _range(declared: Declared) -> str:
    if declared.get("choices"):
        return ", ".join(map(str, declared["choices"]))
    return " – ".join(f"{declared[key]:f}" if key in declared else "…" for key in ("from", "to"))


def units(document: Document, path: str, node: Node) -> Iterator[Problem]:
    """A count of people or things has no currency, and is not added to money or taken off it."""
    counted_in = unit_of(document, node["metric"])
    metrics = [*node.get("plus", ()), *node.get("minus", ())]
    metrics += ["land"] if node.get("land") == "excluded" else []
    metrics += [node["of"]] if isinstance(node.get("of"), str) else []
    for metric in metrics:
        if unit_of(document, metric) != counted_in:
            yield problem(path, "units", one=node["metric"], other=metric)
    if counted_in and "currency" in node:
        yield problem(f"{path}.currency", "count_currency", name=node["metric"])
    elif (
        counted_in
        and "rate_day" in node
        and ("pays_in" not in node or node["rate_day"] == "arrival")
    ):
        yield problem(f"{path}.rate_day", "count_currency", name=node["metric"])


def components(document: Document, path: str, component: Component) -> Iterator[Problem]:
    """The problems of one component whose keys do not go together."""
    modes = list(schedules_of(component["schedule"]))
    is_counting = "metric" in component or "of" in component
    is_by_years = component.get("per") in ("year", OF_AGREEMENT)
    if any(map(_earns_a_rate, modes)):
        if unit_of(document, component.get("metric", "")):
            yield problem(f"{path}.schedule", "rate_of_a_count", name=component["metric"])
        if "pays_in" in component and component["pays_in"] != component.get("currency", "CNY"):
            yield problem(f"{path}.pays_in", "pays_in_rate")
    if component.get("per") == "year" and not is_counting and "window" not in component:
        yield problem(f"{path}.window", "fee_window")
    if "in_advance" in component and (is_counting or not is_by_years):
        yield problem(f"{path}.in_advance", "in_advance")
    if "above_each_year" in component and ("above" in component or not is_by_years):
        yield problem(f"{path}.above_each_year", "above_each_year")
    if {"at_least", "more_than"} <= set(component):
        yield problem(f"{path}.more_than", "operator", among="at_least, more_than")
    if not is_by_years:
        yield from _without_a_year(component, path)


def schedules_of(schedule: Schedule) -> Iterator[Schedule]:
    """The alternatives where the schedule is a choice, else the schedule itself."""
    if "choose" in schedule:
        for choice in schedule["choose"]:
            yield from schedules_of(choice["then"])
    else:
        yield schedule


def _earns_a_rate(schedule: Schedule) -> bool:
    return schedule["mode"] in ("single", "marginal", "whole") or "first_rate" in schedule


def _without_a_year(component: Component, path: str) -> Iterator[Problem]:
    """What is counted of the year has no meaning where the project is counted as a whole."""
    for place, node in nodes_of(component, path):
        if node.get("metric") and node.get("per") == "year":
            yield problem(f"{place}.per", "per_year")


def chosen(path: str, choices: list[Node]) -> Iterator[Problem]:
    """An alternative without conditions holds always: what stands after it is never reached."""
    for index, choice in enumerate(choices[:-1]):
        if not choice.get("when"):
            yield problem(f"{path}[{index}]", "otherwise_last")


def leaves_of(value: object) -> Iterator[object]:
    """The numbers and references that a value may come to."""
    if isinstance(value, Mapping) and "choose" in value:
        for choice in value["choose"]:
            yield from leaves_of(choice["then"])
    else:
        yield value


def ends_of(document: Document, value: object) -> Iterator[Decimal]:
    """The least and the greatest that a value may come to, as far as the document says so."""
    for leaf in leaves_of(value):
        if isinstance(leaf, Decimal):
            yield leaf
        elif isinstance(leaf, Mapping) and "parameter" in leaf:
            yield from (
                document.get("parameters", {}).get(leaf["parameter"], {}).get("values", {}).values()
            )
        elif isinstance(leaf, Mapping):
            declared = document.get("attributes", {}).get(leaf["attribute"], {})
            yield from (declared[key] for key in ("from", "to") if key in declared)


def nodes_of(node: object, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every mapping of a document with its place."""
    if isinstance(node, dict):
        yield path, node
        for name, child in node.items():
            yield from nodes_of(child, f"{path}.{name}" if path else str(name))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from nodes_of(child, f"{path}[{index}]")
