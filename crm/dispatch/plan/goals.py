"""What the plan in force wants of this year's figures."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from crm.core.indicators.shown import Figure

from ..models import Plan, PlanTarget
from ..models.target import Counts
from .shown import Row, row_of
from .standing import Standing, standings_of

WORST, MOST = ("red", "yellow", "green", ""), 4


def standings_in_force(user, day: date) -> list[Standing]:
    """How the targets of the plans in force stand, the parts of targets left out."""
    return list(standings_of(_targets(user).order_by("pk"), day).values())


def with_goals(
    figures: Iterable[Figure], day: date, user, standings: list[Standing] | None = None
) -> list[Figure]:
    """The figures of the whole city this year, each with how it stands to the plan's target for
    this year, where there is one. Who sees a part of the city is told no goal of the whole.
    ``standings`` are those in force, where they are known already.
    """
    figures = list(figures)
    if not user.has_perm("leads.view_every_project"):
        return figures
    codes = [figure.indicator.code for figure in figures]
    if standings is None:
        targets = _targets(user).filter(indicator__in=codes, counts=Counts.OF_PHASE)
        standings = list(standings_of(targets.order_by("pk"), day).values())
    rows: dict[str, Row] = {}
    for standing in standings:
        is_meant = standing.goal is not None and standing.target.counts == Counts.OF_PHASE
        if is_meant and _is_the_year(standing.phase, day.year):
            rows.setdefault(standing.target.indicator, row_of(standing))
    return [replace(figure, goal=rows.get(figure.indicator.code)) for figure in figures]


def _is_the_year(phase, year: int) -> bool:
    return (phase.starts_on, phase.ends_on) == (date(year, 1, 1), date(year, 12, 31))


def worst(standings: list[Standing]) -> tuple[list[Row], int]:
    """(the targets that are furthest behind, how many the plan has)."""
    behind = sorted(
        standings, key=lambda standing: (WORST.index(standing.light), standing.done - standing.over)
    )
    return [row_of(standing) for standing in behind[:MOST]], len(standings)


def _targets(user):
    plans = Plan.objects.visible_to(user).in_force()
    rows = PlanTarget.objects.visible_to(user).filter(heading__plan__in=plans, parent=None)
    return rows.select_related("heading__plan", "department")
