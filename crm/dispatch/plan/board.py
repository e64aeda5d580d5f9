"""The whole plan on one page: phases, targets in groups with their lights, and the tasks."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ..models import Plan, PlanTarget
from .shown import Row, row_of
from .standing import Standing, standings_of


class By(TextChoices):
    HEADING = "heading", pgettext_lazy("plan", "By heading")
    DEPARTMENT = "department", pgettext_lazy("plan", "By department")
    LIT = "lit", gettext_lazy("Red and yellow only")


@dataclass(frozen=True)
class PhaseShown:
    label: str
    note: str
    status: str  # done, now, ahead


class Board:
    """The plan as it stands on ``day``; of its targets the whole ones, not their parts."""

    def __init__(self, plan: Plan, by: str = "", day: date | None = None):
        self.plan, self.day = plan, day or timezone.localdate()
        self.by = By(by) if by in By.values else By.HEADING

    @cached_property
    def targets(self) -> list[PlanTarget]:
        rows = PlanTarget.objects.of_plan(self.plan).filter(parent=None)
        return list(rows.select_related("heading__plan", "department", "person"))

    @cached_property
    def standings(self) -> list[Standing]:
        return list(standings_of(self.targets, self.day).values())

    @property
    def lights(self) -> Counter:
        return Counter(standing.light for standing in self.standings)

    @property
    def red(self) -> list[PlanTarget]:
        return [standing.target for standing in self.standings if standing.is_late]

    @property
    def red_departments(self) -> int:
        return len({standing.department_id for standing in self.red})

    @cached_property
    def phases(self) -> list[PhaseShown]:
        return [self._phase(phase) for phase in self.plan.phases.all()]

    def _phase(self, phase) -> PhaseShown:
        if phase.starts_on > self.day:
            return PhaseShown(phase.name, phase.years, "ahead")
        if phase.ends_on >= self.day:
            words = {"years": phase.years, "days": (phase.ends_on - self.day).days}
            note = _("%(years)s, %(days)s days left") % words
            return PhaseShown(phase.name, note, "now")
        standings = standings_of(self.targets, phase.ends_on).values()
        with_goal = [standing for standing in standings if standing.goal is not None]
        reached = sum(standing.done >= 1 for standing in with_goal)
        words = {"years": phase.years, "reached": reached, "whole": len(with_goal)}
        note = _("%(years)s, reached %(reached)s / %(whole)s") % words
        return PhaseShown(phase.name, note, "done")

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """[(title, rows)] as asked; a group that holds nothing is left out."""
        rows_by_title: dict[str, list[Row]] = {}
        for standing in self._chosen():
            title = (
                standing.target.department if self.by == By.DEPARTMENT else standing.target.heading
            )
            rows_by_title.setdefault(str(title), []).append(row_of(standing))
        return list(rows_by_title.items())

    def _chosen(self) -> list[Standing]:
        if self.by == By.LIT:
            return [standing for standing in self.standings if standing.light in ("red", "yellow")]
        if self.by == By.DEPARTMENT:
            return sorted(self.standings, key=lambda standing: standing.target.department_id)
        return self.standings

    @property
    def last_year(self) -> int:
        return self.plan.ends_on.year
