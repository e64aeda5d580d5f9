"""What a condition was compared with, in words, and what an attribute may be."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from .describe_values import amount_in_words, subject_in_words
from .found import UNKNOWN, leaves_of
from .nodes import Condition, Declared
from .vocabulary import BUILT_IN_VALUES
from .words import Words, plain, rate

MILLIONTH = Decimal("0.000001")


def found_in_words(words: Words, condition: Condition, values: Mapping[str, str]) -> str:
    """“It is …” for a plain condition; for one made of others the same for each part, with its
    subject.
    """
    leaves = list(leaves_of(condition))
    if "found" in values:
        facts = [values["found"]]
    else:
        facts = [values[f"found.{index}"] for index in range(len(leaves))]
    if len(leaves) == 1:
        return _now(words, leaves[0], facts[0])
    parts = [_subject_now(words, *pair) for pair in zip(leaves, facts, strict=True)]
    return words.say("现为：", "it is: ") + words.say("，", ", ").join(parts)


def _now(words: Words, leaf: Condition, fact: str) -> str:
    if "milestone" in leaf and not fact:
        return _not_reached(words, leaf)
    text = _found(words, leaf, fact)
    return words.say(f"现为{words.spaced(text)}", f"it is {text}")


def _subject_now(words: Words, leaf: Condition, fact: str) -> str:
    if "milestone" in leaf:
        return f"{words.named(leaf['milestone'])} {fact}" if fact else _not_reached(words, leaf)
    subject, text = subject_in_words(words, leaf), _found(words, leaf, fact)
    return words.say(f"{subject}{words.spaced(text)}", f"{subject} {text}")


def _not_reached(words: Words, leaf: Condition) -> str:
    name = words.named(leaf["milestone"])
    return words.say(f"尚未{name}", f"{name} is not reached")


def _found(words: Words, leaf: Condition, fact: str) -> str:
    if fact == UNKNOWN:
        return words.say("尚未确定", "not set")
    if "metric" in leaf:
        number = Decimal(fact)
        if "of" in leaf:
            number = number.quantize(MILLIONTH, ROUND_DOWN)
        return amount_in_words(words, leaf, number)
    if "milestone" in leaf:
        return fact
    return _value(words, _declared(words, leaf["attribute"]), fact)


def _declared(words: Words, attribute: str) -> Declared:
    declared: Declared | None = words.document.get("attributes", {}).get(attribute)
    return declared or BUILT_IN_VALUES.get(attribute, {})


def _value(words: Words, declared: Declared, fact: str) -> str:
    if declared.get("kind") == "rate":
        return rate(Decimal(fact))
    if declared.get("kind") == "number":
        return plain(Decimal(fact))
    return words.word(fact) if fact else words.say("不在其列", "none of them")


def allowed_in_words(words: Words, name: str) -> str:
    """What an attribute may be."""
    declared = _declared(words, name)
    if declared.get("kind") == "flag":
        return words.all_words((True, False))
    if "choices" in declared:
        return words.listed(_value(words, declared, str(choice)) for choice in declared["choices"])
    low, high = (
        _value(words, declared, str(declared[key])) if key in declared else ""
        for key in ("from", "to")
    )
    if not low and not high:
        return words.say("数值", "a number")
    return words.say(f"{low} 至 {high}", f"{low} to {high}")
