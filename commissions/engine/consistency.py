"""Checks across the keys of a document: names are declared, brackets meet, shares add up, and
nothing refers to itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from . import belonging, possible
from .found import currency_of
from .nodes import Bracket, Component, Declared, Document, Node, Schedule, Stages, Value, Window
from .possible import ends_of, nodes_of, schedules_of
from .problems import Problem
from .problems import problem as _problem
from .vocabulary import BUILT_IN, OF_AGREEMENT

FOREIGN = ("foreign_capital", "contract_foreign")
NUMERIC = ("number", "rate")


def problems_of(document: Document) -> Iterator[Problem]:
    """The problems of a ``document`` whose every key has been read."""
    yield from _components(document)
    yield from belonging.problems_of(document)
    yield from _declarations(document)
    yield from _document(document)
    for path, node in nodes_of(document):
        yield from _references(document, path, node)
        if "brackets" in node:
            yield from _brackets(node["brackets"], f"{path}.brackets")
        if node.get("mode") == "steps":
            yield from _steps(document, node, path)
        for name in ("window", "within"):
            if name in node:
                yield from _window(node[name], f"{path}.{name}" if path else name)
        if "metric" in node:
            yield from _metric(node, path)
            yield from possible.units(document, path, node)
        if isinstance(node.get("choose"), list):
            yield from possible.chosen(f"{path}.choose", node["choose"])


def _document(document: Document) -> Iterator[Problem]:
    validity = document.get("validity", {})
    if validity.get("to") and validity["to"] < validity["from"]:
        yield _problem("validity.to", "period_order")
    if "claw_back" in document and document["on_termination"] != "claw_back":
        yield _problem("claw_back", "claw_back")
    payees = document.get("payees", {})
    if payees.get("divide") == "roles":
        if not payees.get("roles"):
            yield _problem("payees.roles", "roles")
        elif sum(payees["roles"].values()) != 1:
            yield _problem("payees.roles", "sum_of_shares", sum=sum(payees["roles"].values()))
    if "at_most" in payees and payees["at_most"] == 0:
        yield _problem("payees.at_most", "zero")
    yield from _shares(document.get("borne_by", []), "borne_by")
    yield from _codes_once(document.get("borne_by", []), "borne_by")
    tax = document.get("tax", {})
    if tax.get("treatment") == "added" and any(
        rate >= 1 for rate in ends_of(document, tax["rate"])
    ):
        yield _problem("tax.rate", "tax_all")


def _codes_once(holders: Sequence[Node], path: str) -> Iterator[Problem]:
    codes = [holder["code"] for holder in holders]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            yield _problem(f"{path}[{index}].code", "code_once", name=code)


def _components(document: Document) -> Iterator[Problem]:
    components = document["components"]
    if not components:
        yield _problem("components", "empty")
    codes = [component["code"] for component in components]
    for index, component in enumerate(components):
        path = f"components[{index}]"
        if codes.count(component["code"]) > 1:
            yield _problem(f"{path}.code", "code_once", name=component["code"])
        if component.get("of") == []:
            yield _problem(f"{path}.of", "empty")
        if component["clause"] not in document["clauses"]:
            yield _problem(f"{path}.clause", "no_clause", name=component["clause"])
        yield from _component(component, path)
        yield from possible.components(document, path, component)
        yield from _years(document, component, path)
        yield from _exchange(document, component, path)
        yield from _known(component.get("of", []), codes, f"{path}.of")
        yield from _stages(component.get("stages", []), f"{path}.stages")
    for index, group in enumerate(document.get("higher_of", [])):
        yield from _known(group["of"], codes, f"higher_of[{index}].of")
        if not group["of"]:
            yield _problem(f"higher_of[{index}].of", "empty")
    yield from _cycles(components)


def _component(component: Component, path: str) -> Iterator[Problem]:
    is_fixed = all(schedule["mode"] == "fixed" for schedule in schedules_of(component["schedule"]))
    if not is_fixed and ("metric" in component) == ("of" in component):
        yield _problem(f"{path}.metric", "metric_or_of")
    cap, floor = component.get("cap"), component.get("floor")
    if isinstance(cap, Decimal) and isinstance(floor, Decimal) and cap < floor:
        yield _problem(f"{path}.cap", "cap_below_floor", cap=cap, floor=floor)
    total = component.get("cap_total")
    if isinstance(total, Decimal) and isinstance(floor, Decimal) and total < floor:
        yield _problem(f"{path}.cap_total", "cap_below_floor", cap=total, floor=floor)


def _years(document: Document, component: Component, path: str) -> Iterator[Problem]:
    """A parameter that goes by the counted year (``by: period``) is of use only to a component that
    counts each year.
    """
    for place, node in nodes_of(component, path) if component.get("per") != "year" else ():
        if set(node) == {"parameter"}:
            parameter = document.get("parameters", {}).get(node["parameter"], {})
            if parameter.get("by") == "period":
                yield _problem(place, "parameter_period")


def _exchange(document: Document, component: Component, path: str) -> Iterator[Problem]:
    """Where a policy pays in a foreign currency, each component says how its reward comes to it."""
    currency, rate_day = document.get("currency", "CNY"), component.get("rate_day", "arrival")
    if currency != "CNY" and rate_day == "arrival" and currency_of(document, component) != currency:
        yield _problem(f"{path}.pays_in", "pays_in", currency=currency)


def _metric(node: Node, path: str) -> Iterator[Problem]:
    if node["metric"] == "fixed_assets" and "land" not in node:
        yield _problem(f"{path}.land", "land")
    if node["metric"] in FOREIGN and "currency" not in node and "of" not in node:
        yield _problem(f"{path}.currency", "currency")
    if (
        "currency" in node
        and "rate_day" not in node
        and (node["currency"] != "CNY" or node["metric"] in FOREIGN)
    ):
        yield _problem(f"{path}.rate_day", "rate_day")


def _stages(stages: Stages, path: str) -> Iterator[Problem]:
    if isinstance(stages, dict):
        for index, stage in enumerate(stages["choose"]):
            yield from _stages(stage["then"], f"{path}.choose[{index}].then")
    else:
        yield from _shares(stages, path)
        names = [(stage["milestone"], stage.get("months", 0)) for stage in stages]
        for index, name in enumerate(names):
            if name in names[:index]:
                yield _problem(f"{path}[{index}].milestone", "stage_twice", name=name[0])


def _shares(holders: Sequence[Node], path: str) -> Iterator[Problem]:
    """Shares that are written, or chosen by the same conditions, add up to one."""
    shares = [holder["share"] for holder in holders]
    for group in _together(shares) if shares else ():
        numbers = [share for share in group if isinstance(share, Decimal)]
        if len(numbers) == len(group) and sum(numbers) != 1:
            yield _problem(path, "sum_of_shares", sum=sum(numbers))
            return


def _together(shares: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The groups of shares that hold at the same time: all of them, or one group for each
    alternative where every share is chosen by the same conditions.
    """
    choices = [share for share in map(_mapping, shares) if "choose" in share]
    conditions = [[option.get("when", []) for option in choice["choose"]] for choice in choices]
    if not conditions:
        yield shares
    elif len(conditions) == len(shares) and all(group == conditions[0] for group in conditions):
        for index in range(len(conditions[0])):
            yield from _together([choice["choose"][index]["then"] for choice in choices])


def _mapping(value: Value) -> Node:
    return value if isinstance(value, Mapping) else {}


def _known(names: Sequence[str], codes: Sequence[str], path: str) -> Iterator[Problem]:
    for name in names:
        if name not in codes:
            yield _problem(path, "no_component", name=name)


def _cycles(components: Sequence[Component]) -> Iterator[Problem]:
    builds_on = {component["code"]: component.get("of", []) for component in components}
    for index, component in enumerate(components):
        path = _way_back(component["code"], builds_on)
        if path:
            yield _problem(f"components[{index}].of", "cycle", way=" → ".join(path))


def _way_back(code: str, builds_on: Mapping[str, Sequence[str]]) -> list[str]:
    """The codes of a cycle from ``code`` through what it builds on back to itself; [] if there is
    none.
    """
    ways, visited = [[code]], set()
    while ways:
        way = ways.pop()
        for name in builds_on.get(way[-1], []):
            if name == code:
                return [*way, name]
            if name not in visited:
                visited.add(name)
                ways.append([*way, name])
    return []


def _declarations(document: Document) -> Iterator[Problem]:
    for name, attribute in document.get("attributes", {}).items():
        path = f"attributes.{name}"
        if name in BUILT_IN:
            yield _problem(path, "built_in_name", name=name)
        if attribute["kind"] == "choice" and not attribute.get("choices"):
            yield _problem(path, "choices")
        if attribute.get("open_above") and (
            "to" in attribute or "choices" in attribute or "from" not in attribute
        ):
            yield _problem(f"{path}.open_above", "open_above")
        if "from" in attribute and "to" in attribute and attribute["from"] > attribute["to"]:
            yield _problem(f"{path}.from", "from_to")
    for name, parameter in document.get("parameters", {}).items():
        if not parameter["values"]:
            yield _problem(f"parameters.{name}.values", "empty")
        for year in parameter["values"]:
            pattern = r"[1-9]\d?" if parameter["by"] == OF_AGREEMENT else r"\d{4}"
            if not re.fullmatch(pattern, year, re.ASCII):
                yield _problem(f"parameters.{name}.values.{year}", "year_number")


def _references(document: Document, path: str, node: Node) -> Iterator[Problem]:
    if set(node) == {"parameter"} and node["parameter"] not in document.get("parameters", {}):
        yield _problem(path, "no_parameter", name=node["parameter"])
    if "attribute" not in node or path.startswith("attributes."):
        return
    name, declared = node["attribute"], document.get("attributes", {}).get(node["attribute"])
    if declared is None and name not in BUILT_IN:
        yield _problem(path, "no_attribute", name=name, known=", ".join(BUILT_IN))
    elif set(node) == {"attribute"}:
        if declared and declared["kind"] not in NUMERIC:
            yield _problem(path, "not_numeric", name=name)
        elif declared and not _is_bounded(declared):
            yield _problem(f"attributes.{name}", "range")
    else:
        yield from possible.conditions(document, path, node)


def _is_bounded(declared: Declared) -> bool:
    """Whether the number that a person states has a range or choices; the policy may say that its
    upper end is open.
    """
    return "choices" in declared or (
        "from" in declared and ("to" in declared or declared.get("open_above", False))
    )


def _brackets(brackets: Sequence[Bracket], path: str) -> Iterator[Problem]:
    if not brackets:
        yield _problem(path, "empty")
    for index, bracket in enumerate(brackets):
        place = f"{path}[{index}]"
        end, is_last = bracket.get("to"), index == len(brackets) - 1
        if end is None:
            if not is_last:
                yield _problem(f"{place}.to", "bracket_open")
            if "rising_to" in bracket:
                yield _problem(f"{place}.to", "needed", help="where the rate stops rising")
            continue
        if end <= bracket["from"]:
            yield _problem(f"{place}.to", "bracket_order")
        elif not is_last and end != brackets[index + 1]["from"]:
            next_start = brackets[index + 1]["from"]
            yield _problem(
                f"{place}.to",
                "bracket_gap" if end < next_start else "bracket_overlap",
                next=next_start,
            )


def _steps(document: Document, schedule: Schedule, path: str) -> Iterator[Problem]:
    if any(size == 0 for size in ends_of(document, schedule["every"])):
        yield _problem(f"{path}.every", "zero")
    if ({"first", "amount"} <= set(schedule)) == ({"first_rate", "rate"} <= set(schedule)):
        yield _problem(path, "steps")


def _window(window: Window, path: str) -> Iterator[Problem]:
    if len({"months", "years", "calendar_years", "full_years", "until"} & set(window)) != 1:
        yield _problem(path, "window_length")
