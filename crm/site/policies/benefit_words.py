"""A policy's benefits in words: what is counted, at which rate, up to how much."""

from commissions.engine import Language
from commissions.engine.describe_schedule import schedule_in_words
from commissions.engine.words import Words, rate

from ..matching import Rules
from ..matching.benefits import Benefit
from ..matching.vocabulary import OWN_METRICS, fact_named
from ..matching.words import condition_in_words, money, quantity


def benefits_of(rules: Rules, language: Language) -> list[dict]:
    """[{name, text, clause}] of each benefit."""
    return [
        {
            "name": benefit["name"][language],
            "text": benefit_sentence(benefit, language),
            "clause": benefit["clause"],
        }
        for benefit in rules.benefits
    ]


def benefit_sentence(benefit: Benefit, language: Language) -> str:
    parts = [
        _where(benefit, language),
        _schedule(benefit, language),
        _years(benefit, language),
        _bound(benefit, "floor", language.say("最低", "at least"), language),
        _bound(benefit, "cap", language.say("最高", "at most"), language),
    ]
    return language.say("，", ", ").join(part for part in parts if part)


def _where(benefit: Benefit, language: Language) -> str:
    conditions = [condition_in_words(condition, language) for condition in benefit.get("when", ())]
    if not conditions:
        return ""
    words = language.say("且", " and ").join(conditions)
    return language.say(f"{words}的", f"where {words}")


def _schedule(benefit: Benefit, language: Language) -> str:
    if "schedule" not in benefit:
        return ""
    schedule, metric = benefit["schedule"], benefit.get("metric")
    label = fact_named(metric).label[language] if metric else ""
    if schedule["mode"] == "each":
        unit = fact_named(str(metric)).unit[language]
        amount = money(schedule["amount"], language)
        return language.say(f"{label}每 {unit} {amount}", f"{amount} for each of {label}")
    words = Words({"metrics": OWN_METRICS}, language)
    fact = fact_named(metric) if metric else fact_named("total_investment")
    sentence = next(
        schedule_in_words(
            words,
            schedule,
            lambda number: quantity(fact, number, language),
            lambda number: money(number, language),
        )
    )
    return language.say(f"{label}{sentence}", f"{label}: {sentence}") if label else sentence


def _years(benefit: Benefit, language: Language) -> str:
    years = benefit.get("years", ())
    if not years:
        return ""
    shares = language.say("、", ", ").join(rate(share) for share in years)
    return language.say(f"分 {len(years)} 年给（{shares}）", f"over {len(years)} years ({shares})")


def _bound(benefit: Benefit, name: str, word: str, language: Language) -> str:
    if name not in benefit:
        return ""
    return language.say(
        f"{word} {money(benefit[name], language)}", f"{word} {money(benefit[name], language)}"
    )
