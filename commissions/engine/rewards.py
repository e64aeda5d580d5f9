"""What each component comes to, period by period, before caps over all, stages and payees."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from . import schedules
from .facts import Contribution, Step
from .found import counted_in, currency_of, found_in, in_units
from .nodes import Component, Schedule, Window
from .scope import (
    COMPARISONS,
    MOST_YEARS,
    ZERO,
    AgreementYear,
    Missing,
    Scope,
    agreement_years,
    is_in,
    months_after,
)
from .vocabulary import OF_AGREEMENT

FEN = Decimal("0.01")


class Reward(NamedTuple):
    """``on`` is the day of the last amount that counts in it, None where nothing is counted;
    ``begins`` that of a fee's year.

    ``grown`` is what it came to by the end of each calendar year in which something arrived:
    [(period with its amounts, sum)].
    """

    component: Component
    period: str
    amount: Decimal
    steps: tuple[Step, ...]
    contributions: tuple[str, ...] = ()
    on: date | None = None
    begins: date | None = None
    grown: tuple[tuple["Period", Decimal], ...] = ()

    @property
    def year(self) -> int | None:
        return self.on.year if self.on else None


class Period(NamedTuple):
    """The project as a whole (``year`` None), one calendar year or one of the agreement, with what
    is counted in it; of the whole only ``until`` a year.

    ``begins`` is the first day of the year of a fee that rests on no amounts.
    """

    year: int | AgreementYear | None
    counted: tuple[Contribution, ...] = ()
    rewards: tuple[Reward, ...] = ()
    on: date | None = None
    until: int | None = None
    begins: date | None = None

    @property
    def label(self) -> str:
        if isinstance(self.year, AgreementYear):
            return f"{self.year.first:%Y%m%d}-{self.year.last:%Y%m%d}"
        return "" if self.year is None else str(self.year)


def rewards_of(
    scope: Scope,
    component: Component,
    found: Mapping[str, list[Reward]],
    as_of: date,
    notes: list[Step],
) -> Iterator[Reward]:
    """The rewards of one component; ``found`` holds those it may build on. What is missing or not
    met goes to ``notes``.
    """
    before = Before()
    try:
        periods = list(_periods(scope.of(component["clause"], None), component, found, as_of))
    except Missing as missing:
        notes.append(_without_periods(scope.of(component["clause"], None), component, missing))
        return
    for period in periods:
        here = scope.of(component["clause"], period.year)
        try:
            reward = _reward(here, component, period, before, notes)
        except Missing as missing:
            notes.append(about(missing.step, component))
            continue
        if reward and reward.amount:
            before.paid += reward.amount
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
    scope: Scope, component: Component, period: Period, before: Before, notes: list[Step]
) -> Reward | None:
    if not_met := _not_met(scope, component, period):
        notes.append(not_met)
        return None
    base = _Base(scope, component, period, before.taken_off)
    before.taken_off += base.taken_off()
    if threshold := _threshold(scope, component, base()):
        notes.append(_note("below_threshold", component, period, base=base(), **threshold))
        return None
    schedule: Schedule | None = scope.choice(component["schedule"])
    if schedule is None:
        notes.append(_note("no_schedule", component, period))
        return None
    amount, steps, limited = _worked_out(scope, component, schedule, base, before.paid)
    told = (*in_units(scope.document, base.told(), component), *steps, *scope.told, *limited)
    ids = tuple(contribution.id for contribution in period.counted)
    grown = (
        tuple(_grown(scope, component, schedule, period)) if is_taken_apart(scope, period) else ()
    )
    return Reward(component, period.label, amount, told, ids, period.on, period.begins, grown)


def _not_met(scope: Scope, component: Component, period: Period) -> Step | None:
    """The condition that does not hold."""
    conditions = component.get("when", [])
    if (index := scope.failing(conditions)) is None:
        return None
    found = found_in(scope, conditions[index])
    return _note("component_not_met", component, period, condition=f"when[{index}]", **found)


def _threshold(scope: Scope, component: Component, counted: Decimal) -> dict[str, object] | None:
    """The threshold that what is counted does not reach."""
    for key in ("at_least", "more_than"):
        least = scope.value(component.get(key))
        if least is not None and not COMPARISONS[key](counted, least):
            return {key: least, **counted_in(scope.document, component)}
    return None


def _worked_out(
    scope: Scope, component: Component, schedule: Schedule, base: "_Base", paid: Decimal
) -> tuple[Decimal, list[Step], list[Step]]:
    """(the reward to the fen, its reasons, the limits that held)."""
    amount, steps = schedules.reward(scope, schedule, base)
    amount, more = _multiplied(scope, component, amount)
    amount, exchanged = _as_paid(scope, component, base.period, amount)
    amount, limited = _limited(scope, component, amount, paid)
    told = [*in_units(scope.document, [*steps, *more], component), *exchanged]
    return amount.quantize(FEN, rounding=ROUND_HALF_UP), told, limited


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
    for part in _until_each_year(period):
        base = _Base(scope, component, part)
        is_below = _threshold(scope, component, base())
        yield part, ZERO if is_below else _worked_out(scope, component, schedule, base, ZERO)[0]


def _until_each_year(period: Period) -> Iterator[Period]:
    years = {contribution.on.year for contribution in period.counted} | {
        year for reward in period.rewards for year in _years(reward)
    }
    for year in sorted(years):
        counted = tuple(
            contribution for contribution in period.counted if contribution.on.year <= year
        )
        rewards = tuple(_by_the_end_of(year, reward) for reward in period.rewards)
        arrived: list[Contribution | Reward] = [*counted, *period.rewards]
        days = [item.on for item in arrived if item.on and item.on.year <= year]
        yield period._replace(
            counted=counted, rewards=rewards, on=max(days, default=date(year, 12, 31)), until=year
        )


def _years(reward: Reward) -> list[int]:
    return [part.until for part, _sum in reward.grown if part.until] or (
        [reward.year] if reward.year else []
    )


def _by_the_end_of(year: int, reward: Reward) -> Reward:
    """The reward as far as it had come by the end of a year."""
    if not reward.grown:
        has_come = reward.year is None or reward.year <= year
        return reward if has_come else reward._replace(amount=ZERO)
    sums = [amount for part, amount in reward.grown if part.until and part.until <= year]
    return reward._replace(amount=sums[-1] if sums else ZERO)


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
        """The deduction: what is left of the one-off one, or that of each year."""
        once = self.scope.value(self.component.get("above"))
        if once is not None:
            return max(ZERO, once - self.before)
        return self.scope.value(self.component.get("above_each_year")) or ZERO

    def _gross(self, window: Window | None) -> Decimal:
        if "of" in self.component:
            return sum((reward.amount for reward in self.period.rewards), ZERO)
        counted = self.period.counted
        if window is not None:
            counted = tuple(
                contribution
                for contribution in counted
                if self.scope.is_within(contribution.on, window)
            )
        return self.scope.total(counted, self.component)

    def _less(self, window: Window | None) -> Decimal:
        metrics = deducted(self.component)
        if not metrics:
            return ZERO
        taken = self.scope.counted(metrics, self.component.get("window"), self.period.year)
        if window is not None:
            taken = (
                contribution
                for contribution in taken
                if self.scope.is_within(contribution.on, window)
            )
        if self.period.until is not None:
            taken = (
                contribution for contribution in taken if contribution.on.year <= self.period.until
            )
        return self.scope.total(list(taken), self.component)

    def told(self) -> list[Step]:
        component, clause = self.component, self.scope.clause
        if "of" in component:
            return [Step.of("builds_on", clause, components=component["of"], base=self())]
        if "metric" not in component:
            return []
        gross, less = self._gross(None), self._less(None)
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
        if less:
            steps.append(Step.of("deducted", clause, metrics=deducted(component), amount=less))
        result = gross - less
        for key in ("share", "times"):
            if (number := self.scope.value(component.get(key))) is not None:
                result *= number
                steps.append(Step.of(f"counted_{key}", clause, by=number, result=result))
        return [*steps, *self._told_above(clause)]

    def _told_above(self, clause: str) -> Iterator[Step]:
        component = self.component
        if (once := self.scope.value(component.get("above"))) is not None:
            used = {"of": once, "before": self.before} if self.before else {}
            yield Step.of("counted_above", clause, by=self._above(), result=self(), **used)
        elif (each_year := self.scope.value(component.get("above_each_year"))) is not None:
            yield Step.of("counted_above", clause, by=each_year, result=self())


def deducted(component: Component) -> tuple[str, ...]:
    """The metrics that are taken off what the component counts."""
    land = ("land",) if component.get("land") == "excluded" else ()
    return (*land, *component.get("minus", ()))


def _terms(component: Component) -> dict[str, object]:
    """What the sum of a component's amounts says of itself besides the sum."""
    return {key: component[key] for key in ("plus", "currency") if key in component}


def _periods(
    scope: Scope, component: Component, found: Mapping[str, list[Reward]], as_of: date
) -> Iterator[Period]:
    """The periods in which something is counted, in order of time. Raises Missing where something
    waits for its window to begin.
    """
    by_year = component.get("per") == "year"
    if "of" in component:
        yield from _periods_of(component, found, by_year)
    elif component.get("per") == OF_AGREEMENT:
        yield from _years_of_agreement(scope, component, as_of)
    elif "metric" not in component:
        yield from _years_of_a_fee(scope, component, as_of) if by_year else [Period(None)]
    else:
        counted = _counted(scope, component)
        years: list[int | None] = [None] if counted else []
        if by_year:
            years = [*sorted({contribution.on.year for contribution in counted})]
        for year in years:
            chosen = tuple(
                contribution
                for contribution in counted
                if year is None or contribution.on.year == year
            )
            yield Period(year, chosen, on=chosen[-1].on)


def _years_of_agreement(scope: Scope, component: Component, as_of: date) -> Iterator[Period]:
    """The years of the agreement in which something is counted; of a fee each that is over, in
    advance each that has begun.
    """
    is_fee = "metric" not in component
    counted = () if is_fee else _counted(scope, component)
    for year in agreement_years(scope.day_of("appointed"), as_of):
        chosen = tuple(contribution for contribution in counted if is_in(contribution.on, year))
        if chosen:
            yield Period(year, chosen, on=chosen[-1].on)
        elif is_fee and _is_owed(scope, component, year):
            on = year.first if component.get("in_advance") else year.last + timedelta(days=1)
            if on <= as_of:
                yield Period(year, on=on, begins=year.first)


def _is_owed(scope: Scope, component: Component, year: AgreementYear) -> bool:
    """Whether a fee's year begins in its window, and before a termination."""
    begun, last = (
        scope.window(component["window"]) if "window" in component else (date.min, date.max)
    )
    ends = min(last, scope.facts.milestones.get("terminated", date.max))
    return begun is not None and begun <= year.first < ends


def _counted(scope: Scope, component: Component) -> tuple[Contribution, ...]:
    """What the component counts, in order of time."""
    metrics, window = (component["metric"], *component.get("plus", ())), component.get("window")
    if window and any(contribution.metric in metrics for contribution in scope.facts.contributions):
        scope.day_of(window["from"])
    return tuple(sorted(scope.counted(metrics, window), key=lambda contribution: contribution.on))


def _periods_of(
    component: Component, found: Mapping[str, list[Reward]], by_year: bool
) -> Iterator[Period]:
    rewards = [reward for code in component["of"] for reward in found[code]]
    days = [reward.on for reward in rewards if reward.on]
    if not by_year:
        if rewards:
            yield Period(None, rewards=tuple(rewards), on=max(days, default=None))
        return
    for year in sorted({reward.year for reward in rewards if reward.year}):
        chosen = tuple(reward for reward in rewards if reward.year == year)
        yield Period(year, rewards=chosen, on=max(reward.on for reward in chosen if reward.on))


def _years_of_a_fee(scope: Scope, component: Component, as_of: date) -> Iterator[Period]:
    """The years of a yearly sum that rests on no amounts: it falls due on the anniversary that ends
    the year, or on its first day where it is paid in advance.

    A year that began before a termination stays due.
    """
    begun, last = scope.window(component["window"])
    ends = scope.facts.milestones.get("terminated", date.max)
    if begun is None:
        return
    for number in range(MOST_YEARS):
        begins, anniversary = (months_after(begun, 12 * years) for years in (number, number + 1))
        in_advance = component.get("in_advance", False)
        on = begins if in_advance else anniversary
        if begins >= ends or on > as_of or (begins >= last if in_advance else anniversary > last):
            return
        yield Period(on.year, on=on, begins=begins)


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
    pays, currency = scope.document.get("currency", "CNY"), currency_of(scope.document, component)
    if currency == pays or not amount:
        return amount, []
    result = amount * _yuan_for_one(scope, component, period, currency)
    if pays != "CNY":
        result /= scope.rate(pays, scope.day_of(component["rate_day"]))
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
    """The rate of the component's day: that of the arrivals is their weighted mean."""
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
