"""The schedule of a component told in words: how what it counts becomes what it pays."""

from collections.abc import Iterator

from .describe_values import value_in_words, when_in_words, window_in_words
from .nodes import Bracket, NumberFormat, Schedule
from .words import Words, rate

BRACKETS = {
    "marginal": ("超额累进", "each slice at its own rate"),
    "whole": ("全额适用一档", "all at the rate of one bracket"),
    "flat": ("按档定额", "a sum by the bracket"),
}
EDGES = {
    "upper": ("，界点归较高档", ", an edge belongs to the higher bracket"),
    "lower": ("，界点归较低档", ", an edge belongs to the lower bracket"),
}
# For a bracket with an edge of its own: whether its lower end belongs to it.
OWN_EDGES = {"upper": ("（含）", " (itself in it)"), "lower": ("（不含）", " (itself not in it)")}


def schedule_in_words(
    words: Words, schedule: Schedule, counted: NumberFormat, pays: NumberFormat
) -> Iterator[str]:
    """``counted`` and ``pays`` tell an amount of what is counted and of what is paid."""
    if "choose" in schedule:
        for choice in schedule["choose"]:
            text = words.in_turn(schedule_in_words(words, choice["then"], counted, pays))
            yield when_in_words(words, choice, is_choice=True) + text
        return
    yield SCHEDULES[schedule["mode"]](words, schedule, counted, pays)


def _single(words: Words, schedule: Schedule, _counted: NumberFormat, _pays: NumberFormat) -> str:
    share = value_in_words(words, schedule["rate"], rate)
    return words.say(f"按 {share} 计算", f"{share} of it")


def _brackets(words: Words, schedule: Schedule, counted: NumberFormat, pays: NumberFormat) -> str:
    lines = words.in_turn(
        _bracket(words, bracket, counted, pays) for bracket in schedule["brackets"]
    )
    kind = words.say(*BRACKETS[schedule["mode"]])
    edge = words.say(*EDGES[schedule["edge"]]) if "edge" in schedule else ""
    return words.say(f"{kind}{edge}：{lines}", f"{kind}{edge}: {lines}")


def _bracket(words: Words, bracket: Bracket, counted: NumberFormat, pays: NumberFormat) -> str:
    low, high = counted(bracket["from"]), bracket.get("to")
    edge = words.say(*OWN_EDGES[bracket["edge"]]) if "edge" in bracket else ""
    end = (
        words.say("以上", " and more")
        if high is None
        else words.say(f"至 {counted(high)}", f" to {counted(high)}")
    )
    deadline = words.aside(window_in_words(words, bracket["within"])) if "within" in bracket else ""
    return f"{low}{edge}{end}{deadline} {_earned(words, bracket, pays)}"


def _earned(words: Words, bracket: Bracket, pays: NumberFormat) -> str:
    if "rate" not in bracket:
        return value_in_words(words, bracket["amount"], pays)
    lowest = value_in_words(words, bracket["rate"], rate)
    if "rising_to" not in bracket:
        return lowest
    highest = value_in_words(words, bracket["rising_to"], rate)
    return words.say(f"{lowest} 均匀升至 {highest}", f"{lowest} rising evenly to {highest}")


def _steps(words: Words, schedule: Schedule, counted: NumberFormat, pays: NumberFormat) -> str:
    start = value_in_words(words, schedule["from"], counted)
    step = value_in_words(words, schedule["every"], counted)
    if "first_rate" in schedule:
        first = value_in_words(words, schedule["first_rate"], rate)
        increase = value_in_words(words, schedule["rate"], rate)
    else:
        first = value_in_words(words, schedule["first"], pays)
        increase = value_in_words(words, schedule["amount"], pays)
    limit = ""
    if "at_most" in schedule:
        times = schedule["at_most"]
        limit = words.say(f"，最多加 {times} 次", f", at most {times} times")
    return words.say(
        f"满 {start} 奖 {first}，另每满 {step} 加 {increase}{limit}",
        f"{first} from {start} on, and {increase} for every full {step} more{limit}",
    )


def _pro_rata(words: Words, schedule: Schedule, counted: NumberFormat, pays: NumberFormat) -> str:
    target = value_in_words(words, schedule["of"], counted)
    reward = value_in_words(words, schedule["amount"], pays)
    return words.say(
        f"完成 {target} 得 {reward}，不足按比例", f"{reward} for {target}, less in proportion"
    )


def _fixed(words: Words, schedule: Schedule, _counted: NumberFormat, pays: NumberFormat) -> str:
    reward = value_in_words(words, schedule["amount"], pays)
    return words.say(f"定额 {reward}", f"a fixed sum of {reward}")


SCHEDULES = {
    "single": _single,
    "marginal": _brackets,
    "whole": _brackets,
    "flat": _brackets,
    "steps": _steps,
    "pro_rata": _pro_rata,
    "fixed": _fixed,
}
