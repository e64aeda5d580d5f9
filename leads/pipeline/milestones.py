"""Dated facts about a project, and the stages that rest on them."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.files import attach
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Milestone
from ..models.project import MILESTONE_OF


def record_milestone(
    project, kind: str, happened_on: date, *, by, note: str = "", evidence=None
) -> Milestone:
    """Write a milestone down, once. Raises Refused for a date ahead
    of today or before the signing.
    """
    if happened_on > timezone.localdate():
        raise Refused(_("A milestone cannot lie in the future."))
    if project.signed_on and happened_on < project.signed_on and kind != Milestone.Kind.REGISTERED:
        raise Refused(
            _("A milestone cannot lie before the signing on %(day)s.") % {"day": project.signed_on}
        )
    if project.milestones.filter(kind=kind).exists():
        raise Refused(_("This milestone is already recorded."))
    milestone = Milestone(project=project, kind=kind, happened_on=happened_on, note=note)
    save_as(milestone, by=by, reason=note)
    if evidence:
        attach(project, evidence, by=by, purpose=milestone.get_kind_display())
    return milestone


def start(project, **facts):
    reach_stage(project, "start", **facts)


def produce(project, **facts):
    reach_stage(project, "produce", **facts)


def fill(project, **facts):
    reach_stage(project, "fill", **facts)


@as_one()
def reach_stage(project, name: str, *, by, happened_on: date, evidence, note: str = ""):
    """Record the milestone of the stage with its evidence, then take the step ``name`` ("start",
    "produce", "fill").
    """
    if not evidence:
        raise Refused(_("Attach the evidence: a permit, a photograph or a record."))
    record_milestone(project, MILESTONE_OF[name], happened_on, by=by, note=note, evidence=evidence)
    move(project, name, by=by, note=note)
