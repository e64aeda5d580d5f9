"""What an enterprise would get: an estimate with its steps, in yuan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from commissions.engine import Facts as EngineFacts
from commissions.engine import Step
from commissions.engine.facts import METRICS
from commissions.engine.schedules import reward
from commissions.engine.scope import Scope

from .conditions import Answer, Facts, judge
from .vocabulary import COUNT, OWN_METRICS, fact_named

Benefit = Mapping[str, Any]

FEN = Decimal("0.01")
NOTHING_ELSE = Scope({"metrics": OWN_METRICS}, EngineFacts(project=""))


@dataclass(frozen=True)
class Earned:
    """What one benefit comes to. ``amount`` is None where it is given in kind, or ``asks`` names
    what has to be known first; ``is_due`` is false where a condition of its own fails.
    """

    benefit: Benefit
    amount: Decimal | None = None
    steps: tuple[Step, ...] = ()
    asks: tuple[str, ...] = ()
    is_due: bool = True


@dataclass(frozen=True)
class Estimate:
    """``amount`` is what is known of it, None where nothing is; ``asks`` names the facts that the
    rest depends on.
    """

    amount: Decimal | None
    parts: tuple[Earned, ...]
    steps: tuple[Step, ...] = ()
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Counted:
    """What a schedule counts; see ``commissions.engine.schedules.Base``."""

    amount: Decimal
    is_counting: bool

    def __call__(self, window: object) -> Decimal:
        return self.amount


def estimate(benefits: Sequence[Benefit], cap: Decimal | None, facts: Facts) -> Estimate:
    """What ``benefits`` come to together, at most ``cap``."""
    parts = tuple(earned(benefit, facts) for benefit in benefits)
    asks = tuple(dict.fromkeys(name for part in parts for name in part.asks))
    amounts = [part.amount for part in parts if part.amount is not None]
    if not amounts:
        return Estimate(None, parts, (), asks)
    total = sum(amounts, Decimal(0))
    if cap is None or total <= cap:
        return Estimate(total, parts, (), asks)
    return Estimate(cap, parts, (Step.of("all_together", sum=total, cap=cap),), asks)


def earned(benefit: Benefit, facts: Facts) -> Earned:
    """What one benefit comes to for what is known."""
    findings = [judge(condition, facts, benefit["clause"]) for condition in benefit.get("when", ())]
    if any(finding.answer is Answer.NO for finding in findings):
        return Earned(benefit, is_due=False)
    asks = [
        leaf.asks
        for finding in findings
        if finding.answer is Answer.UNKNOWN
        for leaf in finding.leaves()
        if leaf.answer is Answer.UNKNOWN
    ]
    metric = benefit.get("metric")
    if metric and facts.get(metric) is None:
        asks.append(metric)
    if asks or "schedule" not in benefit:
        return Earned(benefit, asks=tuple(dict.fromkeys(asks)))
    amount, steps = _within_bounds(benefit, *_over_years(benefit, *_reward(benefit, facts)))
    return Earned(benefit, amount.quantize(FEN, ROUND_HALF_UP), tuple(steps))


def _reward(benefit: Benefit, facts: Facts) -> tuple[Decimal, list[Step]]:
    metric, schedule = benefit.get("metric"), benefit["schedule"]
    amount: Decimal = facts.get(metric) if metric else Decimal(0)
    if schedule["mode"] in OWN_MODES:
        return OWN_MODES[schedule["mode"]](benefit, amount)
    scope = NOTHING_ELSE.of(benefit["clause"], None)
    result, steps = reward(scope, schedule, _Counted(amount, bool(metric)))
    return result, [_with_unit(step, metric) for step in steps]


def _with_unit(step: Step, metric: str | None) -> Step:
    """The step with the name of what is counted, where its metric is a count."""
    if not metric or fact_named(metric).kind != COUNT:
        return step
    return step._replace(values=(*step.values, ("unit", metric)))


def _each(benefit: Benefit, count: Decimal) -> tuple[Decimal, list[Step]]:
    """A sum for each one that is counted."""
    sum_of_one: Decimal = benefit["schedule"]["amount"]
    result = count * sum_of_one
    values = {"count": count, "amount": sum_of_one, "result": result, "unit": benefit["metric"]}
    return result, [Step.of("each", benefit["clause"], **values)]


OWN_MODES: dict[str, Callable[[Benefit, Decimal], tuple[Decimal, list[Step]]]] = {"each": _each}


def _over_years(benefit: Benefit, amount: Decimal, steps: list[Step]) -> tuple[Decimal, list[Step]]:
    """Given for several years, each its own part: all, all, half."""
    years: Sequence[Decimal] = benefit.get("years", ())
    if not years:
        return amount, steps
    total = amount * sum(years, Decimal(0))
    step = Step.of("years", benefit["clause"], years=list(years), result=total)
    return total, [*steps, step]


def _within_bounds(
    benefit: Benefit, amount: Decimal, steps: list[Step]
) -> tuple[Decimal, list[Step]]:
    floor, cap = benefit.get("floor"), benefit.get("cap")
    if floor is not None and Decimal(0) < amount < floor:
        amount, steps = floor, [*steps, Step.of("floor", benefit["clause"], floor=floor)]
    if cap is not None and amount > cap:
        amount, steps = cap, [*steps, Step.of("cap", benefit["clause"], cap=cap)]
    return amount, steps


__all__ = ["METRICS", "Earned", "Estimate", "earned", "estimate"]
