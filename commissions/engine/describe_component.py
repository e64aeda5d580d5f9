"""One component of a policy told in words: what it counts, on which conditions, what it pays of it
and when.
"""

from collections.abc import Callable, Iterator

from .describe_schedule import schedule_in_words
from .describe_values import (
    condition_in_words,
    land_in_words,
    value_in_words,
    when_in_words,
    window_in_words,
)
from .found import currency_of
from .nodes import Component, NumberFormat, Stage, Stages
from .vocabulary import OF_AGREEMENT
from .words import Words, plain, rate

# What becomes of the amount before it counts; all but the first two are amounts.
COUNTED = {
    "share": ("，计入 {}", ", of which {} counts"),
    "times": ("，乘以 {} 计入", ", counted {} times"),
    "above": ("，超过 {} 的部分", ", as far as above {}"),
    "above_each_year": ("，每年超过 {} 的部分", ", as far as above {} in each year"),
}
COUNTED_FORMS = {"share": rate, "times": plain}
LEAST = {"at_least": ("起点 {}", "nothing below {}"), "more_than": ("须超过 {}", "only above {}")}
BOUNDS = {
    "floor": ("不低于 {}", "at least {}"),
    "cap": ("每期上限 {}", "at most {} a period"),
    "cap_total": ("累计上限 {}", "at most {} in all"),
}
OWN_TAX = {
    "withheld": ("此项从奖励中代扣税款", "its tax is withheld"),
    "added": ("此项为税后金额，税款另加", "it is after tax, which comes on top"),
    "free": ("此项免税", "it is free of tax"),
}


def component_in_words(words: Words, component: Component) -> Iterator[str]:
    """The parts of its sentence."""
    if component.get("belongs_to") == "agent":
        yield words.say(
            "属于受托机构本身，按其全部项目合计，每份协议只计一次，不计入总上限",
            "earned by the agent itself on all of its projects together, once an agreement, "
            "outside the policy’s caps",
        )
    yield "".join(part(words, component) for part in PARTS_OF_COUNTED)
    yield from _conditions(words, component)
    pays = words.money({"currency": currency_of(words.document, component)})
    yield from schedule_in_words(words, component["schedule"], words.money(component), pays)
    yield from _multipliers(words, component)
    yield from _bounds(words, component)
    yield from _stages(words, component.get("stages", []), _fee_begins(component))
    if "tax" in component:
        yield words.say(*OWN_TAX[component["tax"]])


def _base(words: Words, component: Component) -> str:
    if "of" in component:
        names = words.listed(
            words.name_of(source)
            for source in words.document["components"]
            if source["code"] in component["of"]
        )
        return words.say(f"以{names}为基数", f"based on {names}")
    if "metric" not in component:
        return words.say("不按金额计算", "not counted by amounts") + _fee_day(words, component)
    return words.named(component["metric"]) + land_in_words(words, component)


def _fee_day(words: Words, component: Component) -> str:
    """When a yearly fee falls due."""
    if component.get("per") not in ("year", OF_AGREEMENT):
        return ""
    if component.get("in_advance"):
        return words.say("，每年首日预付", ", due in advance on the first day of each year")
    return words.say("，每满一年支付", ", due on each anniversary")


def _others(words: Words, component: Component) -> str:
    """The metrics that are counted with it or taken off."""
    text = ""
    if "plus" in component:
        names = words.all_named(component["plus"])
        text += words.say(f"加{names}", f" plus {names}")
    if "minus" in component:
        names = words.all_named(component["minus"])
        text += words.say(f"，扣除{names}", f", less {names}")
    return text


def _adjusted(words: Words, component: Component) -> str:
    return "".join(
        words.say(*phrase).format(
            value_in_words(words, component[key], COUNTED_FORMS.get(key, words.money(component)))
        )
        for key, phrase in COUNTED.items()
        if key in component
    )


def _exchanged(words: Words, component: Component) -> str:
    if component.get("currency", "CNY") == "CNY" and "rate_day" not in component:
        return ""
    currency, day = words.word(component.get("currency", "CNY")), words.named(component["rate_day"])
    return words.say(f"，以{currency}计，按{day}汇率折算", f", in {currency} at the rate of {day}")


def _arrived(words: Words, component: Component) -> str:
    if "window" not in component:
        return ""
    return words.say("，", ", ") + window_in_words(words, component["window"])


def _by_years(words: Words, component: Component) -> str:
    if component.get("per") == OF_AGREEMENT:
        return words.say("，按协议年度计算", ", by years of the agreement")
    return words.say("，按年计算", ", year by year") if component.get("per") == "year" else ""


PARTS_OF_COUNTED: tuple[Callable[[Words, Component], str], ...] = (
    _base,
    _others,
    _adjusted,
    _exchanged,
    _arrived,
    _by_years,
)


def _conditions(words: Words, component: Component) -> Iterator[str]:
    for condition in component.get("when", []):
        text = condition_in_words(words, condition)
        yield words.say(f"条件：{text}", f"if {text}")
    yield from _limited(words, component, LEAST, words.money(component))


def _multipliers(words: Words, component: Component) -> Iterator[str]:
    for multiplier in component.get("multipliers", []):
        factor = value_in_words(words, multiplier["by"], plain)
        yield when_in_words(words, multiplier) + words.say(f"乘以 {factor}", f"times {factor}")


def _bounds(words: Words, component: Component) -> Iterator[str]:
    yield from _limited(words, component, BOUNDS, words.paid)
    if component.get("outside_cap"):
        yield words.say("不计入总上限", "outside the policy’s caps")


def _limited(
    words: Words, component: Component, limits: dict[str, tuple[str, str]], form: NumberFormat
) -> Iterator[str]:
    for key, phrase in limits.items():
        if key in component:
            yield words.say(*phrase).format(value_in_words(words, component[key], form))


def _fee_begins(component: Component) -> str:
    """The milestone from which the years of a fee are reckoned, each for itself."""
    if "metric" in component:
        return ""
    if component.get("per") == OF_AGREEMENT:
        return "appointed"
    is_fee = component.get("per") == "year" and "of" not in component
    return component["window"]["from"] if is_fee else ""


def _stages(words: Words, stages: Stages, fee_begins: str) -> Iterator[str]:
    if isinstance(stages, dict):
        for choice in stages["choose"]:
            text = words.say("，", ", ").join(_stages(words, choice["then"], fee_begins))
            yield when_in_words(words, choice, is_choice=True) + text
        return
    for stage in stages:
        share, day = value_in_words(words, stage["share"], rate), _day(words, stage, fee_begins)
        yield words.say(f"{day}后支付 {share}", f"{share} is paid after {day}")


def _day(words: Words, stage: Stage, fee_begins: str) -> str:
    """The milestone of the stage, and how many months later."""
    day = words.named(stage["milestone"])
    if stage["milestone"] == fee_begins:
        day = words.say("当年首日", "the first day of its year")
    months = stage.get("months")
    return words.say(f"{day}满 {months} 个月", f"{day} and {months} months") if months else day
