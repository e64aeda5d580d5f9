"""Conditions, windows and values of a policy told in words; each may hold another."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

from .nodes import Condition, Node, NumberFormat, Terms, Value, Window
from .scope import COMPARISONS
from .vocabulary import OF_AGREEMENT
from .words import Words, amount, rate

LAND = {
    "excluded": ("（不含土地）", " without land"),
    "included": ("（含土地）", " with land"),
}


def window_in_words(words: Words, window: Window) -> str:
    start = words.named(window["from"])
    if "until" in window:
        end = words.named(window["until"])
        return words.say(f"{start}至{end}", f"from {start} to {end}")
    if "calendar_years" in window:
        count = window["calendar_years"]
        return words.say(
            f"{start}当年起 {count} 个日历年内", f"in {count} calendar years from that of {start}"
        )
    if "full_years" in window:
        return _full_years(words, start, window["full_years"])
    if "years" in window:
        count = window["years"]
        return words.say(f"{start}起 {count} 年内", f"within {count} years of {start}")
    count = window["months"]
    return words.say(f"{start}起 {count} 个月内", f"within {count} months of {start}")


def _full_years(words: Words, start: str, count: int) -> str:
    if count == 1:
        return words.say(
            f"{start}后首个完整会计年度内", f"in the first full fiscal year after {start}"
        )
    return words.say(
        f"{start}后前 {count} 个完整会计年度内",
        f"in the first {count} full fiscal years after {start}",
    )


def land_in_words(words: Words, holder: Node) -> str:
    return words.say(*LAND[holder["land"]]) if "land" in holder else ""


def when_in_words(words: Words, holder: Node, *, is_choice: bool = False) -> str:
    """The conditions, put before what follows from them; a choice without any covers all other
    cases.
    """
    if not holder.get("when"):
        return words.say("其他情形，", "otherwise: ") if is_choice else ""
    conditions = words.say("且", " and ").join(
        condition_in_words(words, condition) for condition in holder["when"]
    )
    return words.say(f"{conditions}的，", f"where {conditions}: ")


def condition_in_words(words: Words, condition: Condition) -> str:
    if "any" in condition:
        return _joined(words, condition["any"], words.say("或", " or "))
    if "all" in condition:
        return _joined(words, condition["all"], words.say("且", " and "))
    if "not" in condition:
        return _denied(words, condition["not"])
    if "milestone" in condition:
        return _reached(words, condition)
    if isinstance(condition.get("equals"), bool):
        return _flag(words, condition)
    return _comparison(words, condition)


def _joined(words: Words, parts: Sequence[Condition], joint: str) -> str:
    text = joint.join(condition_in_words(words, part) for part in parts)
    return words.say(f"（{text}）", f"({text})")


def _denied(words: Words, condition: Condition) -> str:
    if isinstance(condition.get("equals"), bool):
        return condition_in_words(words, {**condition, "equals": not condition["equals"]})
    return words.say("以下不成立：", "not: ") + condition_in_words(words, condition)


def _reached(words: Words, condition: Condition) -> str:
    name = words.named(condition["milestone"])
    text = words.say(f"已{name}", f"{name} is reached")
    if "within" in condition:
        text += words.aside(window_in_words(words, condition["within"]))
    if "by" in condition:
        text += words.aside(words.say(f"不晚于 {condition['by']}", f"by {condition['by']}"))
    return text


def _flag(words: Words, condition: Condition) -> str:
    name = words.attribute(condition["attribute"])
    if condition["equals"]:
        return words.say(f"“{name}”成立", f"“{name}” holds")
    return words.say(f"“{name}”不成立", f"“{name}” does not hold")


def _comparison(words: Words, condition: Condition) -> str:
    operator = next(key for key in ("equals", "in", "not_in", *COMPARISONS) if key in condition)
    if operator in COMPARISONS:
        value = value_in_words(words, condition[operator], partial(_compared, words, condition))
    else:
        value = _wanted(words, condition[operator])
    subject, verb = subject_in_words(words, condition), words.word(operator)
    return words.say(f"{subject}{verb}{words.spaced(value)}", f"{subject} {verb} {value}")


def _wanted(words: Words, value: object) -> str:
    alternatives = value if isinstance(value, list) else [value]
    return words.listed(
        words.word(alternative) if alternative != "" else words.say("不在其列", "none of them")
        for alternative in alternatives
    )


def subject_in_words(words: Words, condition: Condition) -> str:
    """What a plain condition compares."""
    if "metric" in condition:
        return _measured(words, condition)
    return words.attribute(condition["attribute"])


def _measured(words: Words, condition: Condition) -> str:
    text = words.named(condition["metric"]) + land_in_words(words, condition)
    if "of" in condition:
        whole = words.named(condition["of"])
        text = words.say(f"{text}占{whole}的比例", f"the share of {text} in {whole}")
    if "window" in condition:
        text = window_in_words(words, condition["window"]) + words.say("的", " ") + text
    is_of_year = condition.get("per") == "year"
    return words.say(f"当年{text}", f"the year’s {text}") if is_of_year else text


def _compared(words: Words, condition: Condition, number: Decimal) -> str:
    if "metric" in condition:
        return amount_in_words(words, condition, number)
    if condition["attribute"] == "contract_amount":
        return words.money({})(number)
    declared = words.document.get("attributes", {}).get(condition["attribute"], {})
    return rate(number) if declared.get("kind") == "rate" else amount(number)


def amount_in_words(words: Words, terms: Terms, number: Decimal) -> str:
    """An amount of a metric condition with its unit; a share as a rate."""
    return rate(number) if "of" in terms else words.money(terms)(number)


def value_in_words(words: Words, value: Value, form: NumberFormat) -> str:
    """A value in words: the number as ``form`` tells it, or where it comes from."""
    if not isinstance(value, dict):
        return form(value)
    if "parameter" in value:
        return _parameter(words, words.document["parameters"][value["parameter"]], form)
    if "amount" in value:
        day = words.named(value["rate_day"])
        at_its_rate = words.aside(words.say(f"按{day}汇率折算", f"at the rate of {day}"))
        return words.money(value)(value["amount"]) + at_its_rate
    if "attribute" in value:
        return _range(words, value["attribute"], form)
    return words.in_turn(
        when_in_words(words, choice, is_choice=True) + value_in_words(words, choice["then"], form)
        for choice in value["choose"]
    )


def _parameter(words: Words, parameter: Node, form: NumberFormat) -> str:
    name = words.name_of(parameter)
    if parameter["by"] == OF_AGREEMENT:
        return name + _by_agreement_years(words, parameter["values"], form)
    return words.say(f"当年公布的{name}", f"{name} of the year")


def _by_agreement_years(words: Words, values: Mapping[str, Decimal], form: NumberFormat) -> str:
    """The number for each year of the agreement."""
    texts = [
        words.say(f"第 {year} 年 {form(number)}", f"year {year}: {form(number)}")
        for year, number in values.items()
    ]
    return words.aside(words.say("，", ", ").join(texts))


def _range(words: Words, name: str, form: NumberFormat) -> str:
    """An attribute, with what it may be."""
    limits = words.document.get("attributes", {}).get(name, {})
    text = words.attribute(name)
    if "choices" in limits:
        choices = words.listed(form(Decimal(str(choice))) for choice in limits["choices"])
        return text + words.aside(words.say(f"可选：{choices}", f"one of {choices}"))
    if "from" in limits and "to" in limits:
        low, high = form(limits["from"]), form(limits["to"])
        return text + words.aside(words.say(f"{low} 至 {high}", f"{low} to {high}"))
    if limits.get("open_above"):
        least = form(limits["from"])
        return text + words.aside(
            words.say(
                f"不低于 {least}，政策未设上限，由核定人说明理由",
                f"at least {least}; the policy sets no upper limit, who sets it says why",
            )
        )
    return text
