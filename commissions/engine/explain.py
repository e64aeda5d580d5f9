"""Reasons told in sentences, Chinese ("zh") or English ("en"). Rates are told per mille or per
cent, amounts in yuan.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from .describe_values import condition_in_words
from .document import Policy
from .facts import Step
from .found_in_words import allowed_in_words, found_in_words
from .language import Language
from .nodes import Condition, Node
from .sentences import SENTENCES
from .words import Words, amount, plain, rate

Values: TypeAlias = Mapping[str, str]  # the numbers of a reason, as text
RATES, COUNTS = {"rate"}, {"count"}
AMOUNTS = {
    "base",
    "amount",
    "result",
    "low",
    "part",
    "first",
    "every",
    "of",
    "by",
    "cap",
    "paid",
    "used",
    "left",
    "floor",
    "net",
    "tax",
    "fee",
    "reduction",
    "all",
    "before",
    "difference",
    "due",
}
BELOW = {
    "at_least": ("未达到起点 {} {}", "is below the threshold of {} {}"),
    "more_than": ("未超过 {} {}", "does not exceed {} {}"),
}


@dataclass(frozen=True)
class Reason:
    """A reason to be told: its values, in the policy's own ``words`` where there is a policy, else
    by its codes.
    """

    values: Values
    words: Words
    policy: Policy | None


def explain(steps: Sequence[Step], language: str, policy: Policy | None = None) -> list[str]:
    """One sentence a reason, with the clause it rests on: in the policy's own words where
    ``policy`` is given, else by its codes.
    """
    words = Words(policy.document if policy else {}, Language.of(language))
    return [_sentence(step, Reason(dict(step.values), words, policy)) for step in steps]


def _sentence(step: Step, reason: Reason) -> str:
    sentence = reason.words.say(*SENTENCES[step.kind])
    fields = {field: _field_in_words(field, reason) for field in re.findall(r"{(\w+)}", sentence)}
    clause = reason.policy.clause_text(step.clause) if reason.policy else step.clause
    return f"〔{clause}〕{sentence.format(**fields)}" if clause else sentence.format(**fields)


def _field_in_words(field: str, reason: Reason) -> str:
    """What stands in a sentence for ``{field}``: "rate_by" is the value "by" told as a rate."""
    prefix, _, name = field.partition("_")
    if prefix in FORMS and name in reason.values:
        return FORMS[prefix](Decimal(reason.values[name]))
    if field in SPECIAL:
        return SPECIAL[field](reason)
    text = reason.values.get(field, "")
    if field in RATES:
        return rate(Decimal(text))
    return _number(text) if field in AMOUNTS | COUNTS else text


def _number(text: str) -> str:
    try:
        return amount(Decimal(text))
    except InvalidOperation:
        return text


def _component(reason: Reason, code: str) -> str:
    if not code:
        return reason.words.say("本政策", "the policy")
    return reason.policy.name_of(code, reason.words.language) if reason.policy else code


def _components(reason: Reason) -> str:
    codes = reason.values["components"].split(", ")
    return reason.words.listed(_component(reason, code) for code in codes)


def _condition(reason: Reason) -> str:
    if reason.policy is None:
        return reason.values["condition"]
    return condition_in_words(reason.words, _condition_of(reason.values, reason.policy))


def _condition_of(values: Values, policy: Policy) -> Condition:
    index = int(values["condition"].rpartition("[")[2][:-1])
    holder = policy.by_code[values["component"]] if "component" in values else policy.document
    condition: Condition = holder["when"][index]
    return condition


def _now(reason: Reason) -> str:
    """What a condition was compared with."""
    values, words = reason.values, reason.words
    if reason.policy and ("found" in values or "found.0" in values):
        return found_in_words(words, _condition_of(values, reason.policy), values)
    fact = _number(words.word(values.get("found", ""))) or words.say("未知", "not known")
    return words.say(f"现为{fact}", f"it is {fact}")


def _unit(reason: Reason) -> str:
    """The unit of an amount in a sum, where it is not yuan."""
    return f" {_counted_in(reason)}" if "unit" in reason.values else ""


def _counted_in(reason: Reason) -> str:
    values = reason.values
    return reason.words.counted_in(values.get("unit") or values.get("currency") or "CNY")


def _below(reason: Reason) -> str:
    key = "more_than" if "more_than" in reason.values else "at_least"
    threshold, unit = _number(reason.values[key]), _counted_in(reason)
    return reason.words.say(*BELOW[key]).format(threshold, unit)


def _allowed(reason: Reason) -> str:
    return allowed_in_words(reason.words, reason.values["attribute"])


def _used_before(reason: Reason) -> str:
    if "before" not in reason.values:
        return ""
    total, used = _number(reason.values["of"]), _number(reason.values["before"])
    unit = _unit(reason)
    zh = f"共 {total}{unit}，以前年度已扣 {used}{unit}"
    return reason.words.aside(
        reason.words.say(zh, f"{total}{unit} in all, {used}{unit} in years before")
    )


def _until(reason: Reason) -> str:
    end = reason.values.get("by")
    return reason.words.aside(reason.words.say(f"至 {end}", f"until {end}")) if end else ""


def _milestone(reason: Reason) -> str:
    name, _, months = reason.values["milestone"].partition("+")
    text = reason.words.named(name)
    if not months:
        return text
    return reason.words.say(f"{text}满 {months} 个月", f"{text} and {months} months")


def _parameter(reason: Reason) -> str:
    if reason.policy is None:
        return reason.values["name"]
    return reason.words.name_of(reason.policy.document["parameters"][reason.values["name"]])


def _metrics(reason: Reason) -> str:
    return reason.words.all_named(reason.values["metrics"].split(", "))


def _plus(reason: Reason) -> str:
    metrics = reason.values.get("plus")
    return "＋" + reason.words.all_named(metrics.split(", ")) if metrics else ""


def _pays(reason: Reason) -> str:
    return reason.words.word(reason.words.document.get("currency", "CNY"))


def _shares(reason: Reason) -> str:
    shares = reason.values["shares"].split(", ")
    return reason.words.listed(plain(Decimal(share)) for share in shares)


def _period(reason: Reason) -> str:
    period = reason.values.get("period")
    return f"（{period}）" if period else ""


def _open(reason: Reason) -> str:
    """That the number was not bounded by the policy, where it was not."""
    attributes = reason.words.document.get("attributes", {})
    declared: Node = attributes.get(reason.values["attribute"], {})
    if not declared.get("open_above"):
        return ""
    return reason.words.aside(reason.words.say("政策未设上限", "the policy sets no upper limit"))


def _high(reason: Reason) -> str:
    """The upper end of a bracket."""
    high = reason.values["high"]
    if not high:
        return reason.words.say("以上", " up")
    return reason.words.say(f"至 {_number(high)}", f" to {_number(high)}")


FORMS: dict[str, Callable[[Decimal], str]] = {"rate": rate, "plain": plain, "factor": plain}
SPECIAL: dict[str, Callable[[Reason], str]] = {
    "component": lambda reason: _component(reason, reason.values.get("component", "")),
    "instead": lambda reason: _component(reason, reason.values["instead"]),
    "components": _components,
    "condition": _condition,
    "milestone": _milestone,
    "parameter_name": _parameter,
    "attribute": lambda reason: reason.words.attribute(reason.values["attribute"]),
    "metric": lambda reason: reason.words.named(reason.values["metric"]),
    "metrics": _metrics,
    "plus": _plus,
    "unit": _unit,
    "counted_in": _counted_in,
    "paid_in": lambda reason: reason.words.word(reason.values.get("pays_in", "CNY")),
    "pays": _pays,
    "below": _below,
    "now": _now,
    "allowed": _allowed,
    "used_before": _used_before,
    "until": _until,
    "shares": _shares,
    "currency": lambda reason: reason.words.word(reason.values.get("currency") or "CNY"),
    "rate_day": lambda reason: reason.words.named(reason.values["rate_day"]),
    "reason": lambda reason: reason.words.word(reason.values["reason"]),
    "high": _high,
    "period": _period,
    "open": _open,
    "by_whom": lambda reason: reason.values["by"],
}
