"""What no single key can say: that names are declared, brackets meet, shares add up and nothing refers to itself."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from .problems import Problem
from .rewards import currency_of
from .vocabulary import BUILT_IN

FOREIGN = ("foreign_capital", "contract_foreign")
NUMERIC = ("number", "rate")


def problems_of(document: Mapping) -> Iterator[Problem]:
    """The problems of a ``document`` whose every key has been read."""
    yield from _components(document)
    yield from _declarations(document)
    yield from _document(document)
    for path, node in _nodes(document):
        yield from _references(document, path, node)
        if "brackets" in node:
            yield from _brackets(node["brackets"], f"{path}.brackets")
        if node.get("mode") == "steps":
            yield from _steps(node, path)
        for name in ("window", "within"):
            if name in node:
                yield from _window(node[name], f"{path}.{name}" if path else name)
        if "metric" in node:
            yield from _metric(node, path)


def _nodes(node, path="") -> Iterator[tuple[str, Mapping]]:
    """Every mapping of the document with its place."""
    if isinstance(node, dict):
        yield path, node
        for name, each in node.items():
            yield from _nodes(each, f"{path}.{name}" if path else str(name))
    elif isinstance(node, list):
        for index, each in enumerate(node):
            yield from _nodes(each, f"{path}[{index}]")


def _problem(path, kind, **values) -> Problem:
    return Problem(path, kind, tuple((name, str(value)) for name, value in values.items()))


def _document(document):
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
    yield from _shares(document.get("borne_by", []), "borne_by")


def _components(document):
    components = document["components"]
    if not components:
        yield _problem("components", "empty")
    codes = [each["code"] for each in components]
    for index, component in enumerate(components):
        path = f"components[{index}]"
        if codes.count(component["code"]) > 1:
            yield _problem(f"{path}.code", "code_once", name=component["code"])
        if component["clause"] not in document["clauses"]:
            yield _problem(f"{path}.clause", "no_clause", name=component["clause"])
        yield from _component(component, path)
        yield from _exchange(document, component, path)
        yield from _known(component.get("of", []), codes, f"{path}.of")
        yield from _stages(component.get("stages", []), f"{path}.stages")
    for index, group in enumerate(document.get("higher_of", [])):
        yield from _known(group["of"], codes, f"higher_of[{index}].of")
    yield from _cycles(components)


def _component(component, path):
    is_fixed = component["schedule"].get("mode") == "fixed"
    if not is_fixed and ("metric" in component) == ("of" in component):
        yield _problem(f"{path}.metric", "metric_or_of")
    cap, floor = component.get("cap"), component.get("floor")
    if isinstance(cap, Decimal) and isinstance(floor, Decimal) and cap < floor:
        yield _problem(f"{path}.cap", "cap_below_floor", cap=cap, floor=floor)
    total = component.get("cap_total")
    if isinstance(total, Decimal) and isinstance(floor, Decimal) and total < floor:
        yield _problem(f"{path}.cap_total", "cap_below_floor", cap=total, floor=floor)


def _exchange(document, component, path):
    """Where a policy pays in a foreign currency, each component says how its reward comes to it."""
    pays, rate_day = document.get("currency", "CNY"), component.get("rate_day", "arrival")
    if pays != "CNY" and rate_day == "arrival" and currency_of(document, component) != pays:
        yield _problem(f"{path}.pays_in", "pays_in", currency=pays)


def _metric(node, path):
    if node["metric"] == "fixed_assets" and "land" not in node:
        yield _problem(f"{path}.land", "land")
    if node["metric"] in FOREIGN and "currency" not in node and "of" not in node:
        yield _problem(f"{path}.currency", "currency")
    if "currency" in node and "rate_day" not in node and (node["currency"] != "CNY" or node["metric"] in FOREIGN):
        yield _problem(f"{path}.rate_day", "rate_day")


def _stages(stages, path):
    if isinstance(stages, dict):
        for index, each in enumerate(stages["choose"]):
            yield from _stages(each["then"], f"{path}.choose[{index}].then")
    else:
        yield from _shares(stages, path)


def _shares(holders, path):
    shares = [each["share"] for each in holders]
    if shares and all(isinstance(each, Decimal) for each in shares) and sum(shares) != 1:
        yield _problem(path, "sum_of_shares", sum=sum(shares))


def _known(names, codes, path):
    for name in names:
        if name not in codes:
            yield _problem(path, "no_component", name=name)


def _cycles(components):
    builds_on = {each["code"]: each.get("of", []) for each in components}
    for index, component in enumerate(components):
        path = _way_back(component["code"], builds_on)
        if path:
            yield _problem(f"components[{index}].of", "cycle", way=" → ".join(path))


def _way_back(code, builds_on):
    """The way from ``code`` through what it builds on back to itself; [] if there is none."""
    ways, seen = [[code]], set()
    while ways:
        way = ways.pop()
        for name in builds_on.get(way[-1], []):
            if name == code:
                return [*way, name]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _declarations(document):
    for name, attribute in document.get("attributes", {}).items():
        path = f"attributes.{name}"
        if attribute["kind"] == "choice" and not attribute.get("choices"):
            yield _problem(path, "choices")
        if attribute.get("open_above") and ("to" in attribute or "choices" in attribute or "from" not in attribute):
            yield _problem(f"{path}.open_above", "open_above")
        if "from" in attribute and "to" in attribute and attribute["from"] > attribute["to"]:
            yield _problem(f"{path}.from", "from_to")
    for name, parameter in document.get("parameters", {}).items():
        if not parameter["values"]:
            yield _problem(f"parameters.{name}.values", "empty")
        for year in parameter["values"]:
            if not (year.isdigit() and len(year) == 4):
                yield _problem(f"parameters.{name}.values.{year}", "date")


def _references(document, path, node):
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
    elif declared and declared.get("choices"):
        for value in [node["equals"]] if "equals" in node else node.get("in", node.get("not_in", [])):
            if value not in declared["choices"]:
                yield _problem(path, "not_a_choice", value=value, name=name, choices=", ".join(map(str, declared["choices"])))


def _is_bounded(declared) -> bool:
    """Whether a person who sets the number is held to a range or choices, or the text leaves its upper end open."""
    return "choices" in declared or ("from" in declared and ("to" in declared or declared.get("open_above", False)))


def _brackets(brackets, path):
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
            following = brackets[index + 1]["from"]
            yield _problem(f"{place}.to", "bracket_gap" if end < following else "bracket_overlap", next=following)


def _steps(schedule, path):
    if schedule["every"] == 0:
        yield _problem(f"{path}.every", "zero")
    if ({"first", "amount"} <= set(schedule)) == ({"first_rate", "rate"} <= set(schedule)):
        yield _problem(path, "steps")


def _window(window, path):
    if len({"months", "years", "calendar_years", "until"} & set(window)) != 1:
        yield _problem(path, "window_length")
