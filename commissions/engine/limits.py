"""What all components together may not exceed, and groups of which only the highest is paid."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias, TypeVar

from .facts import Due, Step
from .nodes import Document, Value
from .rewards import Reward
from .scope import ZERO, Scope

Room: TypeAlias = tuple[str, str | None, int | None]  # (cap, payee, year)
Cut = TypeVar("Cut", Reward, Due)


def higher_only(document: Document, rewards: Sequence[Reward], notes: list[Step]) -> list[Reward]:
    """Of each group of components only the one with the highest sum is kept, by year where the
    group says so.
    """
    for group in document.get("higher_of", []):
        by_year = group.get("per") == "year"
        for period in sorted({each.period for each in rewards}) if by_year else [None]:
            rewards = _highest(group["of"], period, rewards, notes)
    return list(rewards)


def _highest(
    codes: Sequence[str], period: str | None, rewards: Sequence[Reward], notes: list[Step]
) -> list[Reward]:
    sums = dict.fromkeys(codes, ZERO)
    for each in rewards:
        if each.component["code"] in sums and period in (None, each.period):
            sums[each.component["code"]] += each.amount
    best = max(codes, key=lambda code: sums[code])
    for code in codes:
        if code != best and sums[code]:
            notes.append(
                Step.of(
                    "lower_one", "", component=code, period=period, amount=sums[code], instead=best
                )
            )
    return [
        each
        for each in rewards
        if each.component["code"] not in sums
        or each.component["code"] == best
        or period not in (None, each.period)
    ]


def by_years(rewards: Sequence[Reward]) -> list[Reward]:
    """Rewards on the project as a whole taken apart where a cap of the year asks for it: each year
    has what its money added.

    Where a later year took something back, the years before it have that much less.
    """
    return [part for each in rewards for part in (_years_of(each) if each.grown else [each])]


def _years_of(each: Reward) -> Iterator[Reward]:
    sums = [amount for _part, amount in each.grown]
    kept = [min(sums[index:]) for index in range(len(sums))]
    for (period, _sum), amount, before in zip(each.grown, kept, [ZERO, *kept], strict=False):
        if added := amount - before:
            told = Step.of(
                "of_year",
                each.component["clause"],
                year=period.until,
                amount=added,
                all=each.amount,
            )
            steps = each.steps if added == each.amount else (*each.steps, told)
            ids = tuple(one.id for one in period.counted if one.on.year == period.until)
            yield Reward(
                each.component, str(period.until), added, steps, ids, period.on, each.begins
            )


def within_project_caps(scope: Scope, rewards: Sequence[Reward]) -> Iterator[Reward]:
    """The rewards, cut where the project, or the project in a year, has no more room."""
    caps = scope.document.get("caps", {})
    total = ZERO
    used: dict[int | None, Decimal] = defaultdict(Decimal)
    for each in rewards:
        if not each.component.get("outside_cap"):
            here = scope.of("", each.year)
            each = _cut(each, "project_cap", here.value(caps.get("project")), total)
            each = _cut(
                each, "project_year_cap", here.value(caps.get("project_year")), used[each.year]
            )
            total, used[each.year] = total + each.amount, used[each.year] + each.amount
        yield each


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
    outside = {each["code"] for each in scope.document["components"] if each.get("outside_cap")}
    used: dict[Room, Decimal] = defaultdict(Decimal)
    for (payee, year), amount in scope.facts.elsewhere.items():
        for name, _ in limits:
            used[_room(name, payee, year)] += amount
    cut = {}
    for index in sorted(range(len(dues)), key=lambda index: (dues[index].on or date.max, index)):
        due = dues[index]
        if due.component not in outside:
            due = _within(scope, due, limits, used)
        cut[index] = due
    yield from (cut[index] for index in range(len(dues)) if cut[index].amount)


def _within(
    scope: Scope, due: Due, limits: Sequence[tuple[str, Value]], used: dict[Room, Decimal]
) -> Due:
    year = due.on.year if due.on else None
    here = scope.of("", year)
    for name, cap in limits:
        due = _cut(due, f"{name}_cap", here.value(cap), used[_room(name, due.payee, year)])
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


def _cut(each: Cut, kind: str, cap: Decimal | None, used: Decimal) -> Cut:
    """``each`` with no more than what ``cap`` leaves after what is ``used``."""
    if cap is None or each.amount <= cap - used:
        return each
    left = max(ZERO, cap - used)
    return each._replace(
        amount=left, steps=(*each.steps, Step.of(kind, "", cap=cap, used=used, left=left))
    )
