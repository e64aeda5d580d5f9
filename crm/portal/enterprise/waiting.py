"""What an enterprise itself has to do, the most pressing first."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.desk.models import ServiceRequest
from crm.site.models import PolicyApplication
from leads.models import Milestone, Project
from leads.models.project import MILESTONE_OF
from parks.entries.promises import in_force
from parks.entries.supplement import terms_on
from parks.models import Contribution, MilestoneReport

from ..tasks_shown import Task
from .policies import applications_of
from .project import breaches_of
from .requests import requests_of

SOON_DAYS = 60  # before a promised day its report is asked for
SENT_BACK_DAYS = 60  # for so long a report that came back is shown
NEXT_STEP = {Project.State.ENTERED: "start", Project.State.STARTED: "produce"}


def tasks_of(person) -> list[Task]:
    """What ``person`` may see to: what has a day first."""
    found = [*_breaches(person)] if person.may("handles_money") else []
    if person.may("handles_progress"):
        found += [*_promised_day(person), *_milestones_sent_back(person)]
    if person.may("handles_money"):
        found += _money_sent_back(person)
    if person.may("handles_requests"):
        found += [*_answers(person), *_incomplete(person)]
    return found


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
    asked = applications_of(person).filter(state=PolicyApplication.State.INCOMPLETE)
    for application in asked:
        taken = application.moves().last()
        yield Task(
            _("More is asked for: %(policy)s") % {"policy": application.policy.called},
            reverse("portal:application", args=[application.pk]),
            _("See what is missing"),
            taken.note if taken else "",
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
    day = _promised(project, kind)
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


def _promised(project, kind):
    if kind is None:
        return None
    application = in_force(project.applications.all())
    is_start = kind == Milestone.Kind.STARTED
    if application:
        terms = terms_on(application, timezone.localdate())
        return terms.promised_start_on if is_start else terms.promised_production_on
    return project.planned_start_on if is_start else project.planned_production_on


def _is_known(enterprise, kind) -> bool:
    waiting = enterprise.milestone_reports.filter(kind=kind, state=MilestoneReport.State.REPORTED)
    return bool(enterprise.project.milestone_on(kind)) or waiting.exists()


def _milestones_sent_back(person):
    """The newest report of each kind, where it came back and nothing was reported since."""
    own = MilestoneReport.objects.filter(enterprise=person.enterprise, reported_at__gte=_since())
    newest = own.order_by("kind", "-pk").distinct("kind")
    for report in newest:
        if report.state == MilestoneReport.State.REFUSED:
            yield _sent_back(report, report.get_kind_display(), "milestone_report")


def _money_sent_back(person):
    own = Contribution.objects.visible_to(person.user).filter(
        enterprise=person.enterprise,
        reported_by__is_staff=False,
        reported_at__gte=_since(),
    )
    for each in own.filter(state=Contribution.State.REJECTED):
        later = own.filter(metric=each.metric, pk__gt=each.pk)
        if not later.exclude(state=Contribution.State.REJECTED).exists():
            yield _sent_back(each, f"{each.get_metric_display()} {each.amount_in_words}")


def _sent_back(record, what: str, page: str = "contribution") -> Task:
    judged = record.moves().last()
    return Task(
        _("The park sent back: %(what)s") % {"what": what},
        reverse(f"portal:{page}", args=[record.pk]),
        _("Report it anew"),
        judged.note if judged else "",
    )


def _since():
    return timezone.now() - timedelta(days=SENT_BACK_DAYS)
