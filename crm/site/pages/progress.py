"""Major projects: how far each is, and since when."""

from dataclasses import dataclass
from datetime import date

from leads.models import Milestone, Project
from leads.models.project import STAGES

from ..models import MajorProjectPage, ProgressPage, shows
from .below import children, one_page

State, Kind = Project.State, Milestone.Kind
# The day of a stage is that of the milestone that began it; the signing stands on the project.
DAY_OF = {
    State.STARTED: Kind.STARTED,
    State.PRODUCING: Kind.PRODUCING,
    State.AT_CAPACITY: Kind.AT_CAPACITY,
}


@dataclass(frozen=True)
class Stage:
    label: str
    is_reached: bool
    is_now: bool
    day: date | None


@dataclass(frozen=True)
class ProjectProgress:
    page: MajorProjectPage
    stages: list[Stage]

    @property
    def now(self) -> str:
        return next((stage.label for stage in self.stages if stage.is_now), "")


def told(page: MajorProjectPage) -> ProjectProgress:
    """A project that was given up has no stage any more."""
    project = page.project
    if project.state not in STAGES:
        return ProjectProgress(page, [])
    days = {milestone.kind: milestone.happened_on for milestone in project.milestones.all()}
    reached = STAGES.index(project.state)
    return ProjectProgress(
        page,
        [
            Stage(
                str(State(stage).label),
                place <= reached,
                place == reached,
                _day(project, stage, days) if page.shows_days else None,
            )
            for place, stage in enumerate(STAGES)
        ],
    )


def _day(project, stage, days) -> date | None:
    return project.signed_on if stage == State.SIGNED else days.get(DAY_OF.get(stage))


@shows(ProgressPage)
def progress(page, request) -> dict:
    pages = children(page, MajorProjectPage) if page.pk else MajorProjectPage.objects.none()
    rows = one_page(
        pages.select_related("project").prefetch_related("project__milestones"), request
    )
    return {"rows": rows, "projects": [told(row) for row in rows]}


@shows(MajorProjectPage)
def major_project(page, request) -> dict:
    return {"told": told(page)}
