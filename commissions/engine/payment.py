"""From a reward to what each payee is due at each stage, with the tax and who bears it."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .facts import Due, Facts, Payee, Step
from .nodes import Component, Stage
from .payees import Part, split
from .periods import Reward
from .rewards import FEN
from .scope import ZERO, Scope, months_after
from .vocabulary import OF_AGREEMENT


def dues_of(scope: Scope, reward: Reward, parts: Sequence[Part], kept: Decimal) -> Iterator[Due]:
    """The dues of one reward; ``kept`` is the part that a termination leaves. Raises Missing where
    the stages leave a part open.
    """
    year_scope, as_of = scope.of(reward.component["clause"], reward.year), scope.as_of or date.max
    for stage, amount, day in _stages(year_scope, reward):
        steps = (*reward.steps, *year_scope.told)
        if stage:
            steps = (
                *steps,
                Step.of("stage", year_scope.clause, milestone=stage, amount=amount, on=day),
            )
            day = day if day is not None and day <= as_of else None
        if kept != 1:
            amount = (amount * kept).quantize(FEN, rounding=ROUND_HALF_UP)
            steps = (*steps, Step.of("kept", "", share=kept, amount=amount))
        held = stage if stage and day is None else ""
        for part, share in split(amount, parts):
            if part.payee and share:
                reasons = (
                    steps
                    if len(parts) == 1
                    else (
                        *steps,
                        Step.of("share", "", part=part.weight, all=_all(parts), amount=share),
                    )
                )
                due_on = None if held else day or _first_day(year_scope.facts)
                yield Due(
                    reward.component["code"],
                    reward.period,
                    stage,
                    part.payee.id,
                    share,
                    reasons,
                    reward.contributions,
                    due_on,
                    held,
                )


def finished(scope: Scope, due: Due) -> Due:
    """The due with its tax and with who bears it."""
    if "tax" not in scope.document and "borne_by" not in scope.document:
        return due
    payee = next(payee for payee in scope.facts.payees if payee.id == due.payee)
    year_scope = scope.of("", due.on.year if due.on else None)
    component = next(
        component
        for component in scope.document["components"]
        if component["code"] == due.component
    )
    gross, tax, steps = _taxed(year_scope, payee, due.amount, component.get("tax", ""))
    if not tax and not steps and "borne_by" not in scope.document:
        return due
    bearers = tuple(_borne(year_scope, gross))
    return due._replace(
        amount=gross, tax=tax, steps=(*due.steps, *year_scope.told, *steps), borne=bearers
    )


def _all(parts: Sequence[Part]) -> Decimal:
    return sum((part.weight for part in parts), ZERO)


def _first_day(facts: Facts) -> date | None:
    """The day of a sum that waits for no stage: that of the first milestone."""
    return min(facts.milestones.values(), default=None)


def _stages(scope: Scope, reward: Reward) -> list[tuple[str, Decimal, date | None]]:
    """[(stage, amount, the day it is reached)]: the last takes what rounding left, so that the
    stages add up.
    """
    stages = scope.choice(reward.component.get("stages"))
    if not stages:
        return [("", reward.amount, reward.on)]
    parts = _parts(reward.amount, scope.shares(stages))
    days = [_reached(stage, scope.facts, reward) for stage in stages]
    return list(zip(map(_name, stages), parts, days, strict=True))


def _parts(amount: Decimal, shares: Sequence[Decimal]) -> Iterator[Decimal]:
    """``amount`` by shares that add up to one; the last takes what rounding left."""
    remainder = amount
    for share in shares[:-1]:
        part = (amount * share).quantize(FEN, rounding=ROUND_HALF_UP)
        remainder -= part
        yield part
    yield remainder


def _name(stage: Stage) -> str:
    return f"{stage['milestone']}+{stage['months']}" if stage.get("months") else stage["milestone"]


def _reached(stage: Stage, facts: Facts, reward: Reward) -> date | None:
    """The day of a stage, never before that of its money. In a yearly fee each year has its own,
    reckoned from the year's first day.
    """
    day = facts.milestones.get(stage["milestone"])
    if day is None:
        return None
    if reward.begins and stage["milestone"] == _fee_begins(reward.component):
        day = reward.begins
    day = months_after(day, stage.get("months", 0))
    return max(day, reward.on) if reward.on else day


def _fee_begins(component: Component) -> str:
    """The milestone from which the years of a fee are reckoned."""
    return "appointed" if component.get("per") == OF_AGREEMENT else component["window"]["from"]


def _taxed(
    scope: Scope, payee: Payee, amount: Decimal, treatment: str
) -> tuple[Decimal, Decimal, list[Step]]:
    """(gross, tax, reasons): a tax is taken out of the amount, or comes on top so that the amount
    is what the payee keeps.

    ``treatment`` is how the component's reward is taxed; "" as the policy says.
    """
    rule = scope.document.get("tax")
    if rule is None or not payee.traits & set(rule.get("payees", ["natural_person"])):
        return amount, ZERO, []
    if treatment == "free":
        return amount, ZERO, [Step.of("tax_free")]
    rate = scope.value(rule["rate"]) or ZERO
    if (treatment or rule["treatment"]) == "withheld":
        tax = (amount * rate).quantize(FEN, rounding=ROUND_HALF_UP)
        return amount, tax, [Step.of("tax_withheld", "", base=amount, rate=rate, tax=tax)]
    gross = (amount / (1 - rate)).quantize(FEN, rounding=ROUND_HALF_UP)
    return (
        gross,
        gross - amount,
        [Step.of("tax_added", "", net=amount, rate=rate, tax=gross - amount, result=gross)],
    )


def _borne(scope: Scope, amount: Decimal) -> Iterator[tuple[str, Decimal]]:
    """[(tier, amount)]: the last tier bears what rounding left."""
    bearers = scope.document.get("borne_by", [])
    if bearers:
        codes = (bearer["code"] for bearer in bearers)
        yield from zip(codes, _parts(amount, scope.shares(bearers)), strict=True)
