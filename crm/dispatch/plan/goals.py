"""What the plan in force wants of this year's figures."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from crm.core.indicators.shown import Figure

from ..models import Plan, PlanTarget
from ..models.target import Counts
from .shown import Row, row_of
from .standing import standings_of

WORST, MOST = ("red", "yellow", "green", ""), 4


def with_goals(figures: Iterable[Figure], day: date, user) -> list[Figure]:
    """The figures of the whole city this year, each with how it stands to the plan's target that
    begins anew every year, where there is one.
    """
    figures = list(figures)
    codes = [each.indicator.code for each in figures]
    targets = _targets(user).filter(indicator__in=codes, counts=Counts.OF_PHASE)
    found = {
        row.standing.target.indicator: row
        for row in map(row_of, standings_of(targets, day).values())
        if row.standing.goal is not None
    }
    return [replace(each, goal=found.get(each.indicator.code)) for each in figures]


def worst(user, day: date) -> tuple[list[Row], int]:
    """(the targets that are furthest behind, how many the plan has)."""
    standings = list(standings_of(_targets(user), day).values())
    behind = sorted(standings, key=lambda each: (WORST.index(each.light), each.done - each.over))
    return [row_of(each) for each in behind[:MOST]], len(standings)


def _targets(user):
    plans = Plan.objects.visible_to(user).in_force()
    rows = PlanTarget.objects.visible_to(user).filter(heading__plan__in=plans, parent=None)
    return rows.select_related("heading__plan", "department")
