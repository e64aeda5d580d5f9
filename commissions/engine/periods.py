"""The periods in which a component counts something, each with what is counted in it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from .facts import Contribution, Step
from .nodes import Component
from .scope import (
    MOST_YEARS,
    ZERO,
    AgreementYear,
    Scope,
    agreement_years,
    is_in,
    months_after,
)
from .vocabulary import OF_AGREEMENT


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


def periods_of(
    scope: Scope, component: Component, found: Mapping[str, list[Reward]], as_of: date
) -> Iterator[Period]:
    """The periods in which something is counted, in order of time. Raises Missing where something
    waits for its window to begin.
    """
    by_year = component.get("per") == "year"
    if "of" in component:
        yield from _periods_of_rewards(component, found, by_year)
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


def _counted(scope: Scope, component: Component) -> tuple[Contribution, ...]:
    """What the component counts, in order of time."""
    metrics, window = (component["metric"], *component.get("plus", ())), component.get("window")
    if window and any(contribution.metric in metrics for contribution in scope.facts.contributions):
        scope.day_of(window["from"])
    return tuple(sorted(scope.counted(metrics, window), key=lambda contribution: contribution.on))


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


def _periods_of_rewards(
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


def until_each_year(period: Period) -> Iterator[Period]:
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
