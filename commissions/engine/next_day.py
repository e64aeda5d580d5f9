"""When time alone changes what is due."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TypeAlias

from .document import Policy
from .facts import Facts
from .nodes import Condition, Stages
from .scope import MOST_YEARS, Scope, months_after
from .vocabulary import OF_AGREEMENT

Delay: TypeAlias = tuple[str, int]  # (milestone, months after it)


def next_day(policy: Policy, facts: Facts, as_of: date) -> date | None:
    """The first day after ``as_of`` on which the result may change though no fact does."""
    days = {contribution.on for contribution in facts.contributions} | set(
        facts.milestones.values()
    )
    for component in policy.components:
        delays = set(_delays(component.get("stages", [])))
        days |= set(_delayed(delays, facts))
        if component.get("per") == "year" and "metric" not in component and "window" in component:
            days |= set(_years(component["window"]["from"], delays, facts))
        if component.get("per") == OF_AGREEMENT and "metric" not in component:
            days |= set(_years("appointed", delays, facts))
    days |= set(_missed(policy.timed, facts))
    return min((day for day in days if day > as_of), default=None)


def _delays(stages: Stages) -> Iterator[Delay]:
    """The delays of the stages that fall due some months after their milestone."""
    if isinstance(stages, dict):
        for choice in stages["choose"]:
            yield from _delays(choice["then"])
        return
    for stage in stages:
        if stage.get("months"):
            yield stage["milestone"], stage["months"]


def _delayed(delays: Iterable[Delay], facts: Facts) -> Iterator[date]:
    for milestone, months in delays:
        if milestone in facts.milestones:
            yield months_after(facts.milestones[milestone], months)


def _years(milestone: str, delays: Iterable[Delay], facts: Facts) -> Iterator[date]:
    """The first days of a fee's years, and what waits for some months of each."""
    start = facts.milestones.get(milestone)
    if start is None:
        return
    offsets = {0, *(months for name, months in delays if name == milestone)}
    for number in range(MOST_YEARS):
        yield from (months_after(start, 12 * number + months) for months in offsets)


def _missed(conditions: Iterable[Condition], facts: Facts) -> Iterator[date]:
    """The day after each deadline that a condition sets for its milestone."""
    scope = Scope({}, facts)
    for condition in conditions:
        deadline = min(
            condition.get("by", date.max),
            scope.window(condition["within"])[1] if "within" in condition else date.max,
        )
        if deadline < date.max:
            yield deadline + timedelta(days=1)
