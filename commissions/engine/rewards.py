"""What each component comes to, period by period, before caps over all, stages and payees."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from . import schedules
from .facts import Step
from .found import counted_in, currency_of, found_in, in_units
from .nodes import Component, Schedule, Window
from .periods import Period, Reward, periods_of, until_each_year
from .scope import (
    COMPARISONS,
    ZERO,
    Missing,
    Scope,
)

FEN = Decimal("0.01")


def rewards_of(
    scope: Scope,
    component: Component,
    by_code: Mapping[str, list[Reward]],
    as_of: date,
    notes: list[Step],
) -> Iterator[Reward]:
    """The rewards of one component; ``by_code`` holds those it may build on. What is missing or not
    met goes to ``notes``.
    """
    years_before = Before()
    try:
        periods = list(periods_of(scope.of(component["clause"], None), component, by_code, as_of))
    except Missing as missing:
        notes.append(_without_periods(scope.of(component["clause"], None), component, missing))
        return
    for period in periods:
        year_scope = scope.of(component["clause"], period.year)
        try:
            reward = _reward(year_scope, component, period, years_before, notes)
        except Missing as missing:
            notes.append(about(missing.step, component))
            continue
        if reward and reward.amount:
            years_before.paid += reward.amount
            yield reward
        elif reward:
            notes.append(about(reward.steps[-1], component))


def _without_periods(scope: Scope, component: Component, missing: Missing) -> Step:
    """Why nothing can be counted: a condition that does not hold, else what is missing."""
    try:
        return _not_met(scope, component, Period(None)) or about(missing.step, component)
    except Missing:
        return about(missing.step, component)


@dataclass
class Before:
    """The years before this one: what was paid for them, and how much of the one-off deduction
    (``above``) they used up.
    """

    paid: Decimal = ZERO
    taken_off: Decimal = ZERO


def _reward(
    scope: Scope, component: Component, period: Period, years_before: Before, notes: list[Step]
) -> Reward | None:
    if note := _not_met(scope, component, period):
        notes.append(note)
        return None
    base = _Base(scope, component, period, years_before.taken_off)
    years_before.taken_off += base.taken_off()
    if threshold := _threshold(scope, component, base()):
        notes.append(_note("below_threshold", component, period, base=base(), **threshold))
        return None
    schedule: Schedule | None = scope.choice(component["schedule"])
    if schedule is None:
        notes.append(_note("no_schedule", component, period))
        return None
    amount, steps, limit_steps = _worked_out(scope, component, schedule, base, years_before.paid)
    reasons = (*in_units(scope.document, base.told(), component), *steps, *scope.told, *limit_steps)
    ids = tuple(contribution.id for contribution in period.counted)
    grown = (
        tuple(_grown(scope, component, schedule, period)) if is_taken_apart(scope, period) else ()
    )
    return Reward(component, period.label, amount, reasons, ids, period.on, period.begins, grown)


def _not_met(scope: Scope, component: Component, period: Period) -> Step | None:
    """The condition that does not hold."""
    conditions = component.get("when", [])
    if (index := scope.failing(conditions)) is None:
        return None
    facts = found_in(scope, conditions[index])
    return _note("component_not_met", component, period, condition=f"when[{index}]", **facts)


def _threshold(scope: Scope, component: Component, amount: Decimal) -> dict[str, object] | None:
    """The threshold that what is counted does not reach."""
    for key in ("at_least", "more_than"):
        threshold = scope.value(component.get(key))
        if threshold is not None and not COMPARISONS[key](amount, threshold):
            return {key: threshold, **counted_in(scope.document, component)}
    return None


def _worked_out(
    scope: Scope, component: Component, schedule: Schedule, base: "_Base", paid: Decimal
) -> tuple[Decimal, list[Step], list[Step]]:
    """(the reward to the fen, its reasons, the limits that held)."""
    amount, steps = schedules.reward(scope, schedule, base)
    amount, multiplier_steps = _multiplied(scope, component, amount)
    amount, exchange_steps = _as_paid(scope, component, base.period, amount)
    amount, limit_steps = _limited(scope, component, amount, paid)
    reasons = [*in_units(scope.document, [*steps, *multiplier_steps], component), *exchange_steps]
    return amount.quantize(FEN, rounding=ROUND_HALF_UP), reasons, limit_steps


def is_taken_apart(scope: Scope, period: Period) -> bool:
    """Whether a reward on the project as a whole is taken apart by years: a cap of the year counts
    each year by itself.
    """
    return period.year is None and any(
        name.endswith("_year") for name in scope.document.get("caps", {})
    )


def _grown(
    scope: Scope, component: Component, schedule: Schedule, period: Period
) -> Iterator[tuple[Period, Decimal]]:
    """The reward on the project as a whole by the end of each year, from the money that had arrived
    by then.
    """
    for part in until_each_year(period):
        base = _Base(scope, component, part)
        is_below = _threshold(scope, component, base())
        yield part, ZERO if is_below else _worked_out(scope, component, schedule, base, ZERO)[0]


class _Base:
    """What is counted in the period; called with a window, only what arrived in it. ``before`` is
    how much of the one-off deduction earlier years used up.
    """

    def __init__(
        self, scope: Scope, component: Component, period: Period, before: Decimal = ZERO
    ) -> None:
        self.scope, self.component, self.period, self.before = scope, component, period, before
        self.sums: dict[int, Decimal] = {}
        self.is_counting = "metric" in component or "of" in component

    def __call__(self, window: Window | None = None) -> Decimal:
        return max(ZERO, self._sum(window) - self._above())

    def taken_off(self) -> Decimal:
        """How much of the one-off deduction (``above``) this period uses up."""
        if "above" not in self.component:
            return ZERO
        return min(self._above(), max(ZERO, self._sum(None)))

    def _sum(self, window: Window | None) -> Decimal:
        """What is counted, before the deduction (``above``)."""
        if id(window) not in self.sums:
            amount = self._gross(window) - self._less(window)
            for key in ("share", "times"):
                factor = self.scope.value(self.component.get(key))
                amount = amount if factor is None else amount * factor
            self.sums[id(window)] = amount
        return self.sums[id(window)]

    def _above(self) -> Decimal:
        """The deduction: what is left of the one-off one (``above``), or that of each year."""
        deduction = self.scope.value(self.component.get("above"))
        if deduction is not None:
            return max(ZERO, deduction - self.before)
        return self.scope.value(self.component.get("above_each_year")) or ZERO

    def _gross(self, window: Window | None) -> Decimal:
        if "of" in self.component:
            return sum((reward.amount for reward in self.period.rewards), ZERO)
        contributions = self.period.counted
        if window is not None:
            contributions = tuple(
                contribution
                for contribution in contributions
                if self.scope.is_within(contribution.on, window)
            )
        return self.scope.total(contributions, self.component)

    def _less(self, window: Window | None) -> Decimal:
        metrics = deducted(self.component)
        if not metrics:
            return ZERO
        contributions = self.scope.counted(metrics, self.component.get("window"), self.period.year)
        if window is not None:
            contributions = (
                contribution
                for contribution in contributions
                if self.scope.is_within(contribution.on, window)
            )
        if self.period.until is not None:
            contributions = (
                contribution
                for contribution in contributions
                if contribution.on.year <= self.period.until
            )
        return self.scope.total(list(contributions), self.component)

    def told(self) -> list[Step]:
        component, clause = self.component, self.scope.clause
        if "of" in component:
            return [Step.of("builds_on", clause, components=component["of"], base=self())]
        if "metric" not in component:
            return []
        gross, deduction = self._gross(None), self._less(None)
        count = sum(contribution.count for contribution in self.period.counted)
        steps = [
            Step.of(
                "base",
                clause,
                metric=component["metric"],
                count=count,
                base=gross,
                **_terms(component),
            )
        ]
        if deduction:
            steps.append(Step.of("deducted", clause, metrics=deducted(component), amount=deduction))
        result = gross - deduction
        for key in ("share", "times"):
            if (number := self.scope.value(component.get(key))) is not None:
                result *= number
                steps.append(Step.of(f"counted_{key}", clause, by=number, result=result))
        return [*steps, *self._told_above(clause)]

    def _told_above(self, clause: str) -> Iterator[Step]:
        component = self.component
        if (deduction := self.scope.value(component.get("above"))) is not None:
            values = {"of": deduction, "before": self.before} if self.before else {}
            yield Step.of("counted_above", clause, by=self._above(), result=self(), **values)
        elif (deduction := self.scope.value(component.get("above_each_year"))) is not None:
            yield Step.of("counted_above", clause, by=deduction, result=self())


def deducted(component: Component) -> tuple[str, ...]:
    """The metrics that are taken off what the component counts."""
    land = ("land",) if component.get("land") == "excluded" else ()
    return (*land, *component.get("minus", ()))


def _terms(component: Component) -> dict[str, object]:
    """What is told of a component's amounts besides their sum."""
    return {key: component[key] for key in ("plus", "currency") if key in component}


def _multiplied(scope: Scope, component: Component, amount: Decimal) -> tuple[Decimal, list[Step]]:
    steps = []
    for multiplier in component.get("multipliers", []):
        factor = (
            scope.value(multiplier["by"])
            if scope.failing(multiplier.get("when", [])) is None
            else None
        )
        if factor is not None:
            amount *= factor
            steps.append(
                Step.of(
                    "multiplier", multiplier.get("clause", scope.clause), by=factor, result=amount
                )
            )
    return amount, steps


def _as_paid(
    scope: Scope, component: Component, period: Period, amount: Decimal
) -> tuple[Decimal, list[Step]]:
    """A reward in another currency than the policy pays in is exchanged at the rate of its day."""
    currency = currency_of(scope.document, component)
    policy_currency = scope.document.get("currency", "CNY")
    if currency == policy_currency or not amount:
        return amount, []
    result = amount * _yuan_for_one(scope, component, period, currency)
    if policy_currency != "CNY":
        result /= scope.rate(policy_currency, scope.day_of(component["rate_day"]))
    rate = (result / amount).quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)
    values = {
        "amount": amount,
        "currency": currency,
        "rate_day": component["rate_day"],
        "rate": rate,
        "result": result,
    }
    return result, [Step.of("exchanged", scope.clause, **values)]


def _yuan_for_one(scope: Scope, component: Component, period: Period, currency: str) -> Decimal:
    """The rate of the component's day; where each arrival has its own, their weighted mean."""
    if currency == "CNY":
        return Decimal(1)
    if component["rate_day"] != "arrival":
        return scope.rate(currency, scope.day_of(component["rate_day"]))
    yuan = scope.total(period.counted, {"rate_day": "arrival", "currency": "CNY"})
    foreign = scope.total(period.counted, component)
    return yuan / foreign if foreign else ZERO


def _limited(
    scope: Scope, component: Component, amount: Decimal, paid: Decimal
) -> tuple[Decimal, list[Step]]:
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


def _note(kind: str, component: Component, period: Period, **values: object) -> Step:
    return Step.of(
        kind, component["clause"], component=component["code"], period=period.label, **values
    )


def about(step: Step, component: Component) -> Step:
    """A reason that names the component which it holds back."""
    return Step(step.kind, component["clause"], (("component", component["code"]), *step.values))
