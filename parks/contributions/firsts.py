"""First capital and first tax of a project: the earliest of what is verified, in whatever order it
was verified.
"""

from django.utils.translation import gettext as _

from crm.core.writing import bulk
from crm.core.writing.history import save_as
from leads.models import Milestone

from ..models import Contribution

FIRST_OF = {
    Contribution.Metric.PAID_IN: Milestone.Kind.FIRST_CAPITAL,
    Contribution.Metric.FOREIGN_CAPITAL: Milestone.Kind.FIRST_CAPITAL,
    Contribution.Metric.FUNDS_IN_PLACE: Milestone.Kind.FIRST_CAPITAL,
    Contribution.Metric.TAX: Milestone.Kind.FIRST_TAX,
}


def record_firsts(verified: list[Contribution], *, by) -> None:
    """Bring the milestones of these contributions' projects up to date: a correction may move the
    first one to a later day, or leave none.
    """
    projects = {contribution.enterprise.project_id for contribution in verified}
    kinds = {FIRST_OF.get(contribution.metric) for contribution in verified} - {None}
    for kind in sorted(kinds):
        _record(kind, projects, by)


def _record(kind, projects: set[int], by):
    recorded = {
        milestone.project_id: milestone
        for milestone in Milestone.objects.filter(project__any_of=projects, kind=kind).order_by()
    }
    firsts = {first.enterprise.project_id: first for first in _firsts(kind, projects)}
    for project in sorted(recorded.keys() - firsts.keys()):
        _withdraw(recorded[project], by)
    for project in sorted(recorded.keys() & firsts.keys()):
        _move(recorded[project], firsts[project], by)
    new = [
        Milestone(
            project_id=project,
            kind=kind,
            happened_on=firsts[project].happened_on,
            note=_evidence(firsts[project]),
        )
        for project in sorted(firsts.keys() - recorded.keys())
    ]
    bulk.insert(Milestone, new, by=by, reason=_("contribution verified"))


def _firsts(kind, projects: set[int]):
    """The earliest verified contribution of each project."""
    return (
        Contribution.objects.verified()
        .filter(
            enterprise__project__any_of=projects,
            metric__in=[metric for metric, first in FIRST_OF.items() if first == kind],
            amount__gt=0,
        )
        .select_related("enterprise")
        .order_by("enterprise__project_id", "happened_on", "pk")
        .distinct("enterprise__project_id")
    )


def _move(milestone: Milestone, first: Contribution, by):
    if milestone.happened_on != first.happened_on:
        milestone.happened_on, milestone.note = first.happened_on, _evidence(first)
        save_as(milestone, by=by, reason=_("contribution verified"))


def _withdraw(milestone: Milestone, by):
    milestone._history_user, milestone._change_reason = by, _("contribution corrected")
    milestone.delete()


def _evidence(contribution) -> str:
    return str(contribution)[:300]
