"""What all components together may not exceed, and groups of which only the highest is paid."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias, TypeVar

from .facts import Due, Step
from .nodes import Document, Value
from .periods import Reward
from .scope import ZERO, Scope

Room: TypeAlias = tuple[str, str | None, int | None]  # (cap, payee, year)
Cut = TypeVar("Cut", Reward, Due)


def higher_only(document: Document, rewards: Sequence[Reward], notes: list[Step]) -> list[Reward]:
    """Of each group of components only the one with the highest sum is kept, by year where the
    group says so.
    """
    for group in document.get("higher_of", []):
        by_year = group.get("per") == "year"
        for period in sorted({reward.period for reward in rewards}) if by_year else [None]:
            rewards = _highest(group["of"], period, rewards, notes)
    return list(rewards)


def _highest(
    codes: Sequence[str], period: str | None, rewards: Sequence[Reward], notes: list[Step]
) -> list[Reward]:
    sums = dict.fromkeys(codes, ZERO)
    for reward in rewards:
        if reward.component["code"] in sums and period in (None, reward.period):
            sums[reward.component["code"]] += reward.amount
    best = max(codes, key=lambda code: sums[code])
    for code in codes:
        if code != best and sums[code]:
            notes.append(
                Step.of(
                    "lower_one", "", component=code, period=period, amount=sums[code], instead=best
                )
            )
    return [
        reward
        for reward in rewards
        if reward.component["code"] not in sums
        or reward.component["code"] == best
        or period not in (None, reward.period)
    ]


def by_years(rewards: Sequence[Reward]) -> list[Reward]:
    """The rewards. One on the project as a whole is split by year where a yearly cap needs it: each
    year has what its money added.

    Where a later year took something back, the years before it have that much less.
    """
    return [
        part for reward in rewards for part in (_years_of(reward) if reward.grown else [reward])
    ]


def _years_of(reward: Reward) -> Iterator[Reward]:
    sums = [amount for _part, amount in reward.grown]
    minima = [min(sums[index:]) for index in range(len(sums))]
    for (period, _sum), amount, base in zip(reward.grown, minima, [ZERO, *minima], strict=False):
        if addition := amount - base:
            step = Step.of(
                "of_year",
                reward.component["clause"],
                year=period.until,
                amount=addition,
                all=reward.amount,
            )
            steps = reward.steps if addition == reward.amount else (*reward.steps, step)
            ids = tuple(
                contribution.id
                for contribution in period.counted
                if contribution.on.year == period.until
            )
            yield Reward(
                reward.component, str(period.until), addition, steps, ids, period.on, reward.begins
            )


def within_project_caps(scope: Scope, rewards: Sequence[Reward]) -> Iterator[Reward]:
    """The rewards, cut where the project, or the project in a year, has no more room."""
    caps = scope.document.get("caps", {})
    total = ZERO
    used: dict[int | None, Decimal] = defaultdict(Decimal)
    for reward in rewards:
        if not reward.component.get("outside_cap"):
            year_scope = scope.of("", reward.year)
            reward = _cut(reward, "project_cap", year_scope.value(caps.get("project")), total)
            reward = _cut(
                reward,
                "project_year_cap",
                year_scope.value(caps.get("project_year")),
                used[reward.year],
            )
            total, used[reward.year] = total + reward.amount, used[reward.year] + reward.amount
        yield reward


def within_payee_caps(scope: Scope, dues: Sequence[Due]) -> Iterator[Due]:
    """The dues, cut where a payee, or all payees, have no more room under the policy; what falls
    due first comes first.
    """
    caps = scope.document.get("caps", {})
    limits = [
        (name, caps[name]) for name in ("payee", "payee_year", "all", "all_year") if name in caps
    ]
    if not limits:
        yield from dues
        return
    outside_codes = {
        component["code"]
        for component in scope.document["components"]
        if component.get("outside_cap")
    }
    used: dict[Room, Decimal] = defaultdict(Decimal)
    for (payee, year), amount in scope.facts.elsewhere.items():
        for name, _ in limits:
            used[_room(name, payee, year)] += amount
    cut = {}
    for index in sorted(range(len(dues)), key=lambda index: (dues[index].on or date.max, index)):
        due = dues[index]
        if due.component not in outside_codes:
            due = _within(scope, due, limits, used)
        cut[index] = due
    yield from (cut[index] for index in range(len(dues)) if cut[index].amount)


def _within(
    scope: Scope, due: Due, limits: Sequence[tuple[str, Value]], used: dict[Room, Decimal]
) -> Due:
    year = due.on.year if due.on else None
    year_scope = scope.of("", year)
    for name, cap in limits:
        due = _cut(due, f"{name}_cap", year_scope.value(cap), used[_room(name, due.payee, year)])
    for name, _ in limits:
        used[_room(name, due.payee, year)] += due.amount
    return due


def _room(name: str, payee: str, year: int | None) -> Room:
    """What a cap counts together."""
    return (
        name,
        payee if name.startswith("payee") else None,
        year if name.endswith("_year") else None,
    )


def _cut(item: Cut, kind: str, cap: Decimal | None, used: Decimal) -> Cut:
    """``item`` with no more than what ``cap`` leaves after what is ``used``."""
    if cap is None or item.amount <= cap - used:
        return item
    room = max(ZERO, cap - used)
    return item._replace(
        amount=room, steps=(*item.steps, Step.of(kind, "", cap=cap, used=used, left=room))
    )
