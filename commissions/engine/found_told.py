"""What a condition was compared with, in words, and what an attribute may be."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from .describe import amount_told, subject_told
from .found import UNKNOWN, leaves_of
from .nodes import Condition, Declared, Document
from .vocabulary import BUILT_IN_VALUES
from .words import named, plain, rate, word, words

MILLIONTH = Decimal("0.000001")


def now_told(document: Document, condition: Condition, values: Mapping[str, str], at: int) -> str:
    """“It is …” for a plain condition; for one made of others the same for each part, with its
    subject.
    """
    leaves = list(leaves_of(condition))
    if "found" in values:
        founds = [values["found"]]
    else:
        founds = [values[f"found.{index}"] for index in range(len(leaves))]
    if len(leaves) == 1:
        return _now(document, leaves[0], founds[0], at)
    told = [_subject_now(document, *pair, at) for pair in zip(leaves, founds, strict=True)]
    return ("现为：", "it is: ")[at] + ("，", ", ")[at].join(told)


def _now(document: Document, leaf: Condition, found: str, at: int) -> str:
    if "milestone" in leaf and not found:
        return _not_reached(document, leaf, at)
    return ("现为", "it is ")[at] + _spaced(_found(document, leaf, found, at), at)


def _subject_now(document: Document, leaf: Condition, found: str, at: int) -> str:
    if "milestone" in leaf:
        name = named(document, leaf["milestone"], at)
        return f"{name} {found}" if found else _not_reached(document, leaf, at)
    return (
        subject_told(document, leaf, at)
        + ("", " ")[at]
        + _spaced(_found(document, leaf, found, at), at)
    )


def _spaced(told: str, at: int) -> str:
    """In Chinese a space stands before a number."""
    return f" {told}" if at == 0 and told[:1].isdigit() else told


def _not_reached(document: Document, leaf: Condition, at: int) -> str:
    name = named(document, leaf["milestone"], at)
    return (f"尚未{name}", f"{name} is not reached")[at]


def _found(document: Document, leaf: Condition, found: str, at: int) -> str:
    if found == UNKNOWN:
        return ("尚未确定", "not set")[at]
    if "metric" in leaf:
        return amount_told(
            document,
            leaf,
            Decimal(found).quantize(MILLIONTH, ROUND_DOWN) if "of" in leaf else Decimal(found),
            at,
        )
    if "milestone" in leaf:
        return found
    declared = document.get("attributes", {}).get(leaf["attribute"]) or BUILT_IN_VALUES.get(
        leaf["attribute"], {}
    )
    return _value(declared, found, at)


def _value(declared: Declared, found: str, at: int) -> str:
    if declared.get("kind") == "rate":
        return rate(Decimal(found))
    if declared.get("kind") == "number":
        return plain(Decimal(found))
    return word(found, at) if found else ("不在其列", "none of them")[at]


def allowed_told(document: Document, name: str, at: int) -> str:
    """What an attribute may be."""
    declared = document.get("attributes", {}).get(name) or BUILT_IN_VALUES.get(name, {})
    if declared.get("kind") == "flag":
        return words((True, False), at)
    if "choices" in declared:
        return ("、", ", ")[at].join(
            _value(declared, str(each), at) for each in declared["choices"]
        )
    low, high = (
        _value(declared, str(declared[key]), at) if key in declared else ""
        for key in ("from", "to")
    )
    return (f"{low} 至 {high}", f"{low} to {high}")[at] if low or high else ("数值", "a number")[at]
