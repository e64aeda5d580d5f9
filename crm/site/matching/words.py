"""What the matching found, in words: Chinese and English, as the commission engine speaks."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from commissions.engine import Language, Policy, Step, explain
from commissions.engine.words import amount as with_separators
from commissions.engine.words import in_myriads, plain, rate

from .benefits import Earned, Estimate
from .conditions import Answer, Condition, Finding
from .vocabulary import COUNT, OWN_METRICS, Fact, fact_named

SIGNS = {"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<"}
OWN_STEPS: dict[str, tuple[str, str]] = {
    "each": (
        "{count} {unit} × {amount} 元 ＝ {result} 元。",
        "{count} {unit} × {amount} yuan = {result} yuan.",
    ),
    "years": (
        "分 {number} 年（{years}），合计 {result} 元。",
        "Over {number} years ({years}): {result} yuan.",
    ),
    "all_together": (
        "各项合计 {sum} 元，超过总上限，按 {cap} 元计。",
        "{sum} yuan in all, limited to {cap} yuan together.",
    ),
}
SINGULAR = {"people": "person", "years": "year"}
WORDS_OF_ENGINE = Policy({"metrics": OWN_METRICS, "clauses": {}})


def condition_in_words(condition: Condition, language: Language) -> str:
    """What is asked, short: “设备投资 ≥ 2000 万元”."""
    if "told" in condition:
        return str(condition["told"][language])
    if "from" in condition:
        return language.say(f"自 {condition['from']} 起施行", f"in force from {condition['from']}")
    if "to" in condition:
        return language.say(f"有效期至 {condition['to']}", f"in force until {condition['to']}")
    for joint, word in (("any", (" 或 ", " or ")), ("all", (" 且 ", " and "))):
        if joint in condition:
            parts = [condition_in_words(part, language) for part in condition[joint]]
            return language.say(*word).join(parts)
    if "not" in condition:
        inner = condition_in_words(condition["not"], language)
        return language.say(f"不属于：{inner}", f"not: {inner}")
    return _plain(condition, language)


def _plain(condition: Condition, language: Language) -> str:
    fact = _fact(condition)
    sign = next((name for name in SIGNS if name in condition), None)
    if sign:
        amount = quantity(fact, condition[sign], language)
        return f"{fact.label[language]} {SIGNS[sign]} {amount}"
    if isinstance(condition.get("equals"), bool):
        name = fact.label[language]
        return name if condition["equals"] else language.say(f"不是{name}", f"not {name}")
    values = condition.get("in", condition.get("not_in", [condition.get("equals")]))
    choices = language.say("、", ", ").join(fact.choice(value, language) for value in values)
    negation = language.say("不属于", "none of ") if "not_in" in condition else ""
    return f"{fact.label[language]}{language.say('：', ': ')}{negation}{choices}"


def _fact(condition: Condition) -> Fact:
    name = condition.get("metric") or condition["attribute"]
    return fact_named(name, condition.get("name"))


def quantity(fact: Fact, number: Decimal, language: Language) -> str:
    """An amount or a count with its unit: “2000 万元”, “50 人”, “20,000,000 yuan”."""
    if fact.kind == COUNT:
        unit = fact.unit[language]
        return f"{plain(number)} {SINGULAR.get(unit, unit) if number == 1 else unit}"
    return money(number, language)


def money(number: Decimal, language: Language) -> str:
    """An amount of yuan as people say it, rounded to hundredths of 万 or 亿 in Chinese."""
    if language == Language.EN:
        return f"{with_separators(number)} yuan"
    for size in (10**8, 10**4):
        if abs(number) >= size:
            number = (number / size).quantize(Decimal("0.01")) * size
            break
    return f"{in_myriads(number)}元"


def finding_in_words(finding: Finding, language: Language) -> str:
    """What came of a condition: what is asked where it holds, what is missing where not."""
    words = condition_in_words(finding.condition, language)
    if finding.answer is Answer.UNKNOWN:
        return language.say(f"还需知道：{words}", f"not known yet: {words}")
    if finding.answer is Answer.NO and finding.gap is not None:
        return _short_of(finding, language)
    if finding.answer is Answer.NO and finding.can_be_met:
        return language.say(f"还差：{words}", f"still missing: {words}")
    return words if finding.answer is Answer.YES else language.say(f"须：{words}", f"asks: {words}")


def _short_of(finding: Finding, language: Language) -> str:
    fact = _fact(finding.condition)
    minimum = next(finding.condition[name] for name in SIGNS if name in finding.condition)
    label = fact.label[language]
    gap, threshold, value = (
        quantity(fact, number, language) for number in (finding.gap, minimum, finding.found)
    )
    return language.say(
        f"{label}还差 {gap}：门槛 {threshold}，现为 {value}",
        f"{label} is {gap} short: {threshold} is asked, {value} is there",
    )


def steps_in_words(steps: Iterable[Step], language: Language) -> list[str]:
    """One sentence a step of an estimate, with its clause."""
    return [_step(step, language) for step in steps]


def _step(step: Step, language: Language) -> str:
    if step.kind not in OWN_STEPS:
        return explain([step], language, WORDS_OF_ENGINE)[0]
    values = {**dict(step.values)}
    words = {name: form(values, language) for name, form in FORMS_OF_STEP.items()}
    sentence = language.say(*OWN_STEPS[step.kind]).format(**words)
    return f"〔{step.clause}〕{sentence}" if step.clause else sentence


def _years(values: Mapping[str, str], language: Language) -> str:
    parts = values.get("years", "").split(", ")
    return language.say("、", ", ").join(rate(Decimal(part)) for part in parts if part)


def _number(name: str, values: Mapping[str, str], _language: Language) -> str:
    return with_separators(Decimal(values[name])) if name in values else ""


FORMS_OF_STEP: dict[str, Callable[[Mapping[str, str], Language], str]] = {
    **{name: partial(_number, name) for name in ("count", "amount", "result", "sum", "cap")},
    "unit": lambda values, language: fact_named(values.get("unit", "")).unit.get(language, ""),
    "number": lambda values, _language: str(len(values.get("years", "").split(", "))),
    "years": _years,
}


def benefit_in_words(part: Earned, language: Language) -> str:
    """What one benefit is called, with its amount where it is known."""
    name = str(part.benefit["name"][language])
    if part.amount is None:
        return name
    return language.say(
        f"{name}：约 {money(part.amount, language)}",
        f"{name}: about {money(part.amount, language)}",
    )


def estimate_in_words(estimate: Estimate, language: Language) -> str:
    """The whole estimate in a few words; "" where nothing of it is known."""
    if estimate.amount is None:
        return ""
    amount = money(estimate.amount, language)
    if estimate.asks:
        return language.say(f"至少约 {amount}", f"about {amount} or more")
    return language.say(f"约 {amount}", f"about {amount}")


def asked_in_words(names: Iterable[str], language: Language, named: Mapping[str, Any]) -> str:
    """The facts that are not known, by what they are called; ``named`` are qualifications."""
    labels = (fact_named(name, named.get(name)).label[language] for name in names)
    return language.say("、", ", ").join(labels)
