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
    ``begins`` is the first day of a fee's year.

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
    is counted in it. ``until`` is the year up to which the whole is counted.

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
    scope: Scope, component: Component, by_code: Mapping[str, list[Reward]], as_of: date
) -> Iterator[Period]:
    """The periods in which something is counted, in order of time. Raises Missing where something
    waits for its window to begin.
    """
    is_yearly = component.get("per") == "year"
    if "of" in component:
        yield from _periods_of_rewards(component, by_code, is_yearly)
    elif component.get("per") == OF_AGREEMENT:
        yield from _years_of_agreement(scope, component, as_of)
    elif "metric" not in component:
        yield from _years_of_a_fee(scope, component, as_of) if is_yearly else [Period(None)]
    else:
        contributions = _counted(scope, component)
        years: list[int | None] = [None] if contributions else []
        if is_yearly:
            years = [*sorted({contribution.on.year for contribution in contributions})]
        for year in years:
            year_contributions = tuple(
                contribution
                for contribution in contributions
                if year is None or contribution.on.year == year
            )
            yield Period(year, year_contributions, on=year_contributions[-1].on)


def _counted(scope: Scope, component: Component) -> tuple[Contribution, ...]:
    """What the component counts, in order of time."""
    metrics, window = (component["metric"], *component.get("plus", ())), component.get("window")
    if window and any(contribution.metric in metrics for contribution in scope.facts.contributions):
        scope.day_of(window["from"])
    return tuple(sorted(scope.counted(metrics, window), key=lambda contribution: contribution.on))


def _years_of_agreement(scope: Scope, component: Component, as_of: date) -> Iterator[Period]:
    """The years of the agreement in which something is counted. Of a fee: each year that is over,
    or each that has begun where it is paid in advance.
    """
    is_fee = "metric" not in component
    contributions = () if is_fee else _counted(scope, component)
    for year in agreement_years(scope.day_of("appointed"), as_of):
        year_contributions = tuple(
            contribution for contribution in contributions if is_in(contribution.on, year)
        )
        if year_contributions:
            yield Period(year, year_contributions, on=year_contributions[-1].on)
        elif is_fee and _is_owed(scope, component, year):
            due_on = year.first if component.get("in_advance") else year.last + timedelta(days=1)
            if due_on <= as_of:
                yield Period(year, on=due_on, begins=year.first)


def _is_owed(scope: Scope, component: Component, year: AgreementYear) -> bool:
    """Whether a fee's year begins in its window, and before a termination."""
    start, last = (
        scope.window(component["window"]) if "window" in component else (date.min, date.max)
    )
    end = min(last, scope.facts.milestones.get("terminated", date.max))
    return start is not None and start <= year.first < end


def _periods_of_rewards(
    component: Component, by_code: Mapping[str, list[Reward]], is_yearly: bool
) -> Iterator[Period]:
    rewards = [reward for code in component["of"] for reward in by_code[code]]
    days = [reward.on for reward in rewards if reward.on]
    if not is_yearly:
        if rewards:
            yield Period(None, rewards=tuple(rewards), on=max(days, default=None))
        return
    for year in sorted({reward.year for reward in rewards if reward.year}):
        year_rewards = tuple(reward for reward in rewards if reward.year == year)
        yield Period(
            year, rewards=year_rewards, on=max(reward.on for reward in year_rewards if reward.on)
        )


def _years_of_a_fee(scope: Scope, component: Component, as_of: date) -> Iterator[Period]:
    """The years of a yearly sum that rests on no amounts: it falls due on the anniversary that ends
    the year, or on its first day where it is paid in advance.

    A year that began before a termination stays due.
    """
    start, last = scope.window(component["window"])
    end = scope.facts.milestones.get("terminated", date.max)
    if start is None:
        return
    for number in range(MOST_YEARS):
        first_day, anniversary = (months_after(start, 12 * years) for years in (number, number + 1))
        is_in_advance = component.get("in_advance", False)
        due_on = first_day if is_in_advance else anniversary
        if (
            first_day >= end
            or due_on > as_of
            or (first_day >= last if is_in_advance else anniversary > last)
        ):
            return
        yield Period(due_on.year, on=due_on, begins=first_day)


def until_each_year(period: Period) -> Iterator[Period]:
    years = {contribution.on.year for contribution in period.counted} | {
        year for reward in period.rewards for year in _years(reward)
    }
    for year in sorted(years):
        contributions = tuple(
            contribution for contribution in period.counted if contribution.on.year <= year
        )
        rewards = tuple(_by_the_end_of(year, reward) for reward in period.rewards)
        items: list[Contribution | Reward] = [*contributions, *period.rewards]
        days = [item.on for item in items if item.on and item.on.year <= year]
        yield period._replace(
            counted=contributions,
            rewards=rewards,
            on=max(days, default=date(year, 12, 31)),
            until=year,
        )


def _years(reward: Reward) -> list[int]:
    return [part.until for part, _sum in reward.grown if part.until] or (
        [reward.year] if reward.year else []
    )


def _by_the_end_of(year: int, reward: Reward) -> Reward:
    """The reward as far as it had come by the end of a year."""
    if not reward.grown:
        is_earned = reward.year is None or reward.year <= year
        return reward if is_earned else reward._replace(amount=ZERO)
    sums = [amount for part, amount in reward.grown if part.until and part.until <= year]
    return reward._replace(amount=sums[-1] if sums else ZERO)
