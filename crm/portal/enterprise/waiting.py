"""What an enterprise itself has to do, the most pressing first."""

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.models import Move
from crm.desk.models import ServiceRequest
from crm.site.models import PolicyApplication
from leads.models import Project
from leads.models.project import MILESTONE_OF
from parks.models import Contribution, MilestoneReport

from ..tasks_shown import Task
from .policies import applications_of
from .project import breaches_of, promised_day
from .requests import requests_of

SOON_DAYS = 60  # before a promised day its report is asked for
SENT_BACK_DAYS = 60  # for so long a report that came back is shown
NEXT_STEP = {Project.State.ENTERED: "start", Project.State.STARTED: "produce"}


def tasks_of(person) -> list[Task]:
    """What ``person`` may see to: what has a day first."""
    tasks = [*_breaches(person)] if person.may("handles_money") else []
    if person.may("handles_progress"):
        tasks += [*_promised_day(person), *_milestones_sent_back(person)]
    if person.may("handles_money"):
        tasks += _money_sent_back(person)
    if person.may("handles_requests"):
        tasks += [*_answers(person), *_incomplete(person)]
    return tasks


def _answers(person):
    """Requests that were answered and wait for the enterprise's own word."""
    for request in requests_of(person).filter(state=ServiceRequest.State.ANSWERED):
        yield Task(
            _("Answered: %(title)s") % {"title": request.title},
            reverse("portal:request", args=[request.pk]),
            _("Read and say whether it is settled"),
            request.answer,
            request.number,
        )


def _incomplete(person):
    """Applications that the department cannot judge yet."""
    asked = list(applications_of(person).filter(state=PolicyApplication.State.INCOMPLETE))
    taken = Move.objects.newest_of(asked)
    for application in asked:
        yield Task(
            _("More is asked for: %(policy)s") % {"policy": application.policy.called},
            reverse("portal:application", args=[application.pk]),
            _("See what is missing"),
            taken[application.pk].note if application.pk in taken else "",
            application.number,
        )


def _breaches(person):
    for breach in breaches_of(person.enterprise):
        yield Task(
            _("The park asks you to keep a promise: %(promise)s")
            % {"promise": breach.get_promise_display()},
            reverse("portal:progress") + "#promises",
            _("See the promise"),
            breach.demand,
            due_on=breach.cure_by,
        )


def _promised_day(person):
    """The next milestone of the way, once its promised day is near or past."""
    project = person.enterprise.project
    kind = MILESTONE_OF.get(NEXT_STEP.get(project.state))
    day = kind and promised_day(person.enterprise, kind)
    soon = timezone.localdate() + timedelta(days=SOON_DAYS)
    if day is None or day > soon or _is_known(person.enterprise, kind):
        return
    yield Task(
        _("Report with evidence: %(milestone)s") % {"milestone": kind.label},
        f"{reverse('portal:report_milestone')}?kind={kind.value}",
        _("Report it"),
        _("Promised for this day; if it comes later, tell your park why."),
        due_on=day,
    )


def _is_known(enterprise, kind) -> bool:
    waiting = enterprise.milestone_reports.filter(kind=kind, state=MilestoneReport.State.REPORTED)
    return bool(enterprise.project.milestone_on(kind)) or waiting.exists()


def _milestones_sent_back(person) -> list[Task]:
    """The newest report of each kind, where it came back and nothing was reported since."""
    reports = MilestoneReport.objects.filter(
        enterprise=person.enterprise, reported_at__gte=_since()
    )
    newest = reports.order_by("kind", "-pk").distinct("kind")
    refused = [report for report in newest if report.state == MilestoneReport.State.REFUSED]
    return _sent_back(refused, MilestoneReport.get_kind_display, "milestone_report")


def _money_sent_back(person) -> list[Task]:
    """What came back, where nothing of its kind was reported since that did not come back too."""
    contributions = Contribution.objects.visible_to(person.user).filter(
        enterprise=person.enterprise,
        reported_by__is_staff=False,
        reported_at__gte=_since(),
    )
    rejected, later = [], set()
    for contribution in contributions.order_by("-pk"):
        if contribution.state != Contribution.State.REJECTED:
            later.add(contribution.metric)
        elif contribution.metric not in later:
            rejected.append(contribution)
    return _sent_back(
        rejected,
        lambda contribution: f"{contribution.get_metric_display()} {contribution.amount_in_words}",
        "contribution",
    )


def _sent_back(records: list, said_of: Callable, page: str) -> list[Task]:
    judged = Move.objects.newest_of(records)
    return [
        Task(
            _("The park sent back: %(what)s") % {"what": said_of(record)},
            reverse(f"portal:{page}", args=[record.pk]),
            _("Report it anew"),
            judged[record.pk].note if record.pk in judged else "",
        )
        for record in records
    ]


def _since():
    return timezone.now() - timedelta(days=SENT_BACK_DAYS)
