"""What each component comes to, period by period, before caps over all, stages and payees."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .facts import Contribution, Step
from .schedules import reward
from .scope import ZERO, Missing, Scope, months_after

FEN = Decimal("0.01")


class Reward(NamedTuple):
    """``on`` is the day of the last amount that counts in it, None where nothing is counted."""

    component: Mapping
    period: str
    amount: Decimal
    steps: tuple[Step, ...]
    contributions: tuple[str, ...] = ()
    on: date | None = None

    @property
    def year(self) -> int | None:
        return self.on.year if self.on else None


class Period(NamedTuple):
    """The project as a whole (``year`` None) or one calendar year, with what is counted in it."""

    year: int | None
    counted: tuple[Contribution, ...] = ()
    rewards: tuple[Reward, ...] = ()
    on: date | None = None

    @property
    def label(self) -> str:
        return "" if self.year is None else str(self.year)


def rewards_of(scope: Scope, component, found: Mapping[str, list[Reward]], as_of: date, notes: list[Step]) -> Iterator[Reward]:
    """The rewards of one component; ``found`` holds those it may build on. What is missing or not met goes to ``notes``."""
    paid = ZERO
    for period in _periods(scope, component, found, as_of):
        here = scope.of(component["clause"], period.year)
        try:
            each = _reward(here, component, period, paid, notes)
        except Missing as missing:
            notes.append(_about(missing.step, component))
            continue
        if each and each.amount:
            paid += each.amount
            yield each
        elif each:
            notes.append(_about(each.steps[-1], component))


def _reward(scope, component, period, paid, notes) -> Reward | None:
    index = scope.failing(component.get("when", []))
    if index is not None:
        condition = component["when"][index]
        notes.append(_note("component_not_met", component, period, condition=f"when[{index}]", found=scope.found(condition)))
        return None
    base = _Base(scope, component, period)
    least = scope.value(component.get("at_least"))
    if least is not None and base() < least:
        notes.append(_note("below_threshold", component, period, base=base(), at_least=least))
        return None
    schedule = scope.choice(component["schedule"])
    if schedule is None:
        notes.append(_note("no_schedule", component, period))
        return None
    amount, steps = reward(scope, schedule, base)
    amount, more = _multiplied(scope, component, amount)
    amount, exchanged = _as_paid(scope, component, period, amount)
    amount, limited = _limited(scope, component, amount, paid)
    amount = amount.quantize(FEN, rounding=ROUND_HALF_UP)
    told = (*base.told(), *steps, *more, *exchanged, *scope.told, *limited)
    ids = tuple(each.id for each in period.counted)
    return Reward(component, period.label, amount, told, ids, period.on)


class _Base:
    """What is counted in the period; called with a window, only what arrived in it."""

    def __init__(self, scope, component, period):
        self.scope, self.component, self.period = scope, component, period
        self.sums: dict[int, Decimal] = {}

    def __call__(self, window=None) -> Decimal:
        if id(window) not in self.sums:
            self.sums[id(window)] = self._sum(window)
        return self.sums[id(window)]

    def _sum(self, window) -> Decimal:
        scope, component = self.scope, self.component
        amount = self._gross(window) - self._less(window)
        for key in ("share", "times"):
            factor = scope.value(component.get(key))
            amount = amount if factor is None else amount * factor
        above = scope.value(component.get("above"))
        return max(ZERO, amount if above is None else amount - above)

    def _gross(self, window) -> Decimal:
        if "of" in self.component:
            return sum((each.amount for each in self.period.rewards), ZERO)
        counted = self.period.counted
        if window is not None:
            counted = tuple(each for each in counted if self.scope.is_within(each.on, window))
        return self.scope.total(counted, self.component)

    def _less(self, window) -> Decimal:
        metrics = deducted(self.component)
        if not metrics:
            return ZERO
        taken = self.scope.counted(metrics, self.component.get("window"), self.period.year)
        if window is not None:
            taken = (each for each in taken if self.scope.is_within(each.on, window))
        return self.scope.total(list(taken), self.component)

    def told(self) -> list[Step]:
        component, clause = self.component, self.scope.clause
        if "of" in component:
            return [Step.of("builds_on", clause, components=component["of"], base=self())]
        if "metric" not in component:
            return []
        steps = [Step.of("base", clause, metric=component["metric"], count=sum(each.count for each in self.period.counted), base=self._gross(None), **_terms(component))]
        if less := self._less(None):
            steps.append(Step.of("deducted", clause, metrics=deducted(component), amount=less))
        for key in ("share", "times", "above"):
            if (number := self.scope.value(component.get(key))) is not None:
                steps.append(Step.of(f"counted_{key}", clause, by=number, result=self()))
        return steps


def deducted(component) -> tuple[str, ...]:
    """The metrics that are taken off what the component counts."""
    land = ("land",) if component.get("land") == "excluded" else ()
    return (*land, *component.get("minus", ()))


def _terms(component) -> dict:
    """What the sum of a component's amounts says of itself besides the sum."""
    return {key: component[key] for key in ("plus", "currency") if key in component}


def _periods(scope, component, found, as_of) -> Iterator[Period]:
    """The periods in which something is counted, in order of time."""
    by_year = component.get("per") == "year"
    if "of" in component:
        yield from _periods_of(component, found, by_year)
    elif "metric" not in component:
        yield from _anniversaries(scope, component, as_of) if by_year else [Period(None)]
    else:
        metrics = (component["metric"], *component.get("plus", ()))
        counted = tuple(sorted(scope.counted(metrics, component.get("window")), key=lambda each: each.on))
        for year in sorted({each.on.year for each in counted}) if by_year else [None] if counted else []:
            chosen = tuple(each for each in counted if year is None or each.on.year == year)
            yield Period(year, chosen, on=chosen[-1].on)


def _periods_of(component, found, by_year):
    rewards = [each for code in component["of"] for each in found[code]]
    days = [each.on for each in rewards if each.on]
    if not by_year:
        if rewards:
            yield Period(None, rewards=tuple(rewards), on=max(days, default=None))
        return
    for year in sorted({each.year for each in rewards if each.year}):
        chosen = tuple(each for each in rewards if each.year == year)
        yield Period(year, rewards=chosen, on=max(each.on for each in chosen))


def _anniversaries(scope, component, as_of):
    """A sum that nothing is counted for falls due on the first day of each year of its window."""
    if "window" not in component:
        return
    start, end = scope.window(component["window"])
    for number in range(100 if start else 0):
        day = months_after(start, 12 * number)
        if day >= end or day > as_of:
            return
        yield Period(day.year, on=day)


def _multiplied(scope, component, amount):
    steps = []
    for each in component.get("multipliers", []):
        factor = scope.value(each["by"]) if scope.failing(each.get("when", [])) is None else None
        if factor is not None:
            amount *= factor
            steps.append(Step.of("multiplier", each.get("clause", scope.clause), by=factor, result=amount))
    return amount, steps


def _as_paid(scope, component, period, amount):
    """A reward in another currency than the policy pays in is exchanged at the rate of its day."""
    pays, currency = scope.document.get("currency", "CNY"), currency_of(scope.document, component)
    if currency == pays or not amount:
        return amount, []
    result = amount * _yuan_for_one(scope, component, period, currency)
    if pays != "CNY":
        result /= scope.rate(pays, scope.facts.milestones.get(component["rate_day"]))
    rate = (result / amount).quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)
    values = {"amount": amount, "currency": currency, "rate_day": component["rate_day"], "rate": rate, "result": result}
    return result, [Step.of("exchanged", scope.clause, **values)]


def currency_of(document, component) -> str:
    """The currency of the sums in the schedule: that of the amounts; where none are counted, that of the policy."""
    usual = "CNY" if "metric" in component else document.get("currency", "CNY")
    return component.get("pays_in", component.get("currency", usual))


def _yuan_for_one(scope, component, period, currency) -> Decimal:
    """The rate of the component's day: that of the arrivals is their weighted mean."""
    if currency == "CNY":
        return Decimal(1)
    if component["rate_day"] != "arrival":
        return scope.rate(currency, scope.facts.milestones.get(component["rate_day"]))
    yuan = scope.total(period.counted, {"rate_day": "arrival", "currency": "CNY"})
    foreign = scope.total(period.counted, component)
    return yuan / foreign if foreign else ZERO


def _limited(scope, component, amount, paid):
    """Not less than the floor once anything is due, not more than the caps of the component."""
    steps = []
    floor, cap, total = (scope.value(component.get(key)) for key in ("floor", "cap", "cap_total"))
    if floor is not None and 0 < amount < floor:
        amount = floor
        steps.append(Step.of("floor", scope.clause, floor=floor))
    if cap is not None and amount > cap:
        amount = cap
        steps.append(Step.of("cap", scope.clause, cap=cap))
    if total is not None and amount > total - paid:
        amount = max(ZERO, total - paid)
        steps.append(Step.of("cap_total", scope.clause, cap=total, paid=paid))
    return amount, steps


def _note(kind, component, period, **values) -> Step:
    return Step.of(kind, component["clause"], component=component["code"], period=period.label, **values)


def _about(step: Step, component) -> Step:
    return Step(step.kind, component["clause"], (("component", component["code"]), *step.values))
