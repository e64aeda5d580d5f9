"""A policy's benefits in words: what is counted, at which rate, up to how much."""

from commissions.engine import Language
from commissions.engine.describe_schedule import schedule_told
from commissions.engine.words import Words, rate

from ..matching import Rules
from ..matching.benefits import Benefit
from ..matching.told import condition_told, money, quantity
from ..matching.vocabulary import OWN_METRICS, fact_named


def benefits_of(rules: Rules, speaks: Language) -> list[dict]:
    """[{name, text, clause}] of each benefit."""
    return [
        {
            "name": benefit["name"][speaks],
            "text": benefit_sentence(benefit, speaks),
            "clause": benefit["clause"],
        }
        for benefit in rules.benefits
    ]


def benefit_sentence(benefit: Benefit, speaks: Language) -> str:
    parts = [
        _where(benefit, speaks),
        _schedule(benefit, speaks),
        _years(benefit, speaks),
        _bound(benefit, "floor", speaks.say("最低", "at least"), speaks),
        _bound(benefit, "cap", speaks.say("最高", "at most"), speaks),
    ]
    return speaks.say("，", ", ").join(part for part in parts if part)


def _where(benefit: Benefit, speaks: Language) -> str:
    told = [condition_told(each, speaks) for each in benefit.get("when", ())]
    if not told:
        return ""
    joined = speaks.say("且", " and ").join(told)
    return speaks.say(f"{joined}的", f"where {joined}")


def _schedule(benefit: Benefit, speaks: Language) -> str:
    if "schedule" not in benefit:
        return ""
    schedule, metric = benefit["schedule"], benefit.get("metric")
    label = fact_named(metric).label[speaks] if metric else ""
    if schedule["mode"] == "each":
        unit = fact_named(str(metric)).unit[speaks]
        told = money(schedule["amount"], speaks)
        return speaks.say(f"{label}每 {unit} {told}", f"{told} for each of {label}")
    words = Words({"metrics": OWN_METRICS}, speaks)
    counted = fact_named(metric) if metric else fact_named("total_investment")
    told = next(
        schedule_told(
            words,
            schedule,
            lambda number: quantity(counted, number, speaks),
            lambda number: money(number, speaks),
        )
    )
    return speaks.say(f"{label}{told}", f"{label}: {told}") if label else told


def _years(benefit: Benefit, speaks: Language) -> str:
    years = benefit.get("years", ())
    if not years:
        return ""
    told = speaks.say("、", ", ").join(rate(year) for year in years)
    return speaks.say(f"分 {len(years)} 年给（{told}）", f"over {len(years)} years ({told})")


def _bound(benefit: Benefit, name: str, word: str, speaks: Language) -> str:
    if name not in benefit:
        return ""
    return speaks.say(
        f"{word} {money(benefit[name], speaks)}", f"{word} {money(benefit[name], speaks)}"
    )
