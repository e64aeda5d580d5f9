"""Milestones that the enterprise reports with evidence, and the park accepts or sends back."""

from datetime import date

from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.models import Attachment
from crm.core.notifications import notify
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.models import Project
from leads.models.project import MILESTONE_OF, SETTLED
from leads.pipeline.milestones import reach_stage, record_milestone

from ..contributions.keepers import keepers_of
from ..models import MilestoneReport
from ..models.enterprise_person import enterprises_of

STEP_OF = {kind: step for step, kind in MILESTONE_OF.items()}


def open_kinds(project) -> list[tuple[str, str]]:
    """[(kind, label)] of the milestones that are neither recorded nor reported."""
    recorded = set(project.milestones.values_list("kind", flat=True))
    waiting = MilestoneReport.objects.filter(
        enterprise__project=project, state=MilestoneReport.State.REPORTED
    )
    known_kinds = recorded | set(waiting.values_list("kind", flat=True))
    return [(kind.value, kind.label) for kind in MilestoneReport.KINDS if kind not in known_kinds]


@as_one()
def report_milestone(
    enterprise, *, by, kind: str, happened_on: date, evidence, note: str = ""
) -> MilestoneReport:
    """Store what the enterprise says it has reached. Raises NotPermitted, ValidationError, or
    Refused for what is known already, and for a day ahead of today or before the signing.
    """
    if enterprise.pk not in enterprises_of(by, "handles_progress"):
        raise NotPermitted(_("Ask the person who looks after the logins for this right."))
    project = enterprise.project
    _check(project, kind, happened_on)
    report = MilestoneReport(
        enterprise=enterprise, kind=kind, happened_on=happened_on, note=note, reported_by=by
    )
    report.full_clean()
    save_as(report, by=by, reason=note)
    attach(report, evidence, by=by, purpose=_("evidence"))
    notify(keepers_of(enterprise), "enterprise_reports", report, by=by)
    return report


def _check(project, kind: str, happened_on: date):
    if project.state not in SETTLED:
        raise Refused(_("The project is not running any more. Please call the bureau."))
    if happened_on > timezone.localdate():
        raise Refused(_("A milestone cannot lie in the future."))
    if project.signed_on and happened_on < project.signed_on:
        raise Refused(
            _("A milestone cannot lie before the signing on %(day)s.") % {"day": project.signed_on}
        )
    if project.milestones.filter(kind=kind).exists():
        raise Refused(_("This milestone is already recorded."))


@as_one()
def accept(report, *, by, note: str = ""):
    """The report becomes the project's milestone, with its evidence; where a stage rests on it, the
    project goes on to that stage.
    """
    taken = move(report, "accept", by=by, note=note)
    facts = {"by": by, "happened_on": report.happened_on, "note": report.note}
    project, step = report.project, STEP_OF.get(report.kind)
    with _evidence_of(report) as evidence:
        if step and project.state in Project.TRANSITIONS[step].sources:
            reach_stage(project, step, evidence=evidence, **facts)
        else:
            record_milestone(project, report.kind, evidence=evidence, **facts)
    return taken


def _evidence_of(report) -> File:
    attachment = Attachment.objects.of(report).first()
    if attachment is None:
        raise Refused(_("Attach the evidence: a permit, a photograph or a record."))
    return File(attachment.file.open(), name=attachment.name)


def tell_judged(report, taken):
    """The sequel of the park's judgement: who reported it is told, with the reason."""
    notify(
        [report.reported_by],
        "report_judged",
        report,
        by=taken.by,
        state=report.get_state_display(),
        note=taken.note,
    )
