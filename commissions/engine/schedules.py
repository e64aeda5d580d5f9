"""From a base amount to a reward. Each function returns the unrounded reward and its reasons."""

from decimal import Decimal

from .facts import Step


def reward(schedule: dict, base: Decimal, clause: str) -> tuple[Decimal, list[Step]]:
    """Apply a checked ``schedule`` to ``base`` (yuan)."""
    return MODES[schedule["mode"]](schedule, base, clause)


def single(schedule, base, clause):
    """``base`` × rate."""
    result = base * schedule["rate"]
    return result, [Step.of("rate", clause, base=base, rate=schedule["rate"], result=result)]


def marginal(schedule, base, clause):
    """Each slice of ``base`` earns its own bracket's rate; what lies below the first bracket earns nothing."""
    total, steps = Decimal(0), []
    for bracket in schedule["brackets"]:
        low, high = bracket["from"], bracket.get("to")
        if base <= low:
            break
        part = (base if high is None else min(base, high)) - low
        result = part * bracket["rate"]
        total += result
        steps.append(Step.of("slice", clause, low=low, high=high or "", part=part, rate=bracket["rate"], result=result))
    return total, steps


def whole(schedule, base, clause):
    """All of ``base`` earns the rate of the bracket that it falls into."""
    bracket = _bracket_of(schedule, base)
    if bracket is None:
        return Decimal(0), [Step.of("no_bracket", clause, base=base)]
    result = base * bracket["rate"]
    values = {"low": bracket["from"], "high": bracket.get("to") or "", "base": base, "rate": bracket["rate"], "result": result}
    return result, [Step.of("whole", clause, **values)]


def flat(schedule, base, clause):
    """A fixed sum by the bracket that ``base`` falls into."""
    bracket = _bracket_of(schedule, base)
    if bracket is None:
        return Decimal(0), [Step.of("no_bracket", clause, base=base)]
    values = {"low": bracket["from"], "high": bracket.get("to") or "", "base": base, "result": bracket["amount"]}
    return bracket["amount"], [Step.of("flat", clause, **values)]


def steps(schedule, base, clause):
    """``first`` once ``base`` reaches ``from``, then ``amount`` for every full ``every`` more."""
    if base < schedule["from"]:
        return Decimal(0), [Step.of("no_bracket", clause, base=base)]
    count = (base - schedule["from"]) // schedule["every"]
    result = schedule["first"] + count * schedule["amount"]
    values = {"base": base, "count": count, "every": schedule["every"], "amount": schedule["amount"], "result": result}
    return result, [Step.of("steps", clause, first=schedule["first"], **values)]


def fixed(schedule, base, clause):
    """One sum, whatever the base."""
    return schedule["amount"], [Step.of("fixed", clause, result=schedule["amount"])]


def _bracket_of(schedule, base):
    """The bracket of ``base``; an amount on an edge belongs to the ``upper`` or to the ``lower`` bracket, as the policy says."""
    upper = schedule["edge"] == "upper"
    for bracket in schedule["brackets"]:
        low, high = bracket["from"], bracket.get("to")
        above = base >= low if upper else base > low
        below = high is None or (base < high if upper else base <= high)
        if above and below:
            return bracket
    return None


MODES = {"single": single, "marginal": marginal, "whole": whole, "flat": flat, "steps": steps, "fixed": fixed}
