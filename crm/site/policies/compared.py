"""What changed in the rules between two versions of a policy, told line by line."""

from commissions.engine import Language

from ..matching import Rules
from ..matching.words import condition_in_words, money
from .benefit_words import benefit_sentence


def changes_between(before: Rules, after: Rules, language: Language) -> list[tuple[str, str]]:
    """[(old, new)]: "" on the one side for what went, on the other for what came."""
    old, new = _lines(before, language), _lines(after, language)
    names = [*old, *(name for name in new if name not in old)]
    pairs = [(old.get(name, ""), new.get(name, "")) for name in names]
    return [pair for pair in pairs if pair[0] != pair[1]]


def _lines(rules: Rules, language: Language) -> dict[str, str]:
    """Each condition by what it looks at, each benefit by its name."""
    lines: dict[str, str] = {}
    for number, condition in enumerate(rules.conditions):
        subject = condition.get("metric") or condition.get("attribute") or f"any {number}"
        lines[f"condition {subject}"] = condition_in_words(condition, language)
    for benefit in rules.benefits:
        name = benefit["name"][language]
        sentence = benefit_sentence(benefit, language)
        lines[f"benefit {name}"] = (
            f"{name}{language.say('：', ': ')}{sentence}" if sentence else name
        )
    if rules.cap is not None:
        amount = money(rules.cap, language)
        lines["cap"] = language.say(f"合计最高 {amount}", f"at most {amount} together")
    return lines
