"""From what is counted to a reward. Each function returns the unrounded reward, in the currency of
the schedule, and its reasons.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from .facts import Step
from .nodes import Bracket, Schedule, Value, Window
from .scope import ZERO, Scope


class Base(Protocol):
    """What is counted; ``is_counting`` is false where the reward rests on no amount at all."""

    is_counting: bool

    def __call__(self, window: Window | None) -> Decimal: ...


def reward(scope: Scope, schedule: Schedule, base: Base) -> tuple[Decimal, list[Step]]:
    """Apply a checked ``schedule``. ``base(window)`` is what is counted; with a window, only what
    arrived in it.

    Where something is counted and nothing is left of it, nothing is earned, whatever the schedule.
    """
    if base.is_counting and base(None) <= 0:
        return ZERO, [Step.of("nothing_left", scope.clause)]
    return MODES[schedule["mode"]](scope, schedule, base)


def single(scope: Scope, schedule: Schedule, base: Base) -> tuple[Decimal, list[Step]]:
    """What is counted × rate."""
    amount, rate = base(None), _value(scope, schedule["rate"])
    return amount * rate, [
        Step.of("rate", scope.clause, base=amount, rate=rate, result=amount * rate)
    ]


def marginal(scope: Scope, schedule: Schedule, base: Base) -> tuple[Decimal, list[Step]]:
    """Each slice earns its own bracket's rate; what lies below the first bracket earns nothing."""
    total, steps = ZERO, []
    for bracket in schedule["brackets"]:
        amount, low, high = base(bracket.get("within")), bracket["from"], bracket.get("to")
        if amount <= low:
            continue
        part = (amount if high is None else min(amount, high)) - low
        rate = _rate(scope, bracket, part)
        total += part * rate
        steps.append(
            Step.of(
                "slice", scope.clause, low=low, high=high, part=part, rate=rate, result=part * rate
            )
        )
    return total, steps or [Step.of("no_bracket", scope.clause, base=base(None))]


def whole(scope: Scope, schedule: Schedule, base: Base) -> tuple[Decimal, list[Step]]:
    """All that is counted earns the rate of the bracket that it falls into."""
    bracket, amount = _bracket_of(schedule, base)
    if bracket is None:
        return ZERO, [Step.of("no_bracket", scope.clause, base=base(None))]
    rate = _value(scope, bracket["rate"])
    if "rising_to" in bracket:
        fraction = (amount - bracket["from"]) / (bracket["to"] - bracket["from"])
        rate += (_value(scope, bracket["rising_to"]) - rate) * fraction
    values = {
        "low": bracket["from"],
        "high": bracket.get("to"),
        "base": amount,
        "rate": rate,
        "result": amount * rate,
    }
    return amount * rate, [Step.of("whole", scope.clause, **values)]


def flat(scope: Scope, schedule: Schedule, base: Base) -> tuple[Decimal, list[Step]]:
    """A sum by the bracket that the amount falls into."""
    bracket, amount = _bracket_of(schedule, base)
    if bracket is None:
        return ZERO, [Step.of("no_bracket", scope.clause, base=base(None))]
    result = _value(scope, bracket["amount"])
    return result, [
        Step.of(
            "flat",
            scope.clause,
            low=bracket["from"],
            high=bracket.get("to"),
            base=amount,
            result=result,
        )
    ]


def steps(scope: Scope, schedule: Schedule, base: Base) -> tuple[Decimal, list[Step]]:
    """A sum, or a rate on all that is counted, that grows with every full step."""
    amount, start, step = (
        base(None),
        _value(scope, schedule["from"]),
        _value(scope, schedule["every"]),
    )
    if amount < start:
        return ZERO, [Step.of("no_bracket", scope.clause, base=amount)]
    count = (amount - start) // step
    count = min(count, Decimal(schedule.get("at_most", count)))
    if "first_rate" in schedule:
        first, increase = _value(scope, schedule["first_rate"]), _value(scope, schedule["rate"])
        rate = first + count * increase
        values = {
            "rate": first,
            "every": step,
            "more": increase,
            "count": count,
            "total": rate,
            "base": amount,
            "result": amount * rate,
        }
        return amount * rate, [Step.of("rate_steps", scope.clause, **values)]
    first, increase = _value(scope, schedule["first"]), _value(scope, schedule["amount"])
    result = first + count * increase
    return result, [
        Step.of(
            "steps",
            scope.clause,
            first=first,
            base=amount,
            count=count,
            every=step,
            amount=increase,
            result=result,
        )
    ]


def pro_rata(scope: Scope, schedule: Schedule, base: Base) -> tuple[Decimal, list[Step]]:
    """The part of a sum that matches the part of a target, never more than all of it."""
    amount, target, full_sum = (
        base(None),
        _value(scope, schedule["of"]),
        _value(scope, schedule["amount"]),
    )
    result = full_sum if amount >= target else full_sum * amount / target
    return result, [
        Step.of("pro_rata", scope.clause, base=amount, of=target, amount=full_sum, result=result)
    ]


def fixed(scope: Scope, schedule: Schedule, base: Base) -> tuple[Decimal, list[Step]]:
    """One sum, whatever is counted."""
    result = _value(scope, schedule["amount"])
    return result, [Step.of("fixed", scope.clause, result=result)]


def _value(scope: Scope, value: Value) -> Decimal:
    """A value in a schedule; one that is left out earns nothing."""
    number = scope.value(value)
    return ZERO if number is None else number


def _rate(scope: Scope, bracket: Bracket, part: Decimal) -> Decimal:
    """The rate of a slice: where it rises evenly, the mean of its
    rates at both ends of the slice.
    """
    rate = _value(scope, bracket["rate"])
    if "rising_to" not in bracket:
        return rate
    height: Decimal = bracket["to"] - bracket["from"]
    return rate + (_value(scope, bracket["rising_to"]) - rate) * part / height / 2


def _bracket_of(schedule: Schedule, base: Base) -> tuple[Bracket | None, Decimal]:
    """The highest bracket reached, with what counts for it; an amount on an edge belongs to the
    upper or the lower, as the policy says.
    """
    last_bracket = schedule["brackets"][-1]
    for bracket in reversed(schedule["brackets"]):
        amount, upper = base(bracket.get("within")), _is_upper(schedule, bracket)
        if amount <= 0 or not (amount >= bracket["from"] if upper else amount > bracket["from"]):
            continue
        # an amount above a lower end has missed the next one's deadline
        end = last_bracket.get("to") if bracket is last_bracket else None
        is_beyond = end is not None and (
            amount >= end if schedule["edge"] == "upper" else amount > end
        )
        return (None, ZERO) if is_beyond else (bracket, amount)
    return None, ZERO


def _is_upper(schedule: Schedule, bracket: Bracket) -> bool:
    """Whether an amount on the edge with which the bracket begins belongs to it."""
    edge: str = bracket.get("edge", schedule["edge"])
    return edge == "upper"


MODES: dict[str, Callable[[Scope, Schedule, Base], tuple[Decimal, list[Step]]]] = {
    "single": single,
    "marginal": marginal,
    "whole": whole,
    "flat": flat,
    "steps": steps,
    "pro_rata": pro_rata,
    "fixed": fixed,
}
