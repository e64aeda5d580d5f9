"""From a reward to what each payee is due at each stage, with the tax and who bears it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .facts import Due, Facts, Step
from .payees import Part, split
from .rewards import FEN, Reward
from .scope import ZERO, Scope, months_after


def dues_of(scope: Scope, each: Reward, parts: Sequence[Part], as_of: date, kept: Decimal) -> Iterator[Due]:
    """The dues of one reward; ``kept`` is the part that a termination leaves."""
    here = scope.of(each.component["clause"], each.year)
    for stage, amount, day in _stages(here, each):
        steps = (*each.steps, *here.told)
        if stage:
            steps = (*steps, Step.of("stage", here.clause, milestone=stage, amount=amount, on=day))
            day = day if day is not None and day <= as_of else None
        if kept != 1:
            amount = (amount * kept).quantize(FEN, rounding=ROUND_HALF_UP)
            steps = (*steps, Step.of("kept", "", share=kept, amount=amount))
        held = stage if stage and day is None else ""
        for part, share in split(amount, parts):
            if part.payee and share:
                told = steps if len(parts) == 1 else (*steps, Step.of("share", "", part=part.weight, all=_all(parts), amount=share))
                on = None if held else day or _first_day(here.facts)
                yield Due(each.component["code"], each.period, stage, part.payee.id, share, told, each.contributions, on, held)


def finished(scope: Scope, due: Due) -> Due:
    """The due with its tax and with who bears it."""
    if "tax" not in scope.document and "borne_by" not in scope.document:
        return due
    payee = next(each for each in scope.facts.payees if each.id == due.payee)
    here = scope.of("", due.on.year if due.on else None)
    gross, tax, steps = _taxed(here, payee, due.amount)
    if not tax and "borne_by" not in scope.document:
        return due
    borne = tuple(_borne(here, gross))
    return due._replace(amount=gross, tax=tax, steps=(*due.steps, *here.told, *steps), borne=borne)


def _all(parts) -> Decimal:
    return sum((each.weight for each in parts), ZERO)


def _first_day(facts: Facts) -> date | None:
    """The day of a sum that waits for nothing."""
    return min(facts.milestones.values(), default=None)


def _stages(scope, each) -> list[tuple[str, Decimal, date | None]]:
    """[(stage, amount, the day it is reached)]: the last takes what rounding left, so that the stages add up."""
    stages = scope.choice(each.component.get("stages"))
    if not stages:
        return [("", each.amount, each.on)]
    found, left = [], each.amount
    for index, stage in enumerate(stages):
        part = left if index == len(stages) - 1 else (each.amount * scope.value(stage["share"])).quantize(FEN, rounding=ROUND_HALF_UP)
        left -= part
        found.append((_name(stage), part, _reached(stage, scope.facts, each.on)))
    return found


def _name(stage) -> str:
    return f"{stage['milestone']}+{stage['months']}" if stage.get("months") else stage["milestone"]


def _reached(stage, facts, on) -> date | None:
    day = facts.milestones.get(stage["milestone"])
    if day is None:
        return None
    day = months_after(day, stage.get("months", 0))
    return max(day, on) if on else day


def _taxed(scope, payee, amount) -> tuple[Decimal, Decimal, list[Step]]:
    """(gross, tax, reasons): a tax is taken out of the amount, or comes on top so that the amount is what the payee keeps."""
    rule = scope.document.get("tax")
    if rule is None or not payee.traits & set(rule.get("payees", ["natural_person"])):
        return amount, ZERO, []
    rate = scope.value(rule["rate"]) or ZERO
    if rule["treatment"] == "withheld":
        tax = (amount * rate).quantize(FEN, rounding=ROUND_HALF_UP)
        return amount, tax, [Step.of("tax_withheld", "", base=amount, rate=rate, tax=tax)]
    gross = (amount / (1 - rate)).quantize(FEN, rounding=ROUND_HALF_UP)
    return gross, gross - amount, [Step.of("tax_added", "", net=amount, rate=rate, tax=gross - amount, result=gross)]


def _borne(scope, amount) -> Iterator[tuple[str, Decimal]]:
    """[(tier, amount)]: the last tier bears what rounding left."""
    bearers, left = scope.document.get("borne_by", []), amount
    for index, each in enumerate(bearers):
        share = scope.value(each["share"]) or ZERO
        part = left if index == len(bearers) - 1 else (amount * share).quantize(FEN, rounding=ROUND_HALF_UP)
        left -= part
        yield each["code"], part


def next_day(document: Mapping, facts: Facts, as_of: date) -> date | None:
    """The first day after ``as_of`` on which the result may change though no fact does."""
    days = {each.on for each in facts.contributions} | set(facts.milestones.values())
    for component in document["components"]:
        days |= set(_delayed(component.get("stages", []), facts))
        if component.get("per") == "year" and "metric" not in component and "window" in component:
            start = facts.milestones.get(component["window"]["from"])
            days |= {months_after(start, 12 * number) for number in range(100)} if start else set()
    return min((day for day in days if day > as_of), default=None)


def _delayed(stages, facts) -> Iterator[date]:
    if isinstance(stages, dict):
        for each in stages["choose"]:
            yield from _delayed(each["then"], facts)
        return
    for stage in stages:
        if stage.get("months") and stage["milestone"] in facts.milestones:
            yield months_after(facts.milestones[stage["milestone"]], stage["months"])
