"""From what stands in the page editor to stored rules: blocks in, conditions and benefits out.

A block is ``{"type": …, "value": {…}}``, as Wagtail stores it. ``Names`` say what codes and
qualifications are called, so that stored rules can be told without asking for them again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Block = Mapping[str, Any]
Stored = dict[str, Any]
Called = Mapping[str, str]  # by language


@dataclass(frozen=True)
class Names:
    industries: Mapping[str, Called] = field(default_factory=dict)
    regions: Mapping[str, Called] = field(default_factory=dict)
    qualifications: Mapping[str, Called] = field(default_factory=dict)

    def listed(self, names: Mapping[str, Called], codes: Iterable[str]) -> Called:
        """Several codes in words, in both languages; the code where it has no name."""
        joints = {"zh": "、", "en": ", "}
        return {
            language: joint.join(names[code][language] if code in names else code for code in codes)
            for language, joint in joints.items()
        }


def items_of(value: Iterable[Any]) -> list[Any]:
    """The items of a list, as Wagtail stores them (``{"type": "item", "value": …}``) or plain."""
    return [
        item["value"] if isinstance(item, Mapping) and item.get("type") == "item" else item
        for item in value
    ]


def blocks_in(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks themselves, and the conditions within them."""
    for block in blocks:
        yield block
        yield from blocks_in(block["value"].get("conditions") or ())
        yield from blocks_in(block["value"].get("when") or ())


def rules_of(
    conditions: Iterable[Block], benefits: Iterable[Block], cap: Decimal | None, names: Names
) -> Stored:
    """The stored rules of a policy; numbers become text."""
    stored: Stored = {
        "conditions": [condition_of(condition, names) for condition in conditions],
        "benefits": [_benefit_of(benefit, names) for benefit in benefits],
    }
    return stored | ({"cap": text_of(cap)} if cap is not None else {})


def condition_of(block: Block, names: Names) -> Stored:
    value = block["value"]
    stored = CONDITIONS[block["type"]](value, names)
    if value.get("clause"):
        stored["clause"] = value["clause"]
    if value.get("can_be_met"):
        stored["can_be_met"] = True
    return stored


def text_of(number: object) -> str:
    """A number without an exponent or idle zeros: Decimal("2E+7") → "20000000"."""
    return f"{Decimal(str(number)).normalize():f}"


def _number(value: Mapping[str, Any], names: Names) -> Stored:
    stored = {"metric": value["fact"], value["comparison"]: text_of(value["number"])}
    if value.get("near_percent") not in (None, ""):
        stored["within"] = text_of(Decimal(str(value["near_percent"])) / 100)
    return stored


def _industry(value: Mapping[str, Any], names: Names) -> Stored:
    return _codes("industry", value, names.listed(names.industries, value["codes"]))


def _region(value: Mapping[str, Any], names: Names) -> Stored:
    return _codes("region", value, names.listed(names.regions, value["codes"]))


def _codes(name: str, value: Mapping[str, Any], words: Called) -> Stored:
    if value.get("is_excluded"):
        words = {"zh": f"不属于{words['zh']}", "en": f"none of {words['en']}"}
        return {"attribute": name, "not_in": list(value["codes"]), "told": dict(words)}
    return {"attribute": name, "in": list(value["codes"]), "told": dict(words)}


def _qualification(value: Mapping[str, Any], names: Names) -> Stored:
    code = value["qualification"]
    stored: Stored = {"attribute": code, "equals": not value.get("is_excluded", False)}
    if code in names.qualifications:
        stored["name"] = dict(names.qualifications[code])
    return stored


def _one_of(name: str) -> Callable[[Mapping[str, Any], Names], Stored]:
    def stored(value: Mapping[str, Any], _names: Names) -> Stored:
        return {"attribute": name, "in": list(value["choices"])}

    return stored


def _any(value: Mapping[str, Any], names: Names) -> Stored:
    return {"any": [condition_of(condition, names) for condition in value["conditions"]]}


CONDITIONS: dict[str, Callable[[Mapping[str, Any], Names], Stored]] = {
    "number": _number,
    "industry": _industry,
    "region": _region,
    "qualification": _qualification,
    "capital": _one_of("capital_from"),
    "size": _one_of("size"),
    "listing": _one_of("listing"),
    "list500": _one_of("list500"),
    "any": _any,
}


def _benefit_of(block: Block, names: Names) -> Stored:
    value = block["value"]
    stored: Stored = {
        "name": {"zh": value["name"], "en": value.get("name_en") or value["name"]},
        "clause": value["clause"],
        **BENEFITS[block["type"]](value),
    }
    for bound in ("cap", "floor"):
        if value.get(bound) not in (None, ""):
            stored[bound] = text_of(value[bound])
    if value.get("years"):
        stored["years"] = [text_of(Decimal(str(item)) / 100) for item in items_of(value["years"])]
    if value.get("when"):
        stored["when"] = [condition_of(condition, names) for condition in value["when"]]
    return stored


def _rate(value: Mapping[str, Any]) -> Stored:
    rate = text_of(Decimal(str(value["percent"])) / 100)
    return {"metric": value["fact"], "schedule": {"mode": "single", "rate": rate}}


def _sum(value: Mapping[str, Any]) -> Stored:
    return {"schedule": {"mode": "fixed", "amount": text_of(value["amount"])}}


def _each(value: Mapping[str, Any]) -> Stored:
    schedule = {"mode": "each", "amount": text_of(value["amount"])}
    return {"metric": value["fact"], "schedule": schedule}


def _brackets(value: Mapping[str, Any]) -> Stored:
    mode = value["mode"]
    schedule: Stored = {
        "mode": mode,
        "brackets": [_bracket(item, mode) for item in items_of(value["brackets"])],
    }
    if mode != "marginal":
        schedule["edge"] = "upper"
    return {"metric": value["fact"], "schedule": schedule}


def _bracket(value: Mapping[str, Any], mode: str) -> Stored:
    stored = {"from": text_of(value["start"])}
    if value.get("end") not in (None, ""):
        stored["to"] = text_of(value["end"])
    if mode == "flat":
        return stored | {"amount": text_of(value["gives"])}
    return stored | {"rate": text_of(Decimal(str(value["gives"])) / 100)}


BENEFITS: dict[str, Callable[[Mapping[str, Any]], Stored]] = {
    "rate": _rate,
    "sum": _sum,
    "each": _each,
    "brackets": _brackets,
    "in_kind": lambda value: {},
}
